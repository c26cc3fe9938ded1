import type { ListNode, Node } from '../../node/index.ts';
import type { ItemSelector } from './elements.ts';
import { fieldOf, isMissing, scalarText } from './node-kind.ts';

/** The key values of each item, of the patch first; each combination once (elementValues in kyaml walk). */
export function keyValues(lists: readonly ListNode[], keys: readonly string[]): (readonly string[])[] {
  const seen = new Set<string>();
  const found: (readonly string[])[] = [];
  for (const list of lists) {
    for (const item of list.items) {
      const values = keys.map((key) => {
        const field = fieldOf(item, key);
        return isEmptyField(field) ? '' : scalarText(field);
      });
      const identity = JSON.stringify(values);
      if (seen.has(identity)) continue;
      seen.add(identity);
      found.push(values);
    }
  }
  return found;
}

function isEmptyField(field: Node | undefined): boolean {
  if (isMissing(field)) return true;
  if (field.kind === 'list') return field.items.length === 0;
  return field.kind === 'map' && field.entries.size === 0;
}

/** The texts of scalar items, of the patch first; each once. */
export function scalarValues(lists: readonly ListNode[]): (readonly string[])[] {
  return [...new Set(lists.flatMap((list) => list.items.map((item) => scalarText(item))))].map((text) => [text]);
}

/**
 * Joins combinations that agree where both have a value, so that an item without a protocol meets the one with it (mergeValues).
 */
export function joinValues(combinations: readonly (readonly string[])[]): (readonly string[])[] {
  const joined = [...combinations];
  for (let one = 0; one < joined.length; one += 1) {
    const values = joined[one] ?? [];
    for (let other = 0; other < joined.length; other += 1) {
      const common = commonValues(values, joined[other] ?? []);
      if (common === undefined) continue;
      joined[one] = common;
      joined[other] = common;
    }
  }
  return joined;
}

function commonValues(one: readonly string[], other: readonly string[]): string[] | undefined {
  let common = false;
  const values: string[] = [];
  for (const [index, value] of one.entries()) {
    const theirs = other[index] ?? '';
    if (value === theirs) common = true;
    else if (value !== '' && theirs !== '') return undefined;
    values.push(value === '' ? theirs : value);
  }
  return common ? values : undefined;
}

/** The keys that any combination has a value for, and the values of one combination for them (validateKeys). */
export function usedKeys(
  combinations: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): ItemSelector {
  const used = new Set<string>();
  for (const combination of combinations) {
    for (const [index, value] of combination.entries()) if (value !== '') used.add(keys[index] ?? '');
  }
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, index) => value !== '' || used.has(keys[index] ?? '')),
  };
}
