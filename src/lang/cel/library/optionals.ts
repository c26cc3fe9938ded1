import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { listOf, optionalOf, paramType, types } from '../types.ts';
import { CelDuration, CelList, CelMap, CelOptional, CelTimestamp, CelUint, type CelValue, noValue } from '../values.ts';

const { bool } = types;
const V = paramType('V');
const optionalV = optionalOf(V);

const unwrap = (list: CelList): CelList =>
  new CelList(
    list.items.flatMap((item) => (item instanceof CelOptional && item.value !== undefined ? [item.value] : [])),
  );

/** Optional values (cel-go v0.26.0, cel/library.go); `or` and `orValue` look at their argument only where it is needed nowhere else. */
export const optionalFunctions: readonly FunctionDeclaration[] = [
  declare(
    'optional.of',
    globalOverload('optional_of', [V], optionalV, (value) => new CelOptional(value)),
  ),
  declare(
    'optional.none',
    globalOverload('optional_none', [], optionalV, () => noValue),
  ),
  declare(
    'optional.ofNonZeroValue',
    globalOverload('optional_ofNonZeroValue', [V], optionalV, (value) =>
      isZero(value) ? noValue : new CelOptional(value),
    ),
  ),
  declare(
    'hasValue',
    memberOverload('optional_hasValue', [optionalV], bool, ({ value }) => value !== undefined),
  ),
  declare(
    'value',
    memberOverload('optional_value', [optionalV], V, ({ value }) => {
      if (value === undefined) throw failure('optional.none() dereference');
      return value;
    }),
  ),
  declare(
    'or',
    memberOverload('optional_or_optional', [optionalV, optionalV], optionalV, (a, b) =>
      a.value === undefined ? b : a,
    ),
  ),
  declare(
    'orValue',
    memberOverload('optional_orValue_value', [optionalV, V], V, ({ value }, other) =>
      value === undefined ? other : value,
    ),
  ),
  declare('optional.unwrap', globalOverload('optional_unwrap', [listOf(optionalV)], listOf(V), unwrap)),
  declare('unwrapOpt', memberOverload('optional_unwrapOpt', [listOf(optionalV)], listOf(V), unwrap)),
];

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelList) return value.items.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof CelDuration) return value.nanos === 0n;
  if (value instanceof CelTimestamp) return value.nanos === -62_135_596_800_000_000_000n;
  return value instanceof CelOptional && value.value === undefined;
}
