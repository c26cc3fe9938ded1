import { jsonAt, type KubeObject, textAt, textsAt } from '../../base/index.ts';

/** A HelmChart's spec with its defaults, as source.toolkit.fluxcd.io/v1 and the versions before it define them. */
export interface HelmChartSpec {
  readonly chart: string;
  readonly version: string;
  readonly sourceRef: { readonly kind: string; readonly name: string };
  readonly valuesFiles: readonly string[];
  readonly ignoreMissingValuesFiles: boolean;
  readonly byRevision: boolean;
  /** Fields that change what is built and that this controller does not carry out yet. */
  readonly unsupported: readonly string[];
}

/** Reads the spec of a HelmChart; `valuesFile` is from v1beta1, and comes last among the files. */
export function readHelmChartSpec(owner: KubeObject): HelmChartSpec {
  const single = textAt(owner, 'spec', 'valuesFile');
  const files = textsAt(owner, 'spec', 'valuesFiles');
  return {
    chart: textAt(owner, 'spec', 'chart'),
    version: textAt(owner, 'spec', 'version') || '*',
    sourceRef: { kind: textAt(owner, 'spec', 'sourceRef', 'kind'), name: textAt(owner, 'spec', 'sourceRef', 'name') },
    valuesFiles: single === '' || files.includes(single) ? files : [...files, single],
    ignoreMissingValuesFiles: jsonAt(owner, 'spec', 'ignoreMissingValuesFiles') === true,
    byRevision: textAt(owner, 'spec', 'reconcileStrategy') === 'Revision',
    unsupported: jsonAt(owner, 'spec', 'verify') === undefined ? [] : ['verify'],
  };
}

/** The files that are merged: none where the chart's own values are all that is asked for (source-controller v1.9, GetValuesFiles). */
export function mergedFiles({ valuesFiles }: HelmChartSpec): readonly string[] {
  const [only, ...more] = valuesFiles;
  return more.length === 0 && only?.replace(/^\.\//, '') === 'values.yaml' ? [] : valuesFiles;
}
