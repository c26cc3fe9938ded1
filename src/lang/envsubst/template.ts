import { SlipwayError } from '../../base/index.ts';

/** A text with references to variables, parsed. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `${name}`, or with an operator and its arguments, such as `${name:-fallback}`. */
  | { readonly kind: 'reference'; readonly name: string; readonly operator: string; readonly args: readonly Part[] };

/** Why a text cannot be substituted. */
export class EnvsubstError extends SlipwayError<'syntax' | 'unset' | 'limit'> {}
