import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../src/base/index.ts';
import type { Point, Recording } from './recording.ts';

/**
 * One value that differs. `path` starts with the scenario and the point:
 * `flux-prune/pruned/owners/Kustomization~app/status/conditions/Ready/message`. A `/` within a step is written `~`.
 */
export interface Difference {
  readonly path: string;
  /** What upstream wrote; undefined where it wrote nothing. */
  readonly expected: Json | undefined;
  /** What was found; undefined where there is nothing. */
  readonly actual: Json | undefined;
}

/** Every difference between what upstream wrote in a scenario and what was found; none where they are equal. */
export function compareRecordings(scenario: string, expected: Recording, actual: Recording): Difference[] {
  const points = new Set([...expected.keys(), ...actual.keys()]);
  return [...points].flatMap((point) =>
    compareValues(asJson(expected.get(point)), asJson(actual.get(point)), [scenario, point]),
  );
}

/** A difference as two lines for people. */
export function formatDifference(difference: Difference): string {
  const show = (value: Json | undefined): string => (value === undefined ? '(nothing)' : JSON.stringify(value));
  return `${difference.path}\n  upstream: ${show(difference.expected)}\n  found:    ${show(difference.actual)}`;
}

/** The differences below `path`. Lists whose items have names are compared by name, lists of plain values as sets. */
export function compareValues(
  expected: Json | undefined,
  actual: Json | undefined,
  path: readonly string[],
): Difference[] {
  if (isJsonObject(expected) && isJsonObject(actual)) return compareMembers(expected, actual, path);
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const left = byName(expected);
    const right = byName(actual);
    if (left !== undefined && right !== undefined) return compareMembers(left, right, path);
    if (canonicalJson(expected) === canonicalJson(actual)) return [];
    return compareMembers(byPlace(expected), byPlace(actual), path);
  }
  if (canonicalJson(expected) === canonicalJson(actual) && (expected === undefined) === (actual === undefined))
    return [];
  return [{ path: path.map((step) => step.replaceAll('/', '~')).join('/'), expected, actual }];
}

function compareMembers(expected: JsonObject, actual: JsonObject, path: readonly string[]): Difference[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return keys.flatMap((key) => compareValues(expected[key], actual[key], [...path, key]));
}

/**
 * A list as a map, where each item says who it is: conditions by type, resources by kind and name, claims by manager, Events by
 * reason. Where two items have one name the order matters and the list stays a list. Plain texts are their own names.
 */
function byName(list: readonly Json[]): JsonObject | undefined {
  const map: JsonObject = {};
  for (const item of list) {
    const name = nameOf(item);
    if (name === undefined || name in map) return undefined;
    map[name] = item;
  }
  return map;
}

/** The members that name an item, the first set that it has. */
const naming: readonly (readonly string[])[] = [
  ['manager', 'operation', 'subresource'],
  ['reason', 'message'],
  ['kind', 'namespace', 'name', 'syncPhase'],
  ['type'],
  ['id'],
  ['name'],
];

function nameOf(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  if (!isJsonObject(item)) return undefined;
  if (typeof item['lastTransitionTime'] === 'string' && typeof item['type'] === 'string') return item['type'];
  const found = naming.find((names) => typeof item[names[0] ?? ''] === 'string');
  const parts = found?.map((name) => item[name]).filter((part) => typeof part === 'string');
  return parts === undefined || parts.length === 0 ? undefined : parts.join(' ');
}

function byPlace(list: readonly Json[]): JsonObject {
  return Object.fromEntries(list.map((item, index) => [String(index), item]));
}

function asJson(point: Point | undefined): Json | undefined {
  return point as unknown as Json | undefined;
}
