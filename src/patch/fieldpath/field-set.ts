import type { JsonObject } from '../../base/index.ts';
import { comparePathElements } from './element-order.ts';
import type { FieldPath, PathElement } from './path-element.ts';

/** What a set holds at one step: whether the place itself is a member, and what lies below it. */
interface Entry {
  readonly member: boolean;
  readonly below: FieldSet | undefined;
}

const leaf: Entry = { member: true, below: undefined };

/**
 * An immutable set of places in an object, in the meaning of structured-merge-diff v6 (fieldpath/set.go): a place with members
 * below it need not be a member itself. Sets share what they have in common, so all operations cost what differs.
 */
export class FieldSet {
  /** The set without a place. */
  static readonly empty = new FieldSet(new Map());

  readonly #entries: ReadonlyMap<PathElement, Entry>;
  #order: readonly PathElement[] | undefined;

  private constructor(entries: ReadonlyMap<PathElement, Entry>) {
    this.#entries = entries;
  }

  /** The set of these places. */
  static of(...paths: readonly FieldPath[]): FieldSet {
    const builder = new FieldSetBuilder();
    for (const path of paths) builder.insert(path);
    return builder.build();
  }

  /** A set from its first steps; entries that hold nothing are left out. */
  static from(entries: Iterable<readonly [PathElement, { member: boolean; below?: FieldSet | undefined }]>): FieldSet {
    const kept = new Map<PathElement, Entry>();
    for (const [element, { member, below }] of entries) {
      if (below !== undefined && !below.isEmpty) kept.set(element, { member, below });
      else if (member) kept.set(element, leaf);
    }
    return FieldSet.#of(kept);
  }

