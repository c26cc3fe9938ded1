import { isJsonObject, isKubeObject, type KubeObject } from '../../../base/index.ts';
import { readYaml, toJson, writeYaml } from '../../../yaml/index.ts';
import { helmGroup } from '../../names.ts';
import type { PostRendering } from './post-render-chart.ts';
import { kustomizationsOf } from '../spec/index.ts';
import { commonMetadataOf, type HelmReleaseSpec } from '../spec/index.ts';

/** The labels by which Flux says to which HelmRelease an object belongs. */
export function originLabels(namespace: string, name: string): Readonly<Record<string, string>> {
  return { [`${helmGroup}/name`]: name, [`${helmGroup}/namespace`]: namespace };
}

/** All that is done to the objects of a chart: the post-renderers of the spec in their order, then Flux's own (helm-controller internal/postrender). */
export function postRenderingOf(owner: KubeObject, spec: HelmReleaseSpec): PostRendering {
  return {
    kustomizations: kustomizationsOf(spec.postRenderers ?? []),
    strategy: spec.postRenderStrategy,
    document: (text) => postRender(text, owner, spec),
  };
}

/**
 * A document of a chart after Flux has passed over it: common metadata, then its own labels (helm-controller internal/postrender). It is read
 * and written anew, without comments and with sorted members, as kustomize does upstream.
 */
function postRender(document: string, owner: KubeObject, spec: HelmReleaseSpec): string {
  const { documents, problems } = readYaml(document, { profile: 'go3', foldedScalars: 'kyaml' });
  const [first] = problems;
  if (first !== undefined) throw new Error(`post-rendering failed: ${first.message}`);
  const { namespace = '', name = '' } = owner.metadata;
  const common = commonMetadataOf(spec);
  const labels = { ...common.labels, ...originLabels(namespace, name) };
  return documents.map(({ value }) => writeYaml(marked(toJson(value), labels, common.annotations))).join('---\n');
}

function marked(
  value: ReturnType<typeof toJson>,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): ReturnType<typeof toJson> {
  if (!isKubeObject(value)) return value;
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
  const merged = {
    ...metadata,
    labels: { ...(isJsonObject(metadata['labels']) ? metadata['labels'] : {}), ...labels },
  };
  if (Object.keys(annotations).length === 0) return { ...value, metadata: merged };
  const own = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  return { ...value, metadata: { ...merged, annotations: { ...own, ...annotations } } };
}
