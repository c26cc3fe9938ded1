import { isJsonObject, type Json } from '../base/index.ts';
import { copyMembers, memberOf, setMember } from './members.ts';

/** Names and indices from the root to a place; an index below zero counts from the end. */
export type PlacePath = readonly (string | number)[];

/** What is taken away below one place. */
interface Cut {
  /** The place itself goes, with all below it. */
  whole: boolean;
  readonly below: Map<string | number, Cut>;
}

/**
 * A value without what stands at some places; what is not there is left out of them. Places are those of the value as it is, so that to take
 * one list item away moves none of the others. What does not change is shared with the value, and the value itself comes back where
 * nothing does.
 */
export function withoutPaths<T extends Json>(value: T, paths: readonly PlacePath[]): T {
  const root: Cut = { whole: false, below: new Map() };
  for (const path of paths) {
    let cut = root;
    for (const step of path) {
      let next = cut.below.get(step);
      if (next === undefined) cut.below.set(step, (next = { whole: false, below: new Map() }));
      cut = next;
    }
    // The root stays: an object without anything is none.
    if (cut !== root) cut.whole = true;
  }
  return apply(value, root) as T;
}

function apply(value: Json, cut: Cut): Json {
  if (Array.isArray(value)) return applyToList(value, cut);
  if (!isJsonObject(value)) return value;
  let copy: ReturnType<typeof copyMembers> | undefined;
  for (const [step, below] of cut.below) {
    const name = String(step);
    const member = typeof step === 'string' ? memberOf(value, name) : undefined;
    if (member === undefined) continue;
    const left = below.whole ? undefined : apply(member, below);
    if (left === member) continue;
    copy ??= copyMembers(value);
    if (left === undefined) delete copy[name];
    else setMember(copy, name, left);
  }
  return copy ?? value;
}

function applyToList(list: Json[], cut: Cut): Json[] {
  const changed = new Map<number, Json | undefined>();
  for (const [step, below] of cut.below) {
    const index = indexOf(step, list.length);
    const item = index === undefined ? undefined : list[index];
    if (index === undefined || item === undefined || (changed.has(index) && changed.get(index) === undefined)) continue;
    const left = below.whole ? undefined : apply(changed.get(index) ?? item, below);
    if (left !== item) changed.set(index, left);
  }
  if (changed.size === 0) return list;
  return list.flatMap((item, index) => {
    const left = changed.has(index) ? changed.get(index) : item;
    return left === undefined ? [] : [left];
  });
}

function indexOf(step: string | number, length: number): number | undefined {
  if (typeof step !== 'number') return undefined;
  const index = step < 0 ? step + length : step;
  return Number.isInteger(index) && index >= 0 && index < length ? index : undefined;
}

/**
 * The place that a JSON Pointer names in a value (RFC 6901; a list index may count from the end, as in evanphx/json-patch v4); undefined
 * where nothing stands there.
 */
export function pointedPath(value: Json, steps: readonly string[]): PlacePath | undefined {
  const path: (string | number)[] = [];
  let current: Json | undefined = value;
  for (const step of steps) {
    if (Array.isArray(current)) {
      const index: number | undefined = /^[+-]?\d+$/.test(step) ? indexOf(Number(step), current.length) : undefined;
      if (index === undefined) return undefined;
      path.push(index);
      current = current[index];
    } else if (isJsonObject(current)) {
      path.push(step);
      current = memberOf(current, step);
    } else return undefined;
    if (current === undefined) return undefined;
  }
  return path.length === 0 ? undefined : path;
}
