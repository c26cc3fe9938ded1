import { isJsonObject, isKubeObject, type Json, jsonAt, messageOf } from '../../../base/index.ts';
import {
  type BuildCaches,
  buildKustomization,
  defaultBuildLimits,
  type HelmCaches,
  type HelmProfile,
  refusingRemotes,
  type RenderedChart,
  resourcesText,
  sortDocuments,
} from '../../../render/index.ts';
import { memoryTree } from '../../../source/index.ts';
import { readYaml, toJson, writeYaml } from '../../../yaml/index.ts';
import type { PostRenderKustomization, PostRenderStrategy } from '../spec/index.ts';

/** What is done to the objects of a chart before they are released. */
export interface PostRendering {
  /** One after the other, each over all objects. */
  readonly kustomizations: readonly PostRenderKustomization[];
  readonly strategy: PostRenderStrategy;
  /** Then over each document: the metadata that Flux gives. */
  readonly document: (text: string) => string;
}

/** What post-rendering stands on. */
export interface PostRenderTools {
  readonly profile: HelmProfile;
  readonly caches: HelmCaches;
  readonly builds: BuildCaches;
  /** Throws when the time is up. */
  readonly checkpoint: () => void;
}

type Documents = Pick<RenderedChart, 'manifests' | 'hooks'>;

interface Document {
  readonly path: string;
  readonly text: string;
}

/** Under which helm lets a post-renderer carry the template's path. */
const pathAnnotation = 'postrenderer.helm.sh/postrender-filename';
const input = 'helm-output.yaml';

/**
 * The objects of a chart after its post-renderers; what is a hook afterwards is one (helm 4.2, pkg/action/action.go renderResources, over
 * helm-controller internal/postrender). Throws in helm's words what kustomize refuses.
 */
export function postRenderChart(
  { manifests, hooks }: Documents,
  rendering: PostRendering,
  tools: PostRenderTools,
): Documents {
  const { kustomizations, strategy, document } = rendering;
  if (kustomizations.length === 0) {
    return {
      manifests: manifests.map((manifest) => ({ ...manifest, content: document(manifest.content) })),
      hooks: strategy === 'nohooks' ? hooks : hooks.map((hook) => ({ ...hook, manifest: document(hook.manifest) })),
    };
  }
  const ofHooks = hooks.map(({ path, manifest }) => ({ path, text: manifest }));
  const ofManifests = manifests.map(({ path, content }) => ({ path, text: content }));
  const run = (documents: readonly Document[], group: string): readonly Document[] =>
    filesOf(renderGroup(documents, group, rendering, tools), '---\n');
  const files =
    strategy === 'combined'
      ? run([...ofHooks, ...ofManifests], '')
      : [...(strategy === 'separate' ? run(ofHooks, 'hooks') : ofHooks), ...run(ofManifests, 'manifests')];
  const texts = new Map(filesOf(files, '\n---\n').map(({ path, text }) => [path, text]));
  return sortDocuments(texts, tools.caches, { profile: tools.profile, warn: () => undefined });
}

/** The documents of each file in one text. */
function filesOf(documents: readonly Document[], separator: string): readonly Document[] {
  return [...Map.groupBy(documents, ({ path }) => path)].map(([path, parts]) => ({
    path,
    text: parts.map(({ text }) => text).join(separator),
  }));
}

function renderGroup(
  documents: readonly Document[],
  group: string,
  { kustomizations, document }: PostRendering,
  tools: PostRenderTools,
): readonly Document[] {
  if (documents.length === 0) return [];
  const sorted = documents.toSorted((a, b) => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1));
  try {
    let stream = sorted
      .flatMap(({ path, text }) => parsed(text).map((value) => writeYaml(annotated(value, path))))
      .join('---\n');
    for (const kustomization of kustomizations) stream = kustomized(stream, kustomization, tools);
    const prefix = `generated-by-postrender-${group === '' ? '' : `${group}-`}`;
    return parsed(stream).map((value, index) => {
      const path = jsonAt(value, 'metadata', 'annotations', pathAnnotation);
      const own = typeof path === 'string' && path !== '' ? path : `${prefix}${index}.yaml`;
      return { path: own, text: document(writeYaml(withoutPath(value))) };
    });
  } catch (error) {
    const message = `error while running post render on ${group === '' ? 'files' : group}: ${messageOf(error)}`;
    throw new Error(message, { cause: error });
  }
}

function kustomized(stream: string, { patches, images }: PostRenderKustomization, tools: PostRenderTools): string {
  if (stream === '') return '';
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [input],
    ...(patches.length === 0 ? {} : { patches }),
    ...(images.length === 0 ? {} : { images }),
  };
  const built = buildKustomization(
    memoryTree({ [input]: stream, 'kustomization.yaml': JSON.stringify(kustomization) }),
    '',
    {
      profile: '5.8',
      restriction: 'none',
      remotes: refusingRemotes('a post-renderer reads nothing from elsewhere'),
      limits: defaultBuildLimits,
      checkpoint: tools.checkpoint,
      reorder: 'none',
    },
    tools.builds,
  );
  if (built.kind === 'needs') throw new Error('a post-renderer reads nothing from elsewhere: put it into the patch');
  return resourcesText(built.resources);
}

function parsed(text: string): Json[] {
  const { documents, problems } = readYaml(text, { profile: 'go3', foldedScalars: 'kyaml' });
  const [first] = problems;
  if (first !== undefined) throw new Error(first.message);
  return documents.map(({ value }) => toJson(value)).filter((value) => value !== null);
}

function annotated(value: Json, path: string): Json {
  if (!isKubeObject(value)) return value;
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
  const annotations = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  return { ...value, metadata: { ...metadata, annotations: { ...annotations, [pathAnnotation]: path } } };
}

function withoutPath(value: Json): Json {
  if (!isKubeObject(value) || value.metadata.annotations === undefined) return value;
  const { annotations, ...metadata } = value.metadata;
  const { [pathAnnotation]: _path, ...others } = annotations;
  if (Object.keys(others).length === 0) return { ...value, metadata };
  return { ...value, metadata: { ...metadata, annotations: others } };
}
