import type { Type, ValueOf } from './types.ts';
import type { CelValue } from './values.ts';

/** One signature of a function. */
export interface Overload {
  readonly id: string;
  /** Whether it is called on its first argument. */
  readonly member: boolean;
  readonly params: readonly Type[];
  readonly result: Type;
  /** May throw CelError. */
  readonly run: (...args: readonly CelValue[]) => CelValue;
}

/** A function, with what a call of it costs where that is not one step. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** Runs whatever the types are, instead of the overload that fits: operators find out themselves. */
  readonly direct?: (...args: readonly CelValue[]) => CelValue;
}

type Values<P extends readonly Type[]> = { -readonly [I in keyof P]: ValueOf<P[I]> };

function overload<const P extends readonly Type[]>(
  member: boolean,
  id: string,
  params: P,
  result: Type,
  run: (...args: Values<P>) => CelValue,
): Overload {
  // Whoever calls it has held the arguments to `params` before.
  return { id, member, params, result, run: run as (...args: readonly CelValue[]) => CelValue };
}

/** An overload that is called as `f(x)`. */
export function globalOverload<const P extends readonly Type[]>(
  id: string,
  params: P,
  result: Type,
  run: (...args: Values<P>) => CelValue,
): Overload {
  return overload(false, id, params, result, run);
}

/** An overload that is called as `x.f()`. */
export function memberOverload<const P extends readonly Type[]>(
  id: string,
  params: P,
  result: Type,
  run: (...args: Values<P>) => CelValue,
): Overload {
  return overload(true, id, params, result, run);
}

/** A function of the given overloads. */
export function declare(name: string, ...overloads: readonly Overload[]): FunctionDeclaration {
  return { name, overloads };
}

/** An operator: the overloads say what types it takes, `direct` does it. */
export function operator(
  name: string,
  signatures: readonly (readonly [id: string, params: readonly Type[], result: Type])[],
  direct: (...args: readonly CelValue[]) => CelValue,
): FunctionDeclaration {
  const overloads = signatures.map(([id, params, result]) => ({ id, member: false, params, result, run: direct }));
  return { name, overloads, direct };
}
