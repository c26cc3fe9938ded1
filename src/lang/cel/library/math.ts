import { failure, noSuchOverload } from '../error.ts';
import { compare, toInt } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, globalOverload, type Overload } from '../functions.ts';
import { type Expr, type Macro, SyntaxIssue } from '../syntax/index.ts';
import { listOf, type Type, types } from '../types.ts';
import { type CelList, CelUint, type CelValue } from '../values.ts';

const { bool, int, uint, double, dyn } = types;
const numbers: readonly Type[] = [int, double, uint];

type Choose = (a: CelValue, b: CelValue) => CelValue;

const least: Choose = (a, b) => ((compare(b, a) ?? 1) < 0 ? b : a);
const greatest: Choose = (a, b) => ((compare(b, a) ?? -1) > 0 ? b : a);

function choice(name: '@min' | '@max', choose: Choose): FunctionDeclaration {
  const id = `math_${name}`;
  const fromList = ({ items }: CelList): CelValue => {
    if (items.length === 0) throw failure(`math.${name}(list) argument must not be empty`);
    return items.map(numberOf).reduce(choose);
  };
  const overloads: Overload[] = [
    ...numbers.map((type) => globalOverload(`${id}_${type.kind}`, [type], type, (value: CelValue) => value)),
    ...numbers.flatMap((a) =>
      numbers.map((b) => globalOverload(`${id}_${a.kind}_${b.kind}`, [a, b], a === b ? a : dyn, choose)),
    ),
    ...numbers.map((type) => globalOverload(`${id}_list_${type.kind}`, [listOf(type)], type, fromList)),
  ];
  return declare(`math.${name}`, ...overloads);
}

function numberOf(value: CelValue): CelValue {
  if (typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint) return value;
  throw noSuchOverload();
}

const rounding = (name: string, run: (value: number) => number): FunctionDeclaration =>
  declare(`math.${name}`, globalOverload(`math_${name}_double`, [double], double, run));

const test = (name: string, run: (value: number) => boolean): FunctionDeclaration =>
  declare(`math.${name}`, globalOverload(`math_${name}_double`, [double], bool, run));

const bits = (name: string, run: (a: bigint, b: bigint) => bigint): FunctionDeclaration =>
  declare(
    `math.${name}`,
    globalOverload(`math_${name}_int_int`, [int, int], int, (a, b) => BigInt.asIntN(64, run(a, b))),
    globalOverload(
      `math_${name}_uint_uint`,
      [uint, uint],
      uint,
      (a, b) => new CelUint(BigInt.asUintN(64, run(a.value, b.value))),
    ),
  );

function shift(name: string, run: (value: bigint, by: bigint) => bigint): FunctionDeclaration {
  const by = (value: bigint, count: bigint): bigint => {
    if (count < 0n) throw failure(`math.${name}() negative offset: ${count}`);
    return count >= 64n ? 0n : run(BigInt.asUintN(64, value), count);
  };
  return declare(
    `math.${name}`,
    globalOverload(`math_${name}_int_int`, [int, int], int, (value, count) => BigInt.asIntN(64, by(value, count))),
    globalOverload(
      `math_${name}_uint_int`,
      [uint, int],
      uint,
      ({ value }, count) => new CelUint(BigInt.asUintN(64, by(value, count))),
    ),
  );
}

/** Halves go away from zero. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

/** Mathematics (cel-go v0.26.0, ext/math.go). */
export const mathFunctions: readonly FunctionDeclaration[] = [
  choice('@min', least),
  choice('@max', greatest),
  rounding('ceil', Math.ceil),
  rounding('floor', Math.floor),
  rounding('round', round),
  rounding('trunc', Math.trunc),
  test('isInf', (value) => Math.abs(value) === Infinity),
  test('isNaN', Number.isNaN),
  test('isFinite', Number.isFinite),
  declare(
    'math.abs',
    globalOverload('math_abs_int', [int], int, (value) => toInt(value < 0n ? -value : value)),
    globalOverload('math_abs_uint', [uint], uint, (value) => value),
    globalOverload('math_abs_double', [double], double, Math.abs),
  ),
  declare(
    'math.sign',
    globalOverload('math_sign_int', [int], int, (value) => (value < 0n ? -1n : BigInt(value > 0n))),
    globalOverload('math_sign_uint', [uint], uint, ({ value }) => new CelUint(BigInt(value > 0n))),
    globalOverload('math_sign_double', [double], double, Math.sign),
  ),
  declare(
    'math.sqrt',
    globalOverload('math_sqrt_int', [int], double, (value) => Math.sqrt(Number(value))),
    globalOverload('math_sqrt_uint', [uint], double, ({ value }) => Math.sqrt(Number(value))),
    globalOverload('math_sqrt_double', [double], double, Math.sqrt),
  ),
  bits('bitAnd', (a, b) => a & b),
  bits('bitOr', (a, b) => a | b),
  bits('bitXor', (a, b) => a ^ b),
  declare(
    'math.bitNot',
    globalOverload('math_bitNot_int_int', [int], int, (value) => ~value),
    globalOverload('math_bitNot_uint_uint', [uint], uint, ({ value }) => new CelUint(BigInt.asUintN(64, ~value))),
  ),
  shift('bitShiftLeft', (value, by) => value << by),
  shift('bitShiftRight', (value, by) => value >> by),
];

const choiceMacro = (name: 'least' | 'greatest', arity: number): Macro => ({
  name,
  arity,
  member: true,
  expand: ({ at, target, args }) => {
    if (target?.kind !== 'ident' || target.name !== 'math') return undefined;
    const [only] = args;
    if (only === undefined) throw new SyntaxIssue(at, `math.${name}() requires at least one argument`);
    for (const arg of args) checkArgument(name, arg, args.length);
    const func = name === 'least' ? 'math.@min' : 'math.@max';
    const list: Expr = { kind: 'list', at, elements: args.map((value) => ({ value, optional: false })) };
    return { kind: 'call', at, name: func, target: undefined, args: args.length > 2 ? [list] : args };
  },
});

function checkArgument(name: string, arg: Expr, count: number): void {
  const isList = arg.kind === 'list' && count === 1;
  if (isList && arg.elements.length === 0)
    throw new SyntaxIssue(arg.at, `math.${name}() invalid single argument value`);
  const isNumber =
    arg.kind !== 'literal' ||
    typeof arg.value === 'bigint' ||
    typeof arg.value === 'number' ||
    (typeof arg.value === 'object' && arg.value !== null && 'uint' in arg.value);
  const isOther = arg.kind === 'map' || arg.kind === 'struct' || (arg.kind === 'list' && !isList);
  if (isNumber && !isOther) return;
  throw new SyntaxIssue(
    arg.at,
    `math.${name}() ${count === 1 ? 'invalid single argument value' : 'simple literal arguments must be numeric'}`,
  );
}

/** `math.least` and `math.greatest`, of any number of arguments up to 16. */
export const mathMacros: readonly Macro[] = Array.from({ length: 17 }, (_, arity) => [
  choiceMacro('least', arity),
  choiceMacro('greatest', arity),
]).flat();
