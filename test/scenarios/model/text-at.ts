import { type Json, jsonAt } from '../../../src/base/index.ts';

/** The text at `path` below `value`; empty where there is none. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const text = jsonAt(value, ...path);
  return typeof text === 'string' ? text : '';
}
