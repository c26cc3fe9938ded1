import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { Resource } from '../resource/index.ts';
import type { Target } from './target.ts';
import type { TracedTransformer } from './transform.ts';

/** The generators that `generators` names. */
export function externalGenerators(target: Target): (() => Resource[])[] {
  const [first] = target.kustomization.generators;
  if (first !== undefined) throw new KustomizeError('plugin', 'not yet', { place: first.place });
  return [];
}

/** The transformers that files, folders or texts name. */
export function externalTransformers(_target: Target, paths: readonly Text[]): TracedTransformer[] {
  const [first] = paths;
  if (first !== undefined) throw new KustomizeError('plugin', 'not yet', { place: first.place });
  return [];
}
