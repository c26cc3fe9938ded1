import { failure, noSuchOverload } from '../error.ts';
import { CelDuration, CelList, CelTimestamp, CelUint, type CelValue } from '../values.ts';

const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;
const minMoment = -62_135_596_800n * 1_000_000_000n;
const maxMoment = 253_402_300_800n * 1_000_000_000n - 1n;

/** An int, unless it takes more than 64 bits. */
export function toInt(value: bigint): bigint {
  if (value < minInt || value > maxInt) throw failure('integer overflow');
  return value;
}

/** A uint, unless it takes more than 64 bits. */
export function toUint(value: bigint): CelUint {
  if (value < 0n || value > maxUint) throw failure('unsigned integer overflow');
  return new CelUint(value);
}

/** A duration, unless Go's time.Duration cannot hold it. */
export function toDuration(nanos: bigint): CelDuration {
  if (nanos < minInt || nanos > maxInt) throw failure('duration overflow');
  return new CelDuration(nanos);
}

/** A moment from year 1 to 9999. */
export function toTimestamp(nanos: bigint): CelTimestamp {
  if (nanos < minMoment || nanos > maxMoment) throw failure('timestamp overflow');
  return new CelTimestamp(nanos);
}

/** `a + b`. */
export function add(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a + b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a instanceof CelUint && b instanceof CelUint) return toUint(a.value + b.value);
  if (a instanceof CelList && b instanceof CelList) return a.plus(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return new Uint8Array(Buffer.concat([a, b]));
  if (a instanceof CelTimestamp && b instanceof CelDuration) return toTimestamp(a.nanos + b.nanos);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return toTimestamp(a.nanos + b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return toDuration(a.nanos + b.nanos);
  throw noSuchOverload();
}

/** `a - b`. */
export function subtract(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a - b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof CelUint && b instanceof CelUint) return toUint(a.value - b.value);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return toDuration(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return toTimestamp(a.nanos - b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return toDuration(a.nanos - b.nanos);
  throw noSuchOverload();
}

/** `a * b`. */
export function multiply(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a * b);
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a instanceof CelUint && b instanceof CelUint) return toUint(a.value * b.value);
  throw noSuchOverload();
}

/** `a / b`; ints are cut towards zero. */
export function divide(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  return divided(a, b, 'division by zero', (left, right) => left / right);
}

/** `a % b`, of the sign of `a`. */
export function remainder(a: CelValue, b: CelValue): CelValue {
  return divided(a, b, 'modulus by zero', (left, right) => left % right);
}

function divided(a: CelValue, b: CelValue, byZero: string, run: (a: bigint, b: bigint) => bigint): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) throw failure(byZero);
    if (a === minInt && b === -1n) throw failure('integer overflow');
    return toInt(run(a, b));
  }
  if (a instanceof CelUint && b instanceof CelUint) {
    if (b.value === 0n) throw failure(byZero);
    return toUint(run(a.value, b.value));
  }
  throw noSuchOverload();
}

/** `-a`. */
export function negate(a: CelValue): CelValue {
  if (typeof a === 'bigint') return toInt(-a);
  if (typeof a === 'number') return -a;
  if (a instanceof CelDuration) return toDuration(-a.nanos);
  throw noSuchOverload();
}
