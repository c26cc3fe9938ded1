import { isJsonObject, type Json, type JsonObject, jsonEqual } from '../../base/index.ts';
import { memberNames, ownMember, propertySchema } from '../member.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../structural.ts';

/**
 * The value that a value replaces: what was wrong before an update and did not change is not complained of again (ratcheting;
 * apiserver v0.36.3, pkg/cel/common/equality.go CorrelatedObject). Members are found again where the schema describes them, items
 * by their keys in lists of type map; the items of other lists are not.
 */
export class OldValue {
  readonly #value: Json;
  readonly #schema: StructuralSchema;
  readonly #set: SchemaSet;

  constructor(value: Json, schema: StructuralSchema, set: SchemaSet) {
    this.#value = value;
    this.#schema = resolveSchema(schema, set) ?? {};
    this.#set = set;
  }

  /** What stood at `name` of the old object. */
  member(name: string): OldValue | undefined {
    const value = isJsonObject(this.#value) ? ownMember(this.#value, name) : undefined;
    const others = this.#schema.additionalProperties;
    const schema = propertySchema(this.#schema, name) ?? (typeof others === 'object' ? others : undefined);
    return value === undefined || schema === undefined ? undefined : new OldValue(value, schema, this.#set);
  }

  /** The item of the old list with the same keys as `item`. */
  item(item: Json): OldValue | undefined {
    const keys = this.#keys;
    if (keys === undefined || this.#schema.items === undefined) return undefined;
    if (!Array.isArray(this.#value) || !isJsonObject(item)) return undefined;
    const value = this.#value.find((candidate) => isJsonObject(candidate) && hasSameKeys(candidate, item, keys));
    return value === undefined ? undefined : new OldValue(value, this.#schema.items, this.#set);
  }

  /** Whether `value` is what it was. The order of a list of type map does not count; what cannot be found again does not equal. */
  equals(value: Json): boolean {
    const old = this.#value;
    if (Array.isArray(value) && Array.isArray(old)) {
      if (value.length !== old.length) return false;
      if (this.#keys === undefined) return jsonEqual(old, value);
      return value.every((item) => this.item(item)?.equals(item) === true);
    }
    if (isJsonObject(value) && isJsonObject(old)) {
      const names = memberNames(value);
      if (names.length !== memberNames(old).length) return false;
      return names.every((name) => this.member(name)?.equals(value[name] ?? null) === true);
    }
    return jsonEqual(old, value);
  }

  /** The keys of a list of type map. */
  get #keys(): readonly string[] | undefined {
    const isMap = this.#schema['x-kubernetes-list-type'] === 'map';
    return isMap ? (this.#schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
  }
}

function hasSameKeys(a: JsonObject, b: JsonObject, keys: readonly string[]): boolean {
  return keys.every((key) => {
    const value = ownMember(a, key);
    return typeof value !== 'object' && value !== undefined && value === ownMember(b, key);
  });
}
