import { GoFailure, type GoFunction, type GoParam, type GoValue } from '../../gotemplate/index.ts';

/** A parameter: the type that Go declares, and what our code gets for it. */
export interface Param<T> {
  readonly type: GoParam;
  /** @throws GoFailure where a caller hands over what the type does not admit */
  read(value: GoValue): T;
}

type Read<P extends readonly Param<unknown>[]> = {
  readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never;
};

/** A function of fixed parameters. */
export function declare<const P extends readonly Param<unknown>[]>(
  params: P,
  call: (...args: Read<P>) => GoValue,
): GoFunction {
  return {
    params: params.map(({ type }) => type),
    call: (args) => call(...readAll(params, args)),
  };
}

/** A function that takes any number of further arguments; they come first in the call, as a list. */
export function declareVariadic<const P extends readonly Param<unknown>[], R>(
  params: P,
  rest: Param<R>,
  call: (rest: readonly R[], ...args: Read<P>) => GoValue,
): GoFunction {
  return {
    params: params.map(({ type }) => type),
    variadic: rest.type,
    call: (args) =>
      call(
        args.slice(params.length).map((value) => rest.read(value)),
        ...readAll(params, args),
      ),
  };
}

function readAll<P extends readonly Param<unknown>[]>(params: P, args: readonly GoValue[]): Read<P> {
  if (args.length < params.length) throw new GoFailure(`${args.length} arguments for ${params.length} parameters`);
  return params.map((param, index) => param.read(args[index] ?? null)) as unknown as Read<P>;
}
