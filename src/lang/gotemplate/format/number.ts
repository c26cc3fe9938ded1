import { encodeRune, isPrintableRune, maxRune, replacementRune } from '../value/index.ts';
import type { Flags } from './flags.ts';
import { type FloatVerb, formatFloat } from './float.ts';
import { pad, padding } from './pad.ts';
import { quoteRune } from './quote.ts';

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

/** A whole number under a verb as fmt writes it; undefined where the verb is none for whole numbers. */
export function integerText(value: bigint, verb: string, isUnsigned: boolean, flags: Flags): string | undefined {
  const rune = BigInt.asUintN(64, value) > BigInt(maxRune) ? replacementRune : Number(value);
  switch (verb) {
    case 'c':
      return pad(encodeRune(rune), flags);
    case 'q':
      return pad(quoteRune(rune, flags.plus), flags);
    case 'U':
      return unicodeText(BigInt.asUintN(64, value), flags);
    case 'v':
      return flags.sharpV && isUnsigned
        ? digitsText(value, 16, 'v', { ...flags, sharp: true })
        : digitsText(value, 10, 'v', flags);
    default: {
      const base = bases[verb];
      return base === undefined ? undefined : digitsText(value, base, verb, flags);
    }
  }
}

function digitsText(value: bigint, base: number, verb: string, flags: Flags): string {
  const isNegative = value < 0n;
  if (flags.precision === 0 && value === 0n) return padding(flags.width ?? 0, { ...flags, zero: false });
  let digits = (isNegative ? -value : value).toString(base);
  const isZeroPadded = flags.precision === undefined && flags.zero && !flags.minus && flags.width !== undefined;
  const signRoom = isNegative || flags.plus || flags.space ? 1 : 0;
  digits = digits.padStart(flags.precision ?? (isZeroPadded ? (flags.width ?? 0) - signRoom : 0), '0');
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    if (base === 16) digits = `0x${digits}`;
  }
  if (verb === 'O') digits = `0o${digits}`;
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  return pad(sign + digits, { ...flags, zero: false });
}

function unicodeText(value: bigint, flags: Flags): string {
  const digits = value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const isShown = flags.sharp && value <= BigInt(maxRune) && isPrintableRune(Number(value));
  const shown = isShown ? ` '${encodeRune(Number(value))}'` : '';
  return pad(`U+${digits}${shown}`, { ...flags, zero: false });
}

const defaultPrecisions: Readonly<Record<string, readonly [FloatVerb, number]>> = {
  v: ['g', -1],
  b: ['b', -1],
  g: ['g', -1],
  G: ['G', -1],
  x: ['x', -1],
  X: ['X', -1],
  f: ['f', 6],
  F: ['f', 6],
  e: ['e', 6],
  E: ['E', 6],
};

/** A float64 under a verb as fmt writes it; undefined where the verb is none for floats. */
export function floatText(value: number, verb: string, flags: Flags): string | undefined {
  const known = defaultPrecisions[verb];
  if (known === undefined) return undefined;
  const [floatVerb, defaultPrecision] = known;
  const precision = flags.precision ?? defaultPrecision;
  let text = formatFloat(value, floatVerb, precision);
  const isNegative = text.startsWith('-');
  if (isNegative || text.startsWith('+')) text = text.slice(1);
  let sign = isNegative ? '-' : '+';
  if (flags.space && sign === '+' && !flags.plus) sign = ' ';
  if (text === 'Inf' || text === 'NaN') {
    const isBare = text === 'NaN' && !flags.space && !flags.plus;
    return pad(isBare ? text : sign + text, { ...flags, zero: false });
  }
  if (flags.sharp && verb !== 'b') text = withPoint(text, floatVerb, verb, precision);
  if (!flags.plus && sign === '+') return pad(text, flags);
  const width = flags.width ?? 0;
  if (flags.zero && !flags.minus && width > text.length + 1) return sign + pad(text, { ...flags, width: width - 1 });
  return pad(sign + text, flags);
}

/** `%#g` and its like keep the point and the zeros behind it. */
function withPoint(text: string, floatVerb: FloatVerb, verb: string, precision: number): string {
  let missing = ['v', 'g', 'G', 'x'].includes(verb) ? (precision === -1 ? 6 : precision) : 0;
  const isHex = floatVerb === 'x' || floatVerb === 'X';
  const [, head = '', tail = ''] = (isHex ? /^([^pP]*)(.*)$/ : /^([^eE]*)(.*)$/).exec(text) ?? [];
  let number = head;
  let isBegun = false;
  for (const unit of number) {
    if (unit === '.') continue;
    if (unit !== '0') isBegun = true;
    if (isBegun) missing -= 1;
  }
  if (!number.includes('.')) {
    if (number === '0') missing -= 1;
    number += '.';
  }
  return number + '0'.repeat(Math.max(missing, 0)) + tail;
}
