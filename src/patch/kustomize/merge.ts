import { parseApiVersion } from '../../base/index.ts';
import type { SchemaSet, StructuralSchema } from '../../schema/index.ts';
import type { YamlValue } from '../../yaml/index.ts';
import { defaultPatchLimits, type PatchLimits } from '../limits.ts';
import { compareText } from '../fieldpath/index.ts';
import { PatchError } from '../error.ts';
import { takeDirective } from './directive.ts';
import { findElement, type ItemSelector, layOver, setElement, type WorkMeter } from './elements.ts';
import { joinValues, keyValues, scalarValues, usedKeys } from './merge-keys.ts';
import {
  copyYaml,
  fieldOf,
  isEmptyMap,
  isMissing,
  isYamlMap,
  kindOf,
  requireKind,
  setField,
  type YamlMap,
} from './node.ts';

/** Stands for a null of the resource that the patch does not touch and that stays. */
const keptNull = Symbol('kept null');
type Merged = YamlValue | typeof keptNull | undefined;

/**
 * Merges a patch into a resource as kustomize does (kyaml 0.21 merge2 over walk, list items prepended): `$patch` directives, null
 * removes, lists with the strategy `merge` are merged by their keys, the patch's items first, all others are replaced. Resources come
 * as YAML values, so that no digit is lost; kustomize sorts keys when it writes. Gives undefined where the patch deletes the resource.
 *
 * `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are unknown to kustomize and stay as fields.
 * @throws PatchError `inapplicable` where list, map and scalar meet, `invalid` for an unknown directive, `too-large` beyond `limits`.
 */
export function applyKustomizePatch(
  resource: YamlValue,
  patch: YamlValue,
  schema: StructuralSchema | undefined,
  set: SchemaSet | undefined,
  limits: PatchLimits = defaultPatchLimits,
): YamlValue | undefined {
  checkNesting(resource, limits.maxDepth);
  checkNesting(patch, limits.maxDepth);
  const merge = new KustomizeMerge(set, { remaining: limits.maxMoves });
  const merged = merge.walk(copyYaml(resource), copyYaml(patch), schema);
  return typeof merged === 'symbol' ? null : merged;
}

function checkNesting(value: YamlValue, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === 0) throw new PatchError('too-large', 413, 'the document is nested too deep');
  for (const member of Object.values(value)) checkNesting(member, levels - 1);
}

/** One merge. Values are changed in place, as kyaml changes its nodes: a list item may be reached in two ways. */
class KustomizeMerge {
  readonly #set: SchemaSet | undefined;
  readonly #meter: WorkMeter;

  constructor(set: SchemaSet | undefined, meter: WorkMeter) {
    this.#set = set;
    this.#meter = meter;
  }

  walk(dest: YamlValue | undefined, patch: YamlValue | undefined, known: StructuralSchema | undefined): Merged {
    const schema = this.#resolve(known) ?? this.#schemaOfObject(dest) ?? this.#schemaOfObject(patch);
    const first = isMissing(dest) ? patch : dest;
    const kind = isMissing(first) ? 'MappingNode' : kindOf(first);
    requireKind(kind, dest);
    requireKind(kind, patch);
    if (kind === 'ScalarNode') return patch === undefined ? dest : patch;
    if (kind === 'MappingNode') return this.#walkMap(dest, patch, schema);
    const strategies = schema?.['x-kubernetes-patch-strategy']?.split(',') ?? [];
    if (!strategies.includes('merge')) return patch === undefined ? dest : patch;
    return this.#walkList(dest, patch, schema);
  }

