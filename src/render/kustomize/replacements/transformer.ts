import { KustomizeError } from '../error.ts';
import type { ReplacementEntry } from '../kustomization/index.ts';
import type { Files } from '../load/index.ts';
import type { Transformer } from '../transformer.ts';
import { loadReplacements } from './replacement.ts';
import { replacementValue } from './source.ts';
import { applyToTarget } from './target.ts';
import { changedBy } from './write-value.ts';

/**
 * All of `replacements` (api 0.20 and 0.21, ReplacementTransformer.go). Reads the files now.
 * @throws KustomizeError `replacement`; what reading the files throws
 */
export function replacementTransformer(entries: readonly ReplacementEntry[], files: Files): Transformer {
  const replacements = loadReplacements(entries, files);
  return {
    name: changedBy,
    transform(resources, context) {
      for (const replacement of replacements) {
        context.checkpoint();
        const { source, sourceValue, targets, place } = replacement;
        if ((source === undefined && sourceValue === undefined) || targets === undefined) {
          throw new KustomizeError('replacement', 'replacements must specify a source and at least one target', {
            place,
          });
        }
        const value = replacementValue(replacement, resources);
        for (const target of targets) applyToTarget(target, value, resources, context);
      }
    },
  };
}
