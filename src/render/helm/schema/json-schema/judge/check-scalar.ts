import { bytesOfText } from '../../../../../lang/index.ts';
import type { JsonNumber } from '../document.ts';
import { quoteText } from './failure.ts';
import { englishCount, englishNumber, isMultiple } from '../numbers.ts';
import type { Judgement } from './judge.ts';

/** Judges a text by length and pattern. */
export function checkText({ schema, add }: Judgement, text: string): void {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = Array.from(text).length;
    checkCount({ add, name: 'Length', got: length, least: minLength, most: maxLength });
  }
  if (pattern !== undefined && !pattern.regexp.matches(bytesOfText(text))) {
    add(`${quoteText(text)} does not match pattern ${quoteText(pattern.text)}`);
  }
}

/** Judges a number by its bounds. */
export function checkNumber({ schema, add }: Judgement, number: JsonNumber): void {
  const bound = (name: string, wanted: JsonNumber | undefined, fits: (got: number, want: number) => boolean): void => {
    if (wanted === undefined || fits(number.value, wanted.value)) return;
    add(`${name}: got ${englishNumber(number.value)}, want ${englishNumber(wanted.value)}`);
  };
  bound('minimum', schema.minimum, (got, want) => got >= want);
  bound('maximum', schema.maximum, (got, want) => got <= want);
  bound('exclusiveMinimum', schema.exclusiveMinimum, (got, want) => got > want);
  bound('exclusiveMaximum', schema.exclusiveMaximum, (got, want) => got < want);
  const { multipleOf } = schema;
  bound('multipleOf', multipleOf, () => multipleOf === undefined || isMultiple(number, multipleOf));
}

/** A count and what it may be. */
export interface CountBounds {
  readonly add: (text: string) => void;
  /** `Length`, `Items` or `Properties`. */
  readonly name: string;
  readonly got: number;
  readonly least: number | undefined;
  readonly most: number | undefined;
}

/** Judges a count. */
export function checkCount({ add, name, got, least, most }: CountBounds): void {
  const say = (which: string, want: number): void =>
    add(`${which}${name}: got ${englishCount(got)}, want ${englishCount(want)}`);
  if (least !== undefined && got < least) say('min', least);
  if (most !== undefined && got > most) say('max', most);
}
