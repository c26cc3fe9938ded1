import type { YamlProfile } from '../value.ts';

/** Integers a node takes in the table. */
const WIDTH = 3;
const START = 0;
const KEY = 1;
const END = 2;

/** What stands for a place that the text does not show, such as the value of `key:`. */
export const NO_PLACE = -1;

/** A map's own members by name, and its merges, by their nodes. */
interface Members {
  readonly own: Map<string, number>;
  readonly merges: number[];
}

/**
 * Where the nodes of documents stand: three integers and a name a node, in pre-order, so that a document of 100 000 nodes costs about 2 MB
 * and no objects. A node's children follow it; the next sibling stands at its end.
 */
export class NodeTable {
  #cells = new Int32Array(WIDTH * 256);
  readonly #names: (string | undefined)[] = [];
  readonly #profile: YamlProfile;
  #aliases: Map<number, number> | undefined;
  #merges: Set<number> | undefined;
  #repeats: Map<number, number> | undefined;
  readonly #items = new Map<number, readonly number[]>();
  readonly #members = new Map<number, Members>();

  constructor(profile: YamlProfile) {
    this.#profile = profile;
  }

  get size(): number {
    return this.#names.length;
  }

  /** Adds a node without children (yet); `start` and `keyStart` are offsets, or NO_PLACE, or what `markBlock` gave. `name`: its key in a map. */
  add(start: number, keyStart: number, name: string | undefined): number {
    const node = this.#names.length;
    const at = node * WIDTH;
    if (at === this.#cells.length) this.#grow();
    this.#cells[at + START] = start;
    this.#cells[at + KEY] = keyStart;
    this.#cells[at + END] = node + 1;
    this.#names.push(name);
    return node;
  }

  /** Forgets every node from `size` on; they must hold no alias. */
  truncate(size: number): void {
    this.#items.clear();
    this.#members.clear();
    this.#names.length = size;
  }

  /** Says that `node`'s children are complete. */
  close(node: number): void {
    this.#cells[node * WIDTH + END] = this.#names.length;
  }

  /** Says that `node` is an alias of `target`. */
  alias(node: number, target: number): void {
    (this.#aliases ??= new Map()).set(node, target);
  }

  /** Says that `node` is the value of a `<<` key. */
  merge(node: number): void {
    (this.#merges ??= new Set()).add(node);
  }

  /** Says that a key of the map `node` stands a second time at an offset. */
  repeat(node: number, offset: number): void {
    (this.#repeats ??= new Map()).set(node, offset);
  }

  /** Where a key of the map `node` stands a second time; NO_PLACE where none does. */
  repeated(node: number): number {
    return this.#repeats?.get(node) ?? NO_PLACE;
  }

  start(node: number): number {
    return this.#cells[node * WIDTH + START] ?? NO_PLACE;
  }

  keyStart(node: number): number {
    return this.#cells[node * WIDTH + KEY] ?? NO_PLACE;
  }

  /** The node at `path` below `root`, or undefined. Steps into a map are keys, into a list indexes. */
  find(root: number, path: readonly (string | number)[]): number | undefined {
    let node: number | undefined = root;
    for (const step of path) {
      node = this.child(node, step);
      if (node === undefined) return undefined;
    }
    return node;
  }

  /** The node that `step` leads to from `node`, or undefined; an alias is followed. */
  child(node: number, step: string | number): number | undefined {
    const parent = this.target(node);
    return typeof step === 'number' ? this.#item(parent, step) : this.#member(parent, step);
  }

  /** What an alias stands for; another node itself. */
  target(node: number): number {
    return this.#aliases?.get(node) ?? node;
  }

  #item(parent: number, index: number): number | undefined {
    return this.#itemsOf(parent)[index];
  }

  /** The items of a list, found once: a list of thousands of objects is asked for each of them. */
  #itemsOf(parent: number): readonly number[] {
    const known = this.#items.get(parent);
    if (known !== undefined) return known;
    const items: number[] = [];
    const end = this.#end(parent);
    for (let child = parent + 1; child < end; child = this.#end(child)) {
      if (this.#names[child] !== undefined || this.#merges?.has(child) === true) break;
      items.push(child);
    }
    this.#items.set(parent, items);
    return items;
  }

  /** The member that counts: with go2 the last in the text, be it a merge or not, with go3 the map's own before merged ones. */
  #member(parent: number, name: string): number | undefined {
    const { own, merges } = this.#membersOf(parent);
    const direct = own.get(name);
    if (direct !== undefined && this.#profile === 'go3') return direct;
    let found = direct;
    for (const merge of merges) {
      if (direct !== undefined && merge < direct) continue;
      found = this.#merged(merge, name) ?? found;
    }
    return found;
  }

  /** The members of a map by name, the last of those that stand there twice, and its merges in the order of the text; found once. */
  #membersOf(parent: number): Members {
    const known = this.#members.get(parent);
    if (known !== undefined) return known;
    const members: Members = { own: new Map(), merges: [] };
    const end = this.#end(parent);
    for (let child = parent + 1; child < end; child = this.#end(child)) {
      const name = this.#names[child];
      if (name !== undefined) members.own.set(name, child);
      else if (this.#merges?.has(child) === true) members.merges.push(child);
    }
    this.#members.set(parent, members);
    return members;
  }

  #merged(value: number, name: string): number | undefined {
    const source = this.target(value);
    const direct = this.#member(source, name);
    if (direct !== undefined) return direct;
    const end = this.#end(source);
    for (let item = source + 1; item < end; item = this.#end(item)) {
      if (this.#names[item] !== undefined) return undefined;
      const found = this.#member(this.target(item), name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The index behind the node and what it holds. */
  #end(node: number): number {
    return this.#cells[node * WIDTH + END] ?? Infinity;
  }

  #grow(): void {
    const larger = new Int32Array(this.#cells.length * 2);
    larger.set(this.#cells);
    this.#cells = larger;
  }
}

/** Marks the offset of a block scalar's first line: its `|` or `>` stands in the line above and is looked for when it is asked for. */
export function markBlock(contentStart: number): number {
  return -2 - contentStart;
}

/** The offset of the `|` or `>` before the content that `markBlock` marked, or the offset itself where it was not marked. */
export function unmarkBlock(place: number, text: string): number {
  if (place >= NO_PLACE) return place;
  const content = -2 - place;
  const lineEnd = text.charCodeAt(content - 1) === 10 ? content - 1 : content;
  const lineStart = text.lastIndexOf('\n', lineEnd - 1) + 1;
  const header = /[|>][-+0-9]*[ \t]*(?:[ \t]#.*)?\r?$/.exec(text.slice(lineStart, lineEnd));
  return header === null ? content : lineStart + header.index;
}
