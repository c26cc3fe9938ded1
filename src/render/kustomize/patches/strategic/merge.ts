import { KustomizeError } from '../../error.ts';
import {
  copyNode,
  isNull,
  type ListNode,
  listNode,
  type MapNode,
  type Node,
  plainNode,
  textOf,
} from '../../node/index.ts';
import type { MergeSchema } from '../../openapi/index.ts';
import { compareBytes } from '../../resource/index.ts';
import { takeDirective } from './directive.ts';
import { findElement, type ItemSelector, layOver, setElement, type WorkMeter } from './elements.ts';
import { joinValues, keyValues, scalarValues, usedKeys } from './merge-keys.ts';
import { fieldOf, isEmptyMap, isMissing, requireKind, scalarText } from './node-kind.ts';
import { setField } from './set-field.ts';

/** Finds the schema of a kind; see SchemasInUse. */
export interface KindSchemas {
  schemaOf(apiVersion: string, kind: string): MergeSchema | undefined;
}

/** How much work a patch may cause. */
export interface MergeLimits {
  /** How deep lists and maps may lie in one another. */
  readonly maxDepth: number;
  /** How many list items may be looked at. */
  readonly maxItems: number;
}

/** What no real object reaches. */
export const defaultMergeLimits: MergeLimits = { maxDepth: 500, maxItems: 50_000_000 };

/**
 * Merges a patch into a resource as kustomize does (kyaml 0.20 merge2 over walk, list items prepended): `$patch` directives, null
 * removes, lists with the strategy `merge` are merged by their keys, the patch's items first, all others are replaced. The resource is
 * changed in place, the patch is not. What the patch sets keeps the patch's places and is said to be changed by `changedBy`.
 * Gives false where the patch deletes the resource.
 *
 * `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are unknown to kustomize and stay as fields. A `$patch: replace` of the
 * whole resource changes nothing: what it makes is lost upstream.
 * @throws KustomizeError `patch` where list, map and scalar meet or for an unknown directive, `limit` beyond `limits`.
 */
export function applyStrategicMerge(
  resource: MapNode,
  patch: MapNode,
  schemas: KindSchemas,
  changedBy: string,
  limits: MergeLimits = defaultMergeLimits,
): boolean {
  const merge = new StrategicMerge(schemas, changedBy, { remaining: limits.maxItems });
  return !isMissing(
    merge.walk(resource, stamp(copyNode(patch), changedBy, limits.maxDepth), undefined, limits.maxDepth),
  );
}

function stamp<N extends Node>(node: N, changedBy: string, levels: number): N {
  if (levels === 0) throw new KustomizeError('limit', 'the patch is nested too deep', { place: node.place });
  node.changedBy = changedBy;
  if (node.kind === 'list') for (const item of node.items) stamp(item, changedBy, levels - 1);
  else if (node.kind === 'map') for (const entry of node.entries.values()) stamp(entry, changedBy, levels - 1);
  return node;
}

/** One merge. Nodes are changed in place, as kyaml changes its own: a list item may be reached in two ways. */
class StrategicMerge {
  readonly #schemas: KindSchemas;
  readonly #changedBy: string;
  readonly #meter: WorkMeter;

  constructor(schemas: KindSchemas, changedBy: string, meter: WorkMeter) {
    this.#schemas = schemas;
    this.#changedBy = changedBy;
    this.#meter = meter;
  }

  /** What becomes of a node; undefined where nothing does. A null of the resource that the patch does not touch stays. */
  walk(
    dest: Node | undefined,
    patch: Node | undefined,
    known: MergeSchema | undefined,
    levels: number,
  ): Node | undefined {
    if (levels === 0) throw new KustomizeError('limit', 'the resource is nested too deep to be patched');
    const schema = known ?? this.#schemaOfObject(dest) ?? this.#schemaOfObject(patch);
    const first = isMissing(dest) ? patch : dest;
    const kind = isMissing(first) ? 'map' : first.kind;
    requireKind(kind, dest);
    requireKind(kind, patch);
    if (kind === 'scalar') return patch ?? dest;
    if (kind === 'map') return this.#walkMap(dest, patch, schema, levels);
    if (schema?.strategies.includes('merge') !== true) return patch ?? dest;
    return this.#walkList(dest, patch, schema, levels);
  }