  static #of(entries: ReadonlyMap<PathElement, Entry>): FieldSet {
    return entries.size === 0 ? FieldSet.empty : new FieldSet(entries);
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** How many places are members. */
  get size(): number {
    let count = 0;
    for (const { member, below } of this.#entries.values()) count += Number(member) + (below?.size ?? 0);
    return count;
  }

  /** Whether the step itself is a member. */
  hasMember(element: PathElement): boolean {
    return this.#entries.get(element)?.member === true;
  }

  /** What lies below a step; empty where nothing does. */
  below(element: PathElement): FieldSet {
    return this.#entries.get(element)?.below ?? FieldSet.empty;
  }

  /** Whether `path` is a member. */
  has(path: FieldPath): boolean {
    let entry: Entry | undefined = { member: false, below: this };
    for (const element of path) entry = entry?.below === undefined ? undefined : entry.below.#entries.get(element);
    return path.length > 0 && entry?.member === true;
  }

  /** The first steps, in the order in which they are written. */
  get elements(): readonly PathElement[] {
    this.#order ??= [...this.#entries.keys()].sort(comparePathElements);
    return this.#order;
  }

  /** The first steps with what they hold, in no particular order. */
  entries(): IterableIterator<[PathElement, { readonly member: boolean; readonly below: FieldSet | undefined }]> {
    return this.#entries.entries();
  }

  union(other: FieldSet): FieldSet {
    if (this === other || other.isEmpty) return this;
    if (this.isEmpty) return other;
    const entries = new Map(this.#entries);
    for (const [element, theirs] of other.#entries) {
      const ours = entries.get(element);
      if (ours === undefined) entries.set(element, theirs);
      else if (ours !== theirs) entries.set(element, joined(ours, theirs));
    }
    return new FieldSet(entries);
  }

  intersection(other: FieldSet): FieldSet {
    if (this === other) return this;
    const entries = new Map<PathElement, Entry>();
    for (const [element, ours] of this.#entries) {
      const theirs = other.#entries.get(element);
      if (theirs === undefined) continue;
      const below =
        ours.below !== undefined && theirs.below !== undefined ? ours.below.intersection(theirs.below) : undefined;
      keep(entries, element, ours.member && theirs.member, below);
    }
    return FieldSet.#of(entries);
  }

  /** The members that `other` does not have. */
  difference(other: FieldSet): FieldSet {
    return this.#without(other, false);
  }

  /** The members that `other` does not have, and which do not lie below a member of `other` either. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#without(other, true);
  }

  #without(other: FieldSet, recursive: boolean): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    if (this === other) return FieldSet.empty;
    let changed = false;
    const kept = new Map<PathElement, Entry>();
    for (const [element, ours] of this.#entries) {
      const theirs = other.#entries.get(element);
      if (theirs === undefined) {
        kept.set(element, ours);
        continue;
      }
      const member = ours.member && !theirs.member;
      let { below } = ours;
      if (recursive && theirs.member) below = undefined;
      else if (below !== undefined && theirs.below !== undefined) below = below.#without(theirs.below, recursive);
      if (member === ours.member && below === ours.below) {
        kept.set(element, ours);
        continue;
      }
      changed = true;
      keep(kept, element, member, below);
    }
    return changed ? FieldSet.#of(kept) : this;
  }

  /** The members that have no member below them. */
  leaves(): FieldSet {
    const entries = new Map<PathElement, Entry>();
    for (const [element, { member, below }] of this.#entries) {
      keep(entries, element, member && below === undefined, below?.leaves());
    }
    return FieldSet.#of(entries);
  }

  /** Whether every member of `other` is one of this set. */
  includes(other: FieldSet): boolean {
    if (this === other) return true;
    for (const [element, theirs] of other.#entries) {
      const ours = this.#entries.get(element);
      if (ours === undefined || (theirs.member && !ours.member)) return false;
      if (theirs.below !== undefined && !(ours.below ?? FieldSet.empty).includes(theirs.below)) return false;
    }
    return true;
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
    if (this.#entries.size !== other.#entries.size) return false;
    for (const [element, ours] of this.#entries) {
      const theirs = other.#entries.get(element);
      if (theirs === undefined || theirs.member !== ours.member) return false;
      if ((ours.below === undefined) !== (theirs.below === undefined)) return false;
      if (ours.below !== undefined && theirs.below !== undefined && !ours.below.equals(theirs.below)) return false;
    }
    return true;
  }

  /** Every member: at each level first the steps themselves, then what lies below them, as upstream lists conflicts. */
  *paths(prefix: FieldPath = []): Generator<FieldPath> {
    for (const element of this.elements) if (this.hasMember(element)) yield [...prefix, element];
    for (const element of this.elements) {
      const below = this.#entries.get(element)?.below;
      if (below !== undefined) yield* below.paths([...prefix, element]);
    }
  }

  /** The set as FieldsV1, its keys in Go's order. */
  toJson(): JsonObject {
    return this.#write(false);
  }

  #write(self: boolean): JsonObject {
    const json: JsonObject = self && !this.isEmpty ? { '.': {} } : {};
    for (const element of this.elements) {
      const entry = this.#entries.get(element) ?? leaf;
      json[element] = entry.below === undefined ? {} : entry.below.#write(entry.member);
    }
    return json;
  }
}

function keep(
  entries: Map<PathElement, Entry>,
  element: PathElement,
  member: boolean,
  below: FieldSet | undefined,
): void {
  if (below !== undefined && !below.isEmpty) entries.set(element, { member, below });
  else if (member) entries.set(element, leaf);
}

function joined(ours: Entry, theirs: Entry): Entry {
  const member = ours.member || theirs.member;
  if (ours.below === undefined) return { member, below: theirs.below };
  return { member, below: theirs.below === undefined ? ours.below : ours.below.union(theirs.below) };
}

/** Collects places one by one, for what would be costly as unions. */
export class FieldSetBuilder {
  readonly #root: BuilderNode = { member: false, below: undefined };

  /** Adds `path`; the empty path, which nobody can own, is left out. */
  insert(path: FieldPath): void {
    let node = this.#root;
    for (const element of path) {
      node.below ??= new Map();
      let next = node.below.get(element);
      if (next === undefined) node.below.set(element, (next = { member: false, below: undefined }));
      node = next;
    }
    node.member = true;
  }

  build(): FieldSet {
    return buildNode(this.#root);
  }
}

interface BuilderNode {
  member: boolean;
  below: Map<PathElement, BuilderNode> | undefined;
}

function buildNode(node: BuilderNode): FieldSet {
  if (node.below === undefined) return FieldSet.empty;
  return FieldSet.from(
    [...node.below].map(([element, { member, below }]) => [
      element,
      below === undefined ? { member } : { member, below: buildNode({ member, below }) },
    ]),
  );
}
