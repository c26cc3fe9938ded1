import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../../schema/index.ts';

/** Few names, so that two values have much in common; some that must not reach a prototype or be written unescaped. */
const names = ['a', 'b', 'c', 'd<&', 'é', 'constructor', '__proto__'];

/** Any JSON. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<Json>('a', 'b', '', 0, 1, 2.5, true, false, null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 3 }),
  ),
})).json;

/** Values that fit a schema; items of lists that are told apart occur once. */
export function valuesOf(schema: StructuralSchema, set: SchemaSet, depth = 3): fc.Arbitrary<Json> {
  if (schema.$ref?.endsWith('Quantity') === true) return fc.constantFrom<Json>('1', '1000m', '2Gi');
  if (schema.$ref?.endsWith('RawExtension') === true) return anyJson.map((value) => ({ value }));
  const known = resolveSchema(schema.allOf?.[0] ?? schema, set) ?? {};
  switch (known.type) {
    case 'string':
      return known.format === 'date-time' ? fc.constant('2026-01-01T00:00:00Z') : fc.constantFrom(...names);
    case 'integer':
      return fc.nat(3);
    case 'number':
      return fc.constantFrom(0, 1, 1.5);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return listsOf(known, set, depth);
    case 'object':
      return mapsOf(known, set, depth);
    default:
      return anyJson.filter((value) => value !== null);
  }
}

function listsOf(schema: StructuralSchema, set: SchemaSet, depth: number): fc.Arbitrary<Json> {
  const keys =
    schema['x-kubernetes-list-map-keys'] ??
    (schema['x-kubernetes-patch-merge-key'] === undefined ? undefined : [schema['x-kubernetes-patch-merge-key']]);
  const items = valuesOf(schema.items ?? {}, set, depth - 1);
  const isAssociative = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-patch-strategy'] === 'merge';
  if (keys === undefined) {
    return isAssociative ? fc.uniqueArray(items, { maxLength: 4 }) : fc.array(items, { maxLength: 3 });
  }
  const known = resolveSchema(schema.items ?? {}, set)?.properties ?? {};
  const identities = fc.record(
    Object.fromEntries(keys.map((key) => [key, valuesOf(known[key] ?? { type: 'string' }, set)])),
  );
  return fc.uniqueArray(
    fc.tuple(items, identities).map(([item, identity]): Json => ({ ...(item as JsonObject), ...identity })),
    { maxLength: 4, selector: (item) => JSON.stringify(keys.map((key) => (item as JsonObject)[key])) },
  );
}

function mapsOf(schema: StructuralSchema, set: SchemaSet, depth: number): fc.Arbitrary<Json> {
  const { properties, additionalProperties } = schema;
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? valuesOf(additionalProperties, set, depth - 1) : anyJson;
    return fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 3 });
  }
  const fields = Object.entries(properties).filter(([, field]) => depth > 0 || isScalar(field));
  return fc
    .subarray(fields, { maxLength: Math.min(6, fields.length) })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map(([name, field]) => [name, valuesOf(field, set, depth - 1)]))),
    ) as fc.Arbitrary<Json>;
}

function isScalar({ type, $ref }: StructuralSchema): boolean {
  return $ref === undefined && type !== 'object' && type !== 'array' && type !== undefined;
}

/** Two values of a schema that have something in common: members of the one are taken over from the other here and there. */
export function relatedValuesOf(schema: StructuralSchema, set: SchemaSet): fc.Arbitrary<[Json, Json]> {
  const values = valuesOf(schema, set);
  return fc
    .tuple(values, values, fc.infiniteStream(fc.boolean()))
    .map(([one, other, coin]) => [one, blend(one, other, coin)]);
}

function blend(one: Json, other: Json, coin: Iterator<boolean>): Json {
  if (!isJsonObject(one) || !isJsonObject(other)) return coin.next().value === true ? one : other;
  const blended: JsonObject = {};
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const ours = Object.hasOwn(one, key) ? one[key] : undefined;
    const theirs = Object.hasOwn(other, key) ? other[key] : undefined;
    const value = ours !== undefined && theirs !== undefined ? blend(ours, theirs, coin) : (ours ?? theirs);
    const isKept = ours !== undefined && theirs !== undefined ? true : coin.next().value === true;
    if (value === undefined || !isKept) continue;
    Object.defineProperty(blended, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return blended;
}
