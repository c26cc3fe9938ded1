import type { Literal } from '../syntax/index.ts';
import { type Type, types } from '../types.ts';

/** The type of a constant. */
export function literalType(value: Literal): Type {
  if (value === null) return types.null;
  if (typeof value === 'boolean') return types.bool;
  if (typeof value === 'string') return types.string;
  if (typeof value === 'bigint') return types.int;
  if (typeof value === 'number') return types.double;
  return value instanceof Uint8Array ? types.bytes : types.uint;
}
