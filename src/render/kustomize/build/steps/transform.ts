import { metadataTexts, type Origin, type Resource, setMetadataTexts } from '../../resource/index.ts';
import type { Accumulator } from '../accumulator.ts';
import { builtInTransformers } from './built-in-transformers.ts';
import { configuredOrigin } from '../origin.ts';
import { patchTools } from './patch-tools.ts';
import { externalTransformers, type Gather, type TracedTransformer } from './plugins.ts';
import type { Target } from '../target.ts';

/** Applies the transformers of a kustomization: those of its fields in their fixed order, then those of `transformers`. */
export function runTransformers(target: Target, into: Accumulator, gather: Gather): void {
  const { kustomization, run, origin, context } = target;
  const tools = patchTools(target);
  const own = builtInTransformers(kustomization, into.config, tools).map((transformer): TracedTransformer => {
    const by = { apiVersion: 'builtin', kind: transformer.name };
    return {
      transformer,
      origin: origin === undefined ? undefined : configuredOrigin(origin, kustomization.fileName, by),
    };
  });
  const external = externalTransformers(target, kustomization.transformers, gather);
  for (const { transformer, origin: by } of [...own, ...external]) {
    context.checkpoint();
    transformer.transform(into.resources, context);
    if (by !== undefined) trace(into, by);
    dropEmpty(into);
    run.checkCount(into.resources);
  }
}

/** Every resource is said to be changed, as upstream has it; one of unknown origin was made (ResMap.AddTransformerAnnotation). */
function trace({ resources }: Accumulator, by: Origin): void {
  for (const resource of resources) {
    if (resource.origin === undefined) resource.origin = by;
    else resource.transformations.push(by);
    writeAnnotationsAnew(resource);
  }
}

/** Upstream writes its note among the annotations, and with it all of them: they are texts then, and shared with nothing. */
function writeAnnotationsAnew({ root }: Resource): void {
  const texts = metadataTexts(root, 'annotations');
  if (texts.size > 0) setMetadataTexts(root, 'annotations', texts, { place: root.place, changedBy: 'BuildMetadata' });
}

/** What patches left nothing of is gone. */
function dropEmpty({ resources }: Accumulator): void {
  if (resources.every(({ root }) => root.entries.size > 0)) return;
  const kept = resources.filter(({ root }) => root.entries.size > 0);
  resources.length = 0;
  for (const resource of kept) resources.push(resource);
}
