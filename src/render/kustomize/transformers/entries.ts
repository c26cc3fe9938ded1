import { type ScalarChange, stringNode } from '../node/index.ts';
import { compareBytes } from '../resource/index.ts';
import type { FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import { walkFields } from './field-spec/index.ts';
import type { Text } from '../fields/index.ts';
import { setEntry } from './set-scalar.ts';

/** Sets the same entries in maps of every resource, as labels and annotations are. */
export function entriesTransformer(
  name: string,
  entries: ReadonlyMap<string, Text>,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  const changes = [...entries]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, { text, place }]): [string, ScalarChange] => [key, { text, place, changedBy: name, as: 'string' }]);
  return {
    name,
    transform(resources, context) {
      for (const resource of resources) {
        context.checkpoint();
        for (const [key, change] of changes) {
          const { text, place } = change;
          const made = stringNode(text, place, name);
          walkFields(resource, fieldSpecs, {
            create: 'map',
            author: { place, changedBy: name },
            visit: (node) => setEntry(node, key, change, made),
          });
        }
      }
    },
  };
}
