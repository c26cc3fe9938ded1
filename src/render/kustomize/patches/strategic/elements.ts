import { KustomizeError } from '../../error.ts';
import type { ListNode, Node } from '../../node/index.ts';
import { fieldOf, isEmptyMap, isMissing, requireKind, scalarText } from './node-kind.ts';

/**
 * How kyaml finds, replaces and removes the items of a list (yaml/fns.go, ElementSetter and ElementMatcher). Its ways are kept to the
 * letter, as the order and number of items depend on them.
 */

/** Which items are meant: those whose `keys` have these `values`, compared as texts. The key '' means scalars themselves. */
export interface ItemSelector {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** Counts work, so that a patch of long lists ends. */
export interface WorkMeter {
  remaining: number;
}

/** Puts `element` in the place of the selected items, or at the end; removes them where it is undefined. Drops empty items. */
export function setElement(
  list: ListNode,
  { keys, values }: ItemSelector,
  element: Node | undefined,
  meter: WorkMeter,
): void {
  spend(meter, list.items.length);
  const kept: Node[] = [];
  let found = false;
  const selectsMaps = keys[0] !== '' && values.length > 0 && values[0] !== '';
  for (const item of list.items) {
    if (isMissing(item) || isEmptyMap(item)) continue;
    if (item.kind !== 'map' && selectsMaps) kept.push(item);
    else if (!matchesFields(item, keys, values)) {
      if (values.length > 0) kept.push(item);
    } else {
      found = true;
      if (element !== undefined) kept.push(element);
    }
  }
  if (element !== undefined && !isMissing(element) && !found) kept.push(element);
  list.items = kept;
}

/** Whether all keys match; keys beyond the values match as the last one did. An empty value matches any. */
function matchesFields(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  let matched = false;
  for (const [index, key] of keys.entries()) {
    if (index < values.length) matched = matchesField(item, key, values[index] ?? '');
    if (!matched) return false;
  }
  return true;
}

function matchesField(item: Node, key: string, value: string): boolean {
  if (key === '') {
    requireKind('scalar', item);
    return scalarText(item) === value;
  }
  requireKind('map', item);
  const field = fieldOf(item, key);
  return field !== undefined && (value === '' || scalarText(field) === value);
}

/** The first selected item; values must be equal here, also empty ones. */
export function findElement(
  list: Node | undefined,
  { keys, values }: ItemSelector,
  meter: WorkMeter,
): Node | undefined {
  if (list?.kind !== 'list') return undefined;
  spend(meter, list.items.length);
  if (keys.length === 0 || keys[0] === '') return list.items.find((item) => scalarText(item) === (values[0] ?? ''));
  return list.items.find(
    (item) =>
      item.kind === 'map' &&
      keys.every((key, index) => {
        const field = fieldOf(item, key);
        return field !== undefined && scalarText(field) === (values[index] ?? '');
      }),
  );
}

/** Lays the items of `source` over those of `target`: each replaces what it matches, or goes to the end (appendListNode in walk). */
export function layOver(target: ListNode, source: readonly Node[], keys: readonly string[], meter: WorkMeter): void {
  for (const item of source) {
    if (keys[0] === '') {
      setElement(target, { keys: [''], values: [scalarText(item)] }, item, meter);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      requireKind('map', item);
      const field = fieldOf(item, key);
      if (field === undefined) target.items.push(item);
      else values.push(scalarText(field));
    }
    if (keys.length > 1) setElement(target, { keys, values }, undefined, meter);
    setElement(target, { keys, values }, item, meter);
  }
}

function spend(meter: WorkMeter, items: number): void {
  meter.remaining -= items;
  if (meter.remaining < 0) throw new KustomizeError('limit', 'the lists of the patch are too long to be merged');
}
