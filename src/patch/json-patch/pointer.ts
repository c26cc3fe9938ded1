import { type Json, type JsonObject } from '../../base/index.ts';
import { goQuote } from '../go-text.ts';
import { memberOf } from '../members.ts';
import { PatchError } from '../error.ts';

/** A list or map with the last step of a pointer into it. */
export interface Target {
  readonly container: Json[] | JsonObject;
  readonly key: string;
}

/** The steps of a JSON Pointer (RFC 6901); undefined for what does not begin with a slash. */
export function parsePointer(pointer: string): string[] | undefined {
  if (!pointer.includes('/')) return undefined;
  return pointer.split('/').slice(1).map(unescapeStep);
}

/** A JSON Pointer from its steps. */
export function formatPointer(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function unescapeStep(step: string): string {
  return step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;
}

/** The list or map that holds the place of `pointer`; undefined where there is none (findObject in evanphx/json-patch v4 patch.go). */
export function findTarget(document: Json, pointer: string): Target | undefined {
  const steps = parsePointer(pointer);
  const key = steps?.pop();
  if (steps === undefined || key === undefined) return undefined;
  let current: Json | undefined = document;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Array.isArray(current) ? itemAt(current, step) : memberOf(current, step);
  }
  return typeof current === 'object' && current !== null ? { container: current, key } : undefined;
}

function itemAt(list: readonly Json[], step: string): Json | undefined {
  const index = readIndex(step);
  if (typeof index !== 'number') return undefined;
  return list[index < 0 ? index + list.length : index];
}

/** The value at a target: of a map, undefined where the key is not there. A list index may count from the end (`-1`). */
export function valueAt({ container, key }: Target): Json | undefined {
  if (!Array.isArray(container)) return memberOf(container, key);
  const index = requireIndex(key);
  const place = index < 0 ? index + container.length : index;
  if (place < 0 || place >= container.length) throw invalidIndex(index);
  return container[place];
}

/** The number that a step writes, as Go's strconv.Atoi reads it. @throws PatchError `inapplicable` */
export function requireIndex(step: string): number {
  const index = readIndex(step);
  if (typeof index === 'number') return index;
  throw new PatchError('inapplicable', 422, `strconv.Atoi: parsing ${goQuote(step)}: ${index}`);
}

/** The error for an index that the list does not have. */
export function invalidIndex(index: number): PatchError {
  return new PatchError('inapplicable', 422, `Unable to access invalid index: ${index}: invalid index referenced`);
}

function readIndex(step: string): number | 'invalid syntax' | 'value out of range' {
  if (!/^[+-]?\d+$/.test(step)) return 'invalid syntax';
  const number = Number(step);
  return Number.isSafeInteger(number) ? number : 'value out of range';
}