  #walkMap(dest: YamlValue | undefined, patch: YamlValue | undefined, schema: StructuralSchema | undefined): Merged {
    const merged = this.#visitMap(dest, patch);
    if (typeof merged === 'symbol' || !isYamlMap(merged)) return merged;
    const names = new Set([...Object.keys(merged), ...(isYamlMap(patch) ? Object.keys(patch) : [])]);
    for (const name of [...names].sort(compareText)) {
      const value = this.walk(fieldOf(merged, name), fieldOf(patch, name), fieldSchema(schema, name));
      if (typeof value === 'symbol') setField(merged, name, null);
      else if (isMissing(value)) delete merged[name];
      else setField(merged, name, value);
    }
    return merged;
  }

  #visitMap(dest: YamlValue | undefined, patch: YamlValue | undefined): Merged {
    if (isMissing(dest)) {
      if (isYamlMap(patch) && this.#directiveOfNew(patch) === 'delete') return undefined;
      return patch === undefined && dest === null ? keptNull : patch;
    }
    if (patch === null) return undefined;
    switch (takeDirective(patch, this.#meter)) {
      case 'delete':
        return undefined;
      case 'replace':
        return patch;
      default:
        return dest;
    }
  }

  /** What is new is not held to know its directives. */
  #directiveOfNew(patch: YamlMap): string {
    try {
      return takeDirective(patch, this.#meter);
    } catch (error) {
      if (error instanceof PatchError && error.code === 'invalid') return 'merge';
      throw error;
    }
  }

  #walkList(dest: YamlValue | undefined, patch: YamlValue | undefined, schema: StructuralSchema | undefined): Merged {
    const list = this.#visitList(dest, patch);
    if (!Array.isArray(list)) return list;
    const keys = mergeKeys(schema);
    const lists = [Array.isArray(patch) ? patch : undefined, list];
    if (keys.length > 0) return this.#mergeItems(keyValues(lists, keys), keys, list, patch, schema);
    return this.#mergeItems(scalarValues(lists), [''], list, patch, schema);
  }

  #visitList(dest: YamlValue | undefined, patch: YamlValue | undefined): YamlValue | undefined {
    if (isMissing(dest)) return patch;
    if (patch === null) return undefined;
    switch (takeDirective(patch, this.#meter)) {
      case 'delete':
        return undefined;
      case 'replace':
        return patch;
      default:
        return dest;
    }
  }

  #mergeItems(
    found: readonly (readonly string[])[],
    keys: readonly string[],
    dest: YamlValue[],
    patch: YamlValue | undefined,
    schema: StructuralSchema | undefined,
  ): YamlValue {
    const combinations = keys.length > 1 ? joinValues(found) : found;
    const items = schema?.type === 'array' ? schema.items : undefined;
    const merged: YamlValue[] = [];
    let last: ItemSelector = { keys: [], values: [] };
    for (const values of combinations) {
      last = usedKeys(combinations, values, keys);
      const own = usedKeys([last.values], last.values, last.keys);
      const theirs = Array.isArray(patch) ? findElement(patch, own, this.#meter) : undefined;
      const item = this.walk(findElement(dest, own, this.#meter), theirs, items);
      if (typeof item === 'symbol' || isMissing(item) || isEmptyMap(item)) {
        setElement(dest, last, undefined, this.#meter);
        continue;
      }
      if (isYamlMap(item)) keepKeys(item, last);
      setElement(merged, last, item, this.#meter);
    }
    if (combinations.length === 0) return dest;
    layOver(merged, dest, last.keys, this.#meter);
    return merged;
  }

  #resolve(schema: StructuralSchema | undefined): StructuralSchema | undefined {
    let current = schema;
    for (let step = 0; step < 16 && current?.$ref !== undefined; step += 1) {
      current = this.#set?.resolve(current.$ref.slice(current.$ref.lastIndexOf('/') + 1));
    }
    return current;
  }

  /** An object within what no schema describes is merged by the schema of its own kind. */
  #schemaOfObject(value: YamlValue | undefined): StructuralSchema | undefined {
    const apiVersion = fieldOf(value, 'apiVersion');
    const kind = fieldOf(value, 'kind');
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
    return this.#set?.ofKind({ ...parseApiVersion(apiVersion), kind });
  }
}

function fieldSchema(schema: StructuralSchema | undefined, name: string): StructuralSchema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function mergeKeys(schema: StructuralSchema | undefined): readonly string[] {
  const key = schema?.['x-kubernetes-patch-merge-key'];
  return schema?.['x-kubernetes-list-map-keys'] ?? (key === undefined ? [] : [key]);
}

/** Sets the keys that only the other item of a pair had. */
function keepKeys(item: YamlMap, { keys, values }: ItemSelector): void {
  for (const [index, key] of keys.entries()) {
    const value = values[index] ?? '';
    if (value !== '' && fieldOf(item, key) === undefined) setField(item, key, plainScalar(value));
  }
}

/** What a plain scalar of this text reads as. */
function plainScalar(text: string): YamlValue {
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