  #walkMap(
    dest: Node | undefined,
    patch: Node | undefined,
    schema: MergeSchema | undefined,
    levels: number,
  ): Node | undefined {
    if (isKeptNull(dest, patch)) return dest;
    const merged = this.#visitMap(dest, patch);
    if (merged?.kind !== 'map') return undefined;
    const names = new Set(merged.entries.keys());
    if (patch?.kind === 'map') for (const name of patch.entries.keys()) names.add(name);
    for (const name of [...names].sort(compareBytes)) {
      const before = merged.entries.get(name);
      const value = this.walk(before, fieldOf(patch, name), schema?.field(name), levels - 1);
      if (value === undefined || (isMissing(value) && !isKeptNull(before, fieldOf(patch, name)))) {
        merged.entries.delete(name);
      } else setField(merged, name, value);
    }
    return merged;
  }

  #visitMap(dest: Node | undefined, patch: Node | undefined): Node | undefined {
    if (isMissing(dest)) return patch?.kind === 'map' && this.#directiveOfNew(patch) === 'delete' ? undefined : patch;
    return this.#visit(dest, patch);
  }

  #visit(dest: Node | undefined, patch: Node | undefined): Node | undefined {
    if (patch !== undefined && isNull(patch)) return undefined;
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
  #directiveOfNew(patch: MapNode): string {
    try {
      return takeDirective(patch, this.#meter);
    } catch (error) {
      if (error instanceof KustomizeError && error.code === 'patch') return 'merge';
      throw error;
    }
  }

  #walkList(dest: Node | undefined, patch: Node | undefined, schema: MergeSchema, levels: number): Node | undefined {
    const list = isMissing(dest) ? patch : this.#visit(dest, patch);
    if (list?.kind !== 'list') return list;
    const { keys } = schema;
    const lists = patch?.kind === 'list' ? [patch, list] : [list];
    if (keys.length > 0) return this.#mergeItems(keyValues(lists, keys), keys, list, patch, schema, levels);
    return this.#mergeItems(scalarValues(lists), [''], list, patch, schema, levels);
  }

  #mergeItems(
    found: readonly (readonly string[])[],
    keys: readonly string[],
    dest: ListNode,
    patch: Node | undefined,
    schema: MergeSchema,
    levels: number,
  ): Node {
    const combinations = keys.length > 1 ? joinValues(found) : found;
    const items = schema.elements();
    const merged = listNode([], dest.place, dest.changedBy);
    let last: ItemSelector = { keys: [], values: [] };
    for (const values of combinations) {
      last = usedKeys(combinations, values, keys);
      const own = usedKeys([last.values], last.values, last.keys);
      const theirs = findElement(patch, own, this.#meter);
      const item = this.walk(findElement(dest, own, this.#meter), theirs, items, levels - 1);
      if (isMissing(item) || isEmptyMap(item)) {
        setElement(dest, last, undefined, this.#meter);
        continue;
      }
      if (item.kind === 'map') this.#keepKeys(item, last);
      setElement(merged, last, item, this.#meter);
    }
    if (combinations.length === 0) return dest;
    layOver(merged, dest.items, last.keys, this.#meter);
    return merged;
  }

  /** Sets the keys that only the other item of a pair had. */
  #keepKeys(item: MapNode, { keys, values }: ItemSelector): void {
    for (const [index, key] of keys.entries()) {
      const value = values[index] ?? '';
      if (value === '' || item.entries.has(key)) continue;
      item.entries.set(key, plainNode(value, item.place, this.#changedBy));
    }
  }

  /** An object within what no schema describes is merged by the schema of its own kind. */
  #schemaOfObject(node: Node | undefined): MergeSchema | undefined {
    const apiVersion = scalarText(fieldOf(node, 'apiVersion'));
    const kind = scalarText(fieldOf(node, 'kind'));
    return apiVersion === '' || kind === '' ? undefined : this.#schemas.schemaOf(apiVersion, kind);
  }
}

/** Whether a resource has a null that is spelt out and that the patch does not touch: it stays, where an empty one goes. */
function isKeptNull(dest: Node | undefined, patch: Node | undefined): dest is Node {
  return patch === undefined && dest !== undefined && isNull(dest) && textOf(dest) !== '';
}
