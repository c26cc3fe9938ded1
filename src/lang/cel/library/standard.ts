import { sizeOf } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { listOf, mapOf, paramType, type Type, types } from '../types.ts';
import { CelDuration, CelList, CelMap, CelOptional, CelTimestamp, CelType, CelUint, type CelValue } from '../values.ts';
import { conversions } from './conversions.ts';
import { matches } from './match.ts';
import { operators } from './operators.ts';
import { timeGetters } from './times.ts';

const { bool, int, string, bytes, dyn } = types;
const A = paramType('A');
const B = paramType('B');

const size = [string, bytes, listOf(A), mapOf(A, B)].flatMap((type: Type) => [
  globalOverload(`size_${type.kind}`, [type], int, (value: CelValue) => BigInt(sizeOf(value))),
  memberOverload(`${type.kind}_size`, [type], int, (value: CelValue) => BigInt(sizeOf(value))),
]);

/** The type of a value as `type()` gives it. */
export function valueType(value: CelValue): Type {
  if (value === null) return types.null;
  if (typeof value === 'string') return string;
  if (typeof value === 'boolean') return bool;
  if (typeof value === 'bigint') return int;
  if (typeof value === 'number') return types.double;
  if (value instanceof CelUint) return types.uint;
  if (value instanceof Uint8Array) return bytes;
  if (value instanceof CelList) return listOf(dyn);
  if (value instanceof CelMap) return value.type ?? mapOf(dyn, dyn);
  if (value instanceof CelTimestamp) return types.timestamp;
  if (value instanceof CelDuration) return types.duration;
  if (value instanceof CelType) return types.type;
  if (value instanceof CelOptional) return { kind: 'opaque', name: 'optional_type', params: [dyn] };
  return value.type;
}

/** The functions of the language (cel-go v0.26.0, common/stdlib). */
export const standardFunctions: readonly FunctionDeclaration[] = [
  ...operators,
  ...conversions(valueType),
  ...timeGetters,
  declare('size', ...size),
  declare(
    'contains',
    memberOverload('contains_string', [string, string], bool, (text, part) => text.includes(part)),
  ),
  declare(
    'startsWith',
    memberOverload('starts_with_string', [string, string], bool, (text, part) => text.startsWith(part)),
  ),
  declare(
    'endsWith',
    memberOverload('ends_with_string', [string, string], bool, (text, part) => text.endsWith(part)),
  ),
  declare(
    'matches',
    memberOverload('matches_string', [string, string], bool, matches),
    globalOverload('matches', [string, string], bool, matches),
  ),
];

/** The names of types, which are values too. */
export const standardTypes: readonly Type[] = [
  bool,
  int,
  types.uint,
  types.double,
  string,
  bytes,
  types.null,
  types.timestamp,
  types.duration,
  types.type,
  listOf(dyn),
  mapOf(dyn, dyn),
  { kind: 'opaque', name: 'optional_type', params: [dyn] },
];
