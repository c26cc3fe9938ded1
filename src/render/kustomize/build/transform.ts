import type { PatchTools } from '../patches/index.ts';
import type { Origin } from '../resource/index.ts';
import type { Transformer } from '../transformer.ts';
import type { Accumulator } from './accumulator.ts';
import { builtInTransformers } from './built-in-transformers.ts';
import { configuredOrigin } from './origin.ts';
import { parseObjects } from './parse-resources.ts';
import { externalTransformers } from './plugins.ts';
import type { Target } from './target.ts';

/** A transformer, and what `buildMetadata` says of whoever it changed. */
export interface TracedTransformer {
  readonly transformer: Transformer;
  readonly origin: Origin | undefined;
}

/** Applies the transformers of a kustomization: those of its fields in their fixed order, then those of `transformers`. */
export function runTransformers(target: Target, into: Accumulator): void {
  const { kustomization, run, origin, context } = target;
  const tools = patchTools(target);
  const own = builtInTransformers(kustomization, into.config, tools).map((transformer): TracedTransformer => {
    const by = { apiVersion: 'builtin', kind: transformer.name };
    return {
      transformer,
      origin: origin === undefined ? undefined : configuredOrigin(origin, kustomization.fileName, by),
    };
  });
  const external = externalTransformers(target, kustomization.transformers);
  for (const { transformer, origin: by } of [...own, ...external]) {
    context.checkpoint();
    transformer.transform(into.resources, context);
    if (by !== undefined) trace(into, by);
    dropEmpty(into);
    run.checkCount(into.resources);
  }
}

/** What patches of a kustomization are configured with. */
export function patchTools({ location, run }: Target): PatchTools {
  return {
    profile: run.options.profile,
    files: location,
    scopes: run.scopes,
    objectsOf: (file) => run.caches.files.objectsOf(file),
    parseObjects,
  };
}

/** Every resource is said to be changed, as upstream has it; one of unknown origin was made (ResMap.AddTransformerAnnotation). */
function trace({ resources }: Accumulator, by: Origin): void {
  for (const resource of resources) {
    if (resource.origin === undefined) resource.origin = by;
    else resource.transformations.push(by);
  }
}

/** What patches left nothing of is gone. */
function dropEmpty({ resources }: Accumulator): void {
  if (resources.every(({ root }) => root.entries.size > 0)) return;
  const kept = resources.filter(({ root }) => root.entries.size > 0);
  resources.length = 0;
  for (const resource of kept) resources.push(resource);
}
