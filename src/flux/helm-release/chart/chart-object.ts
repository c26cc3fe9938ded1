import {
  isJsonObject,
  jsonAt,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  textAt,
  textMapAt,
} from '../../../base/index.ts';
import { helmGroup, sourceGroup } from '../../names.ts';
import type { HelmReleaseSpec } from '../spec/index.ts';

/** `group/version` of the HelmCharts that are made. */
const apiVersion = `${sourceGroup}/v1`;

/** The HelmChart that a HelmRelease's chart template asks for, in the namespace of its source (helm-controller reconcile/helmchart_template.go). */
export function helmChartOf(owner: KubeObject, spec: HelmReleaseSpec, template: JsonObject): KubeObject {
  const { namespace = '', name = '' } = owner.metadata;
  const chart = isJsonObject(template['spec']) ? template['spec'] : {};
  const valuesFile = textAt(chart, 'valuesFile');
  const labels = {
    ...textMapAt(template, 'metadata', 'labels'),
    [`${helmGroup}/name`]: name,
    [`${helmGroup}/namespace`]: namespace,
  };
  const annotations = textMapAt(template, 'metadata', 'annotations');
  return {
    apiVersion,
    kind: 'HelmChart',
    metadata: {
      name: `${namespace}-${name}`,
      namespace: textAt(chart, 'sourceRef', 'namespace') || namespace,
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      chart: textAt(chart, 'chart'),
      interval: textAt(chart, 'interval') || spec.interval,
      sourceRef: { kind: textAt(chart, 'sourceRef', 'kind'), name: textAt(chart, 'sourceRef', 'name') },
      ...(textAt(chart, 'version') === '' ? {} : { version: textAt(chart, 'version') }),
      ...(textAt(chart, 'reconcileStrategy') === '' ? {} : { reconcileStrategy: textAt(chart, 'reconcileStrategy') }),
      ...listOf(chart, valuesFile),
      ...(chart['ignoreMissingValuesFiles'] === true ? { ignoreMissingValuesFiles: true } : {}),
      ...(isJsonObject(chart['verify']) ? { verify: chart['verify'] } : {}),
    },
  };
}

/** The older `valuesFile` is a list of one. */
function listOf(chart: JsonObject, valuesFile: string): JsonObject {
  const files = chart['valuesFiles'];
  if (Array.isArray(files) && files.length > 0) return { valuesFiles: files };
  return valuesFile === '' ? {} : { valuesFiles: [valuesFile] };
}

/** Whether a live HelmChart has all that is wanted of it. */
export function isAsWanted(live: KubeObject, wanted: KubeObject): boolean {
  const has = (path: readonly string[]): boolean =>
    Object.entries(textMapAt(wanted, ...path)).every(([key, value]) => jsonAt(live, ...path, key) === value);
  if (!has(['metadata', 'labels']) || !has(['metadata', 'annotations'])) return false;
  const spec = isJsonObject(wanted['spec']) ? wanted['spec'] : {};
  return (
    Object.entries(spec).every(([key, value]) => jsonEqual(jsonAt(live, 'spec', key) ?? null, value ?? null)) &&
    (jsonAt(live, 'spec', 'valuesFiles') === undefined || spec['valuesFiles'] !== undefined)
  );
}

/** What Flux says of the HelmChart that it made. */
export function helmChartText(chart: KubeObject, verb: string): string {
  const { namespace = '', name = '' } = chart.metadata;
  const kind = textAt(chart, 'spec', 'sourceRef', 'kind');
  return `${verb} HelmChart/${namespace}/${name} with SourceRef '${kind}/${namespace}/${textAt(chart, 'spec', 'sourceRef', 'name')}'`;
}
