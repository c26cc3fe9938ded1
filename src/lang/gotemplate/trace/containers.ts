import { GoMap, GoObject, GoSlice, type GoValue } from '../value/index.ts';
import { type Source, type Taint, union } from './taint.ts';

/** What is known of a map, list or struct. */
interface Known {
  /** Where it lies in the data; absent for what functions made. */
  readonly path: readonly (string | number)[] | undefined;
  /** Of its entries, as far as they have been looked at. */
  readonly entries: Map<string | number, Taint>;
  /** Of every other entry. */
  readonly rest: Taint | undefined;
}

type Key = string | number;

/** Remembers of which sources the entries of maps, lists and structs were made: objects can be told apart, strings cannot. */
export class Containers {
  readonly #known = new WeakMap<object, Known>();

  /** Says where an object lies in the data; what was known of it is kept. */
  name(container: GoValue, path: readonly Key[]): void {
    if (!isContainer(container) || this.#known.has(container)) return;
    this.#known.set(container, { path, entries: new Map(), rest: undefined });
  }

  has(container: GoValue): boolean {
    return isContainer(container) && this.#known.has(container);
  }

  /** Where it lies in the data. */
  pathOf(container: GoValue): readonly Key[] | undefined {
    return isContainer(container) ? this.#known.get(container)?.path : undefined;
  }

  /** Says what an object that a function made consists of. */
  made(container: GoValue, rest: Taint, entries: Map<Key, Taint> = new Map()): void {
    if (isContainer(container) && !this.#known.has(container))
      this.#known.set(container, { path: undefined, entries, rest });
  }

  /** Says what an entry that was set is made of. */
  set(container: GoValue, key: Key, taint: Taint): void {
    if (!isContainer(container)) return;
    if (!this.#known.has(container)) this.made(container, taint);
    this.#known.get(container)?.entries.set(key, taint);
  }

  /** Says what an entry is made of beside what is known already. */
  add(container: GoValue, key: Key, taint: Taint): void {
    const known = isContainer(container) ? this.#known.get(container)?.entries : undefined;
    const before = known?.get(key);
    known?.set(key, { sources: union(before === undefined ? [taint] : [before, taint]).sources, spans: undefined });
  }

  /** What an entry is made of; of objects that are not known: what the object itself is made of. */
  entry(container: GoValue, key: Key, value: GoValue | undefined, own: Taint): Taint {
    const known = isContainer(container) ? this.#known.get(container) : undefined;
    if (known === undefined) return own;
    const found = known.entries.get(key);
    if (found !== undefined) return found;
    if (known.path === undefined) return known.rest ?? own;
    const source: Source = { path: [...known.path, key] };
    const taint: Taint = { sources: [source], spans: undefined };
    known.entries.set(key, taint);
    if (value !== undefined) this.name(value, source.path);
    return taint;
  }

  /**
   * What a function made of others is made of: an entry that one of them has too comes from there, whatever else from all of them. Entries that are
   * objects are looked into.
   */
  derive(result: GoValue, from: readonly GoValue[], taints: readonly Taint[], depth = 0): void {
    if (!isContainer(result) || this.#known.has(result) || depth > maxDepth) return;
    const all = union(taints);
    const entries = new Map<Key, Taint>();
    for (const [key, value] of entriesOf(result)) {
      const parents = from.map((one) => entriesOf(one).find(([other, same]) => other === key && isAlike(same, value)));
      const at = parents.findIndex((parent) => parent !== undefined);
      const [origin, taint] = [from[at], taints[at]];
      if (origin === undefined || taint === undefined) continue;
      const inner = from.map((one) => entriesOf(one).find(([other]) => other === key)?.[1] ?? null);
      const innerTaints = inner.map((value, index) =>
        this.entry(from[index] ?? null, key, value, taints[index] ?? all),
      );
      entries.set(key, this.entry(origin, key, parents[at]?.[1], taint));
      this.derive(value, inner, innerTaints, depth + 1);
    }
    this.#known.set(result, { path: undefined, entries, rest: all });
  }
}

const maxDepth = 20;

/** Scalars by their value; objects are looked into, so it is enough that they are of one kind. */
function isAlike(a: GoValue, b: GoValue): boolean {
  if (a instanceof GoMap) return b instanceof GoMap;
  return a instanceof GoSlice ? b instanceof GoSlice : a === b;
}

function entriesOf(value: GoValue): [Key, GoValue][] {
  if (value instanceof GoMap) return [...value.entries];
  if (value instanceof GoSlice) return [...value.items.entries()];
  return [];
}

function isContainer(value: GoValue): value is GoMap | GoSlice | GoObject {
  return value instanceof GoMap || value instanceof GoSlice || value instanceof GoObject;
}
