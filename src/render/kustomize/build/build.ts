import type { Tree } from '../../../source/index.ts';
import { writeYaml } from '../../../yaml/index.ts';
import { addHashes } from '../generators/index.ts';
import { Location } from '../load/index.ts';
import { type RemoteNeed, RemoteNeeded } from '../../remote/index.ts';
import { toPrintedYaml } from '../node/index.ts';
import type { Resource, ResourceList } from '../resource/index.ts';
import { fieldSpec } from '../tables/index.ts';
import {
  labelTransformer,
  nameReferenceTransformer,
  resolveVariables,
  withoutLocalConfig,
} from '../transformers/index.ts';
import { accumulate } from './accumulate.ts';
import { Accumulator } from './accumulator.ts';
import { finishAnnotations, sortLegacy, sortResources } from './finish/index.ts';
import { rootOrigin } from './origin.ts';
import { type BuildCaches, type BuildOptions, BuildRun } from './run.ts';
import { openTarget, type Target } from './target.ts';

/** What a build gave. */
export type BuildOutput =
  /** The resources in the order in which they are printed. */
  | { readonly kind: 'built'; readonly resources: ResourceList; readonly warnings: readonly string[] }
  /** What has to be fetched before it can be said. */
  | { readonly kind: 'needs'; readonly needs: readonly RemoteNeed[] };

/**
 * Builds the kustomization in the folder `path` of a tree as `kustomize build` does (api 0.20 for profile 5.7, 0.21 for 5.8;
 * krusty.Kustomizer.Run). Synchronous; reads nothing but the tree and what `options.remotes` has.
 *
 * Throws KustomizeError where the real tool refuses, and what `options.checkpoint` and the tree throw.
 */
export function buildKustomization(tree: Tree, path: string, options: BuildOptions, caches: BuildCaches): BuildOutput {
  const run = new BuildRun(options, caches);
  try {
    const target = openRoot(tree, path, run);
    const gathered = accumulate(target, new Accumulator(caches.configs));
    if (run.needs.length > 0) return { kind: 'needs', needs: run.needs };
    return { kind: 'built', resources: finish(target, gathered), warnings: run.warnings };
  } catch (error) {
    if (error instanceof RemoteNeeded) return { kind: 'needs', needs: [...run.needs, error.need] };
    // What is missing may be why.
    if (run.needs.length > 0) return { kind: 'needs', needs: run.needs };
    throw error;
  }
}

function openRoot(tree: Tree, path: string, run: BuildRun): Target {
  const { options, spent } = run;
  const { remotes, limits, isDisk = false } = options;
  const settings = { remotes, limits, isDisk, spent };
  const location = Location.open(tree, path, options.restriction ?? 'root-only', settings, options.repository);
  const target = openTarget(location, run, undefined, undefined);
  return target.kustomization.buildMetadata.length === 0 ? target : { ...target, origin: rootOrigin };
}

/** What only the root does: hashes, references, variables, order, and what is not to be seen. */
function finish(target: Target, gathered: Accumulator): ResourceList {
  const { kustomization, run, context } = target;
  const { config } = gathered;
  addHashes(gathered.resources);
  nameReferenceTransformer(config.nameReference).transform(gathered.resources, context);
  resolveVariables(gathered.resources, gathered.variables, config.varReference, context);
  const resources = withoutLocalConfig(gathered.resources);
  if (kustomization.sortOptions !== undefined) sortResources(resources, kustomization.sortOptions);
  else if ((run.options.reorder ?? 'legacy') === 'legacy') sortLegacy(resources);
  const wanted = new Set(kustomization.buildMetadata.map(({ text }) => text));
  if (wanted.has('managedByLabel') || run.options.managedByLabel === true) {
    const place =
      kustomization.buildMetadata.find(({ text }) => text === 'managedByLabel')?.place ?? kustomization.place;
    const labels = new Map([
      ['app.kubernetes.io/managed-by', { text: `kustomize-${managedBy[run.options.profile]}`, place }],
    ]);
    const fieldSpecs = [fieldSpec({ path: 'metadata/labels', create: true })];
    labelTransformer({ labels, fieldSpecs }).transform(resources, context);
  }
  for (const resource of resources) {
    context.checkpoint();
    finishAnnotations(resource, wanted);
  }
  return resources;
}

/** What kubectl's build of 5.7 and the program of 5.8 say of themselves. */
const managedBy = { '5.7': 'v5.7.1', '5.8': 'v5.8.1' } as const;

/** The text that `kustomize build` prints. */
export function resourcesText(resources: ResourceList): string {
  return resources.map(resourceText).join('---\n');
}

/** One resource as YAML. */
export function resourceText({ root }: Pick<Resource, 'root'>): string {
  return writeYaml(toPrintedYaml(root));
}
