import type { YamlValue } from '../../yaml/index.ts';
import { PatchError } from '../error.ts';
import { fieldOf, isEmptyMap, isMissing, isYamlMap, requireKind, textOf } from './node.ts';

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
  list: YamlValue[],
  { keys, values }: ItemSelector,
  element: YamlValue | undefined,
  meter: WorkMeter,
): void {
  spend(meter, list.length);
  const kept: YamlValue[] = [];
  let found = false;
  const selectsMaps = keys[0] !== '' && values.length > 0 && values[0] !== '';
  for (const item of list) {
    if (isMissing(item) || isEmptyMap(item)) continue;
    if (!isYamlMap(item) && selectsMaps) kept.push(item);
    else if (!matchesFields(item, keys, values)) {
      if (values.length > 0) kept.push(item);
    } else {
      found = true;
      if (element !== undefined) kept.push(element);
    }
  }
  if (!isMissing(element) && !found) kept.push(element);
  list.length = 0;
  for (const item of kept) list.push(item);
}

/** Whether all keys match; keys beyond the values match as the last one did. An empty value matches any. */
function matchesFields(item: YamlValue, keys: readonly string[], values: readonly string[]): boolean {
  let matched = false;
  for (const [index, key] of keys.entries()) {
    if (index < values.length) matched = matchesField(item, key, values[index] ?? '');
    if (!matched) return false;
  }
  return true;
}

function matchesField(item: YamlValue, key: string, value: string): boolean {
  if (key === '') {
    requireKind('ScalarNode', item);
    return textOf(item) === value;
  }
  requireKind('MappingNode', item);
  const field = fieldOf(item, key);
  return field !== undefined && (value === '' || textOf(field) === value);
}

/** The first selected item; values must be equal here, also empty ones. */
export function findElement(
  list: readonly YamlValue[],
  { keys, values }: ItemSelector,
  meter: WorkMeter,
): YamlValue | undefined {
  spend(meter, list.length);
  if (keys.length === 0 || keys[0] === '') return list.find((item) => textOf(item) === (values[0] ?? ''));
  return list.find(
    (item) =>
      isYamlMap(item) &&
      keys.every((key, index) => {
        const field = fieldOf(item, key);
        return field !== undefined && textOf(field) === (values[index] ?? '');
      }),
  );
}

/** Lays the items of `source` over those of `target`: each replaces what it matches, or goes to the end (appendListNode in walk). */
export function layOver(
  target: YamlValue[],
  source: readonly YamlValue[],
  keys: readonly string[],
  meter: WorkMeter,
): void {
  for (const item of source) {
    if (keys[0] === '') {
      setElement(target, { keys: [''], values: [textOf(item)] }, item, meter);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      requireKind('MappingNode', item);
      const field = fieldOf(item, key);
      if (field === undefined) target.push(item);
      else values.push(textOf(field));
    }
    if (keys.length > 1) setElement(target, { keys, values }, undefined, meter);
    setElement(target, { keys, values }, item, meter);
  }
}

function spend(meter: WorkMeter, items: number): void {
  meter.remaining -= items;
  if (meter.remaining < 0) throw new PatchError('too-large', 413, 'the lists of the patch are too long to be merged');
}
