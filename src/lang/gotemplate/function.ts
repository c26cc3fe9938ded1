import type { TemplateCaller } from './exec/index.ts';
import type { GoType, GoValue } from './value/index.ts';

/** A function that templates can call: its types as Go declares them, since templates check and convert arguments by them. */
export interface GoFunction {
  readonly params: readonly GoParam[];
  /** The type of each further argument (`...T`). */
  readonly variadic?: GoParam;
  /**
   * Gets as many arguments as there are parameters, and more where it is variadic, each of the type that is declared. Throws GoFailure for what the
   * Go function returns as its error or panics with. `caller` is for functions that execute templates themselves, such as Helm's `include`.
   */
  call(args: readonly GoValue[], caller: TemplateCaller): GoValue;
}

/** A parameter's type; `value` takes what there is without a check (reflect.Value in Go). */
export type GoParam = GoType | 'value';

/** Functions by the names that templates call them with. */
export type GoFunctions = ReadonlyMap<string, GoFunction>;

/** What a Go function returned as its error or panicked with: the template that called it ends with `error calling NAME: MESSAGE`. */
export class GoFailure extends Error {
  override readonly name = 'GoFailure';
}
