import { type Node, textOf } from '../node/index.ts';
import { isSelectedGvk, originalId, type Resource, storePreviousId } from '../resource/index.ts';
import type { FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import { type FieldVisitor, walkField } from './field-spec/index.ts';
import type { Text } from '../fields/index.ts';
import { setScalar } from './set-scalar.ts';

/** What a prefix or suffix transformer is told. */
export interface NameAffixOptions {
  readonly affix: Text;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Whose names mean something outside of the cluster, or to everything in it. */
const kept = [
  { kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
  { kind: 'Namespace' },
];

/**
 * Puts a text before the names of resources (kustomize api 0.20, PrefixTransformer). Which they are is judged by the kind that a resource was
 * read with.
 */
export function prefixTransformer(options: NameAffixOptions): Transformer {
  return nameAffix(
    'PrefixTransformer',
    options,
    (resource) => resource.prefixes,
    (name, prefix) => `${prefix}${name}`,
  );
}

/** Puts a text behind the names of resources (kustomize api 0.20, SuffixTransformer). */
export function suffixTransformer(options: NameAffixOptions): Transformer {
  return nameAffix(
    'SuffixTransformer',
    options,
    (resource) => resource.suffixes,
    (name, suffix) => `${name}${suffix}`,
  );
}

function nameAffix(
  name: string,
  { affix, fieldSpecs }: NameAffixOptions,
  marksOf: (resource: Resource) => string[],
  join: (name: string, affix: string) => string,
): Transformer {
  const { text, place } = affix;
  const visitor: FieldVisitor = {
    create: 'scalar',
    author: { place, changedBy: name },
    visit: (node: Node) => setScalar(node, { text: join(textOf(node), text), place, changedBy: name, as: 'plain' }),
  };
  return {
    name,
    transform(resources, context) {
      for (const resource of resources) {
        context.checkpoint();
        const id = originalId(resource);
        if (kept.some((kind) => isSelectedGvk(id, kind))) continue;
        for (const spec of fieldSpecs) {
          if (!isSelectedGvk(id, spec)) continue;
          if (spec.path === 'metadata/name' && text !== '') {
            marksOf(resource).push(text);
            storePreviousId(resource);
          }
          walkField(resource, spec, visitor);
        }
      }
    },
  };
}
