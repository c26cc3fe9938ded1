import type { GoFunction } from '../../gotemplate/index.ts';
import { isEmpty } from '../convert/index.ts';
import { any, bool, declare, declareVariadic } from '../declare/index.ts';

/** The functions that choose between values (sprig 3.3.0, defaults.go). */
export const defaultFunctions: Readonly<Record<string, GoFunction>> = {
  default: declareVariadic([any], any, ([given = null], fallback) => (isEmpty(given) ? fallback : given)),
  empty: declare([any], isEmpty),
  coalesce: declareVariadic([], any, (values) => values.find((value) => !isEmpty(value)) ?? null),
  all: declareVariadic([], any, (values) => !values.some(isEmpty)),
  any: declareVariadic([], any, (values) => !values.every(isEmpty)),
  ternary: declare([any, any, bool], (whenTrue, whenFalse, condition) => (condition ? whenTrue : whenFalse)),
};
