import { isArray, isObject, type JsonNode } from '../document.ts';
import type { Schema } from '../schema.ts';

/** The members of a value that no schema has looked at yet: for `unevaluatedProperties` and `unevaluatedItems`. */
export interface Unevaluated {
  readonly names: Set<string>;
  readonly indexes: Set<number>;
}

/** What a schema starts with; nothing where neither it nor who asks wants to know (validator.go, unevalFrom). */
export function unevaluatedIn(value: JsonNode, schema: Schema, isWanted: boolean): Unevaluated {
  if (isObject(value)) {
    const counts =
      schema.additionalProperties === undefined && (isWanted || schema.unevaluatedProperties !== undefined);
    return { names: new Set(counts ? value.keys() : []), indexes: new Set() };
  }
  if (!isArray(value)) return { names: new Set(), indexes: new Set() };
  const { version, items, additionalItems, prefixItems, restItems } = schema;
  const isList = Array.isArray(items);
  const coversAll =
    version < 2020 ? additionalItems !== undefined || (items !== undefined && !isList) : restItems !== undefined;
  const counts = !coversAll && (isWanted || schema.unevaluatedItems !== undefined);
  const first = version < 2020 ? (isList ? items.length : 0) : (prefixItems?.length ?? 0);
  const indexes = value.map((_, index) => index).filter((index) => index >= first);
  return { names: new Set(), indexes: new Set(counts ? indexes : []) };
}

/** Forgets what another has evaluated as well. */
export function mergeUnevaluated(into: Unevaluated, other: Unevaluated): void {
  for (const name of into.names) if (!other.names.has(name)) into.names.delete(name);
  for (const index of into.indexes) if (!other.indexes.has(index)) into.indexes.delete(index);
}

/** Whether all has been evaluated, or nobody wants to know. */
export function isAllEvaluated({ names, indexes }: Unevaluated): boolean {
  return names.size === 0 && indexes.size === 0;
}
