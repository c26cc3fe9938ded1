import {
  GoFailure,
  type GoFunction,
  GoSlice,
  goTypes,
  type GoValue,
  int64,
  sliceOf,
  sprint,
  type TemplateBudget,
} from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { parseClamped, parseDigits, toFloat64, toInt64 } from '../convert/index.ts';
import { any, declare, declareVariadic, exactInt, float, int, string } from '../declare/index.ts';
import {
  addDecimals,
  type Decimal,
  decimalOf,
  divideDecimals,
  floatOf,
  multiplyDecimals,
  subtractDecimals,
} from './decimal.ts';
import { round } from './rounding.ts';
import { numbersBetween, sequence } from './sequence.ts';

/** The functions on numbers (sprig 3.3.0, numeric.go and functions.go). Whole-number arithmetic is int64's and wraps around. */
export function numberFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    ...conversions,
    ...integerArithmetic,
    ...decimalArithmetic,
    ...comparisons,
    ...rounding,
    ...withBudget(budget),
  };
}

const conversions = {
  int: declare([any], toInt64),
  int64: declare([any], (value) => int64(toInt64(value))),
  float64: declare([any], toFloat64),
  atoi: declare([string], parseClamped),
};

const integerArithmetic = {
  add1: declare([any], (value) => int64(toInt64(value) + 1n)),
  add: declareVariadic([], any, (values) => int64(values.reduce((sum: bigint, value) => sum + toInt64(value), 0n))),
  sub: declare([any, any], (a, b) => int64(toInt64(a) - toInt64(b))),
  mul: declareVariadic([any], any, (values, first) =>
    int64(values.reduce((product: bigint, value) => BigInt.asIntN(64, product * toInt64(value)), toInt64(first))),
  ),
  div: declare([any, any], (a, b) => int64(toInt64(a) / divisor(b))),
  mod: declare([any, any], (a, b) => int64(toInt64(a) % divisor(b))),
};

function divisor(value: GoValue): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new GoFailure('runtime error: integer divide by zero');
  return number;
}

type DecimalOperation = (a: Decimal, b: Decimal) => Decimal;

/** Computes in decimals, which every step starts from floats. */
function fold(operation: DecimalOperation, first: GoValue, others: readonly GoValue[]): number {
  const start = decimalOf(toFloat64(first));
  return floatOf(others.reduce((result: Decimal, value) => operation(result, decimalOf(toFloat64(value))), start));
}

const foldFrom = (operation: DecimalOperation): GoFunction =>
  declareVariadic([any], any, (values, first) => fold(operation, first, values));

const decimalArithmetic = {
  add1f: declare([any], (value) => fold(addDecimals, value, [1n])),
  addf: declareVariadic([], any, (values) => fold(addDecimals, 0, values)),
  subf: foldFrom(subtractDecimals),
  mulf: foldFrom(multiplyDecimals),
  divf: foldFrom(divideDecimals),
};

const extremeOf = (isBetter: (a: bigint, b: bigint) => boolean): GoFunction =>
  declareVariadic([any], any, (values, first) =>
    int64(values.map(toInt64).reduce((best, value) => (isBetter(value, best) ? value : best), toInt64(first))),
  );

const extremeFloatOf = (pick: (a: number, b: number) => number): GoFunction =>
  declareVariadic([any], any, (values, first) => values.map(toFloat64).reduce((a, b) => pick(a, b), toFloat64(first)));

const greatest = extremeOf((a, b) => a > b);

const comparisons = {
  max: greatest,
  biggest: greatest,
  min: extremeOf((a, b) => a < b),
  maxf: extremeFloatOf(Math.max),
  minf: extremeFloatOf(Math.min),
};

const rounding = {
  floor: declare([any], (value) => Math.floor(toFloat64(value))),
  ceil: declare([any], (value) => Math.ceil(toFloat64(value))),
  round: declareVariadic([any, int], float, ([roundOn = 0.5], value, places) =>
    round(toFloat64(value), places, roundOn),
  ),
};

const intSlice = sliceOf(goTypes.int);

function withBudget(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const between = (start: bigint, stop: bigint, step: bigint): GoSlice =>
    new GoSlice(numbersBetween(start, stop, step, budget), intSlice);
  return {
    until: declare([exactInt], (count) => between(0n, count, count < 0n ? -1n : 1n)),
    untilStep: declare([exactInt, exactInt, exactInt], between),
    seq: declareVariadic([], exactInt, (params) => sequence(params, budget)),
    toDecimal: declare([any], (value) => int64(parseDigits(sprint([value], budget), 8) ?? 0n)),
  };
}
