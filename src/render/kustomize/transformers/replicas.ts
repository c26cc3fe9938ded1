import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { Place } from '../node/index.ts';
import { gvkText, isSelectedGvk, matchAnyId } from '../resource/index.ts';
import type { FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import { type FieldVisitor, walkField } from './field-spec/index.ts';
import { setScalar } from './set-scalar.ts';

/** What a replica count transformer is told. */
export interface ReplicaCountOptions {
  /** The name that a resource has or had. */
  readonly name: string;
  /** A whole number in decimal digits; 0 where it is missing. */
  readonly count?: Text | undefined;
  /** The entry as a whole. */
  readonly place: Place;
  readonly fieldSpecs: readonly FieldSpec[];
}

const name = 'ReplicaCountTransformer';

/**
 * Sets the number of replicas of resources by their name (kustomize api 0.20, ReplicaCountTransformer).
 *
 * Throws `transformer` where no resource of a fitting kind has the name.
 */
export function replicaCountTransformer(options: ReplicaCountOptions): Transformer {
  const { fieldSpecs } = options;
  const { text, place } = options.count ?? { text: '0', place: options.place };
  const visitor: FieldVisitor = {
    create: 'scalar',
    author: { place, changedBy: name },
    // An integer, but a count in quotes stays text.
    visit: (node) => setScalar(node, { text, place, changedBy: name, as: 'integer' }),
  };
  return {
    name,
    transform(resources, context) {
      let found = false;
      for (const spec of fieldSpecs) {
        context.checkpoint();
        for (const resource of matchAnyId(resources, (id) => id.name === options.name && isSelectedGvk(id, spec))) {
          found = true;
          walkField(resource, spec, visitor);
        }
      }
      if (found) return;
      const kinds = fieldSpecs.map(gvkText).join(' ');
      const message = `resource with name ${options.name} does not match a config with the following GVK [${kinds}]: correct the name in replicas`;
      throw new KustomizeError('transformer', message, { place });
    },
  };
}
