import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldElement, type FieldSet, FieldSetBuilder, type PathElement } from '../fieldpath/index.ts';
import { memberOf, sameJson } from '../members.ts';
import { itemElement } from './item-key.ts';
import { type Form, formOf, type ListType, type MapType, type MergeType } from './merge-types/merge-type.ts';

/** How two values differ; no place is in two of the sets. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Which places `after` adds, changes and removes (typed/compare.go). Both must fit `type`; items may occur twice. */
export function compareTyped(before: Json, after: Json, type: MergeType): Comparison {
  const walk = new CompareWalk();
  walk.value(before, after, type);
  return { added: walk.added.build(), modified: walk.modified.build(), removed: walk.removed.build() };
}

class CompareWalk {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: PathElement[] = [];

  value(before: Json | undefined, after: Json | undefined, type: MergeType): void {
    if (before === after) return;
    const form = formOf(type, before === undefined ? after : before);
    const other = formOf(type, after === undefined ? before : after);
    let leaf = this.#form(form, before, after, type);
    // Where a value changes its form, what is lost and what is won are both told.
    if (other !== form) leaf = this.#form(other, before, after, type);
    if (leaf) return;
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
  }

  /** Whether the place was told of as a leaf. */
  #form(form: Form, before: Json | undefined, after: Json | undefined, type: MergeType): boolean {
    if (form === 'scalar') return this.#leaf(before, after);
    if (form === 'list') {
      const left = Array.isArray(before) ? before : [];
      const right = Array.isArray(after) ? after : [];
      const { list } = type;
      if (list === undefined || list.atomic || left.length + right.length === 0) return this.#leaf(before, after);
      this.#lists(left, right, list);
      return false;
    }
    const left = isJsonObject(before) ? before : {};
    const right = isJsonObject(after) ? after : {};
    const { map } = type;
    if (map === undefined || map.atomic || (isEmpty(left) && isEmpty(right))) return this.#leaf(before, after);
    this.#maps(left, right, map);
    return false;
  }

  #leaf(before: Json | undefined, after: Json | undefined): boolean {
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
    else if (!sameJson(before, after)) this.modified.insert(this.#path);
    return true;
  }

  #maps(before: Readonly<JsonObject>, after: Readonly<JsonObject>, type: MapType): void {
    for (const name of Object.keys(before)) this.#member(name, before[name], memberOf(after, name), type);
    for (const name of Object.keys(after)) {
      if (memberOf(before, name) === undefined) this.#member(name, undefined, after[name], type);
    }
  }

  #member(name: string, before: Json | undefined, after: Json | undefined, type: MapType): void {
    if (before === after) return;
    const field = type.field(name);
    const inner = field?.type ?? type.values;
    if (inner !== undefined) this.#below(field?.element ?? fieldElement(name), before, after, inner);
  }

  #below(element: PathElement, before: Json | undefined, after: Json | undefined, type: MergeType): void {
    this.#path.push(element);
    this.value(before, after, type);
    this.#path.pop();
  }

  #lists(before: readonly Json[], after: readonly Json[], type: ListType): void {
    const left = groupItems(before, type);
    const right = groupItems(after, type);
    for (const [element, ours] of left) this.#items(element, ours, right.get(element) ?? [], type.items);
    for (const [element, theirs] of right) if (!left.has(element)) this.#items(element, [], theirs, type.items);
  }

  /** Items that occur twice are one leaf; where they begin or cease to, so does that leaf. */
  #items(element: PathElement, before: readonly Json[], after: readonly Json[], type: MergeType): void {
    const [ours] = before;
    const [theirs] = after;
    if (before.length <= 1 && after.length <= 1) {
      this.#below(element, ours, theirs, type);
    } else if (before.length >= 2 && after.length >= 2) {
      const same = before.length === after.length && before.every((item, index) => sameJson(item, after[index]));
      if (!same) this.modified.insert([...this.#path, element]);
    } else if (before.length >= 2) {
      if (theirs !== undefined) this.#below(element, undefined, theirs, type);
      this.removed.insert([...this.#path, element]);
    } else {
      if (ours !== undefined) this.#below(element, ours, undefined, type);
      this.added.insert([...this.#path, element]);
    }
  }
}

function groupItems(list: readonly Json[], type: ListType): Map<PathElement, Json[]> {
  const groups = new Map<PathElement, Json[]>();
  for (const item of list) {
    const element = itemElement(type, item);
    if (typeof element !== 'string') continue;
    const group = groups.get(element);
    if (group === undefined) groups.set(element, [item]);
    else group.push(item);
  }
  return groups;
}

function isEmpty(map: Readonly<JsonObject>): boolean {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
}
