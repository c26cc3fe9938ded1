import { isJsonObject, type Json, jsonEqual, type JsonObject } from '../../../base/index.ts';
import { formatPointer } from '../../../patch/index.ts';

/** An operation of a JSON patch, as drift is told and corrected by. */
export interface JsonChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: Json;
}

type Step = string | number;

/** The bytes of an operation beside its words, its path and its value. */
const operationBytes = 19;
const valueBytes = 9;

/**
 * The JSON patch that makes `to` of `from`: maps member by member in the order of their names, lists item by item, and one replacement
 * where it is shorter than what it stands for, but never of what lies less than `depth` deep (wI2L/jsondiff v0.7, Rationalize: how many
 * changes there are is part of what Flux tells).
 */
export function jsonChanges(from: JsonObject, to: JsonObject, depth = 1): readonly JsonChange[] {
  return changesAt([], from, to, depth);
}

function changesAt(path: readonly Step[], from: Json, to: Json, depth: number): readonly JsonChange[] {
  if (jsonEqual(from, to)) return [];
  const whole: JsonChange = { op: 'replace', path: formatPointer(path.map(String)), value: to };
  const changes =
    Array.isArray(from) && Array.isArray(to)
      ? changesOfList(path, from, to, depth)
      : isJsonObject(from) && isJsonObject(to)
        ? changesOfMap(path, from, to, depth)
        : [whole];
  if (path.length < depth) return changes;
  const length = changes.reduce((sum, change) => sum + lengthOf(change), changes.length - 1);
  return length > lengthOf(whole) ? [whole] : changes;
}

function changesOfMap(path: readonly Step[], from: JsonObject, to: JsonObject, depth: number): readonly JsonChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return names.flatMap((name): readonly JsonChange[] => {
    const place = [...path, name];
    const pointer = formatPointer(place.map(String));
    const [before, after] = [from[name], to[name]];
    if (after === undefined) return [{ op: 'remove', path: pointer }];
    if (before === undefined) return [{ op: 'add', path: pointer, value: after }];
    return changesAt(place, before, after, depth);
  });
}

function changesOfList(
  path: readonly Step[],
  from: readonly Json[],
  to: readonly Json[],
  depth: number,
): readonly JsonChange[] {
  const shared = Math.min(from.length, to.length);
  const at = (step: Step): string => formatPointer([...path, step].map(String));
  return [
    ...from.slice(shared).map((): JsonChange => ({ op: 'remove', path: at(shared) })),
    ...to.slice(0, shared).flatMap((value, index) => changesAt([...path, index], from[index] ?? null, value, depth)),
    ...to.slice(shared).map((value): JsonChange => ({ op: 'add', path: at('-'), value })),
  ];
}

/** The bytes of an operation as upstream weighs them: the value of an addition weighs nothing. */
function lengthOf({ op, path, value }: JsonChange): number {
  const own = operationBytes + op.length + Buffer.byteLength(path);
  if (op === 'remove') return own;
  return own + valueBytes + (op === 'add' ? 0 : Buffer.byteLength(JSON.stringify(value)));
}
