import type { StructuralSchema } from '../../../schema/index.ts';

const known = new WeakMap<StructuralSchema, boolean>();

/** Whether a schema has rules, at its top or anywhere in it. */
export function hasRules(schema: StructuralSchema): boolean {
  const kept = known.get(schema);
  if (kept !== undefined) return kept;
  const { items, additionalProperties, properties = {}, allOf = [] } = schema;
  const parts = [...Object.values(properties), ...allOf, items, additionalProperties];
  const found =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    parts.some((part) => typeof part === 'object' && hasRules(part));
  known.set(schema, found);
  return found;
}
