/** A part of a glob pattern, in the terms that all styles share. */
export type GlobNode =
  | { readonly kind: 'text'; readonly text: string }
  /** One character that is not a separator. */
  | { readonly kind: 'single' }
  /** Any number of characters that are not separators. */
  | { readonly kind: 'any' }
  /** Any number of any characters. */
  | { readonly kind: 'super' }
  /** One character of the ranges (code points, both ends included), or one outside of them; it may be a separator. */
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CharacterRange[] }
  /** Any of the alternatives. */
  | { readonly kind: 'choice'; readonly options: readonly (readonly GlobNode[])[] };

/** The first and the last code point of a range. */
export type CharacterRange = readonly [low: number, high: number];
