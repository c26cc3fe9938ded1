import { quoteString } from '../format/index.ts';
import { GoComplex } from '../value/index.ts';
import type { Token } from './token.ts';
import { unquoteRune } from './unquote.ts';

/** A constant under every type that can hold it, as Go's untyped constants are. */
export interface Constant {
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: GoComplex;
}

/** Reads a number or character token; a string is what is wrong with it (parse.newNumber in text/template/parse/node.go). */
export function readConstant(token: Token): Constant | string {
  const { text } = token;
  if (token.kind === 'char-constant') return readRune(text);
  if (token.kind === 'complex') return readComplex(text);
  if (text.endsWith('i')) {
    const imaginary = parseGoFloat(text.slice(0, -1));
    if (imaginary !== undefined) return complexConstant(0, imaginary);
  }
  return readReal(text);
}

function readRune(text: string): Constant | string {
  const rune = unquoteRune(text);
  if (rune === 'syntax') return 'invalid syntax';
  if (rune === 'malformed') return `malformed character constant: ${text}`;
  return { int: BigInt(rune), uint: BigInt(rune), float: rune };
}

function readComplex(text: string): Constant | string {
  const [, real = '', imaginary = ''] = /^(.*[^eEpP])([+-].*)i$/.exec(text) ?? [];
  const parts = [parseGoFloat(real), parseGoFloat(imaginary)];
  const [a, b] = parts;
  return a === undefined || b === undefined ? 'syntax error scanning complex number' : complexConstant(a, b);
}

function complexConstant(real: number, imaginary: number): Constant {
  const complex = new GoComplex(real, imaginary);
  return imaginary === 0 ? { ...wholeParts(real), float: real, complex } : { complex };
}

function readReal(text: string): Constant | string {
  const magnitude = parseGoWhole(text.replace(/^[+-]/, ''));
  const whole = magnitude !== undefined && text.startsWith('-') ? -magnitude : magnitude;
  const isSigned = /^[+-]/.test(text);
  const int = whole !== undefined && isInt64(whole) ? whole : undefined;
  let uint = whole !== undefined && !isSigned && whole < 1n << 64n ? whole : undefined;
  if (int === 0n) uint = 0n;
  const known = int ?? uint;
  if (known !== undefined) return constant({ int, uint, float: Number(known) });
  const float = parseGoFloat(text);
  if (float === undefined) return `illegal number syntax: ${quoteString(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quoteString(text)}`;
  return { ...wholeParts(float), float };
}

function wholeParts(float: number): Constant {
  if (!Number.isInteger(float)) return {};
  const whole = BigInt(float);
  return constant({
    int: isInt64(whole) ? whole : undefined,
    uint: whole >= 0n && whole < 1n << 64n ? whole : undefined,
  });
}

function constant(parts: { int?: bigint | undefined; uint?: bigint | undefined; float?: number }): Constant {
  return {
    ...(parts.int !== undefined && { int: parts.int }),
    ...(parts.uint !== undefined && { uint: parts.uint }),
    ...(parts.float !== undefined && { float: parts.float }),
  };
}

function isInt64(value: bigint): boolean {
  return value >= -(1n << 63n) && value < 1n << 63n;
}

/** A whole number without a sign, by its prefix and with `_` where Go allows it. */
function parseGoWhole(text: string): bigint | undefined {
  if (!/^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/.test(text)) {
    return undefined;
  }
  const digits = text.replaceAll('_', '').toLowerCase();
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

/** A float as `strconv.ParseFloat` reads it in a literal: decimal or hexadecimal; undefined for bad syntax and for what is too large. */
function parseGoFloat(text: string): number | undefined {
  const value = /^[+-]?0[xX]/.test(text) ? parseHexFloat(text) : parseDecimalFloat(text);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

function parseDecimalFloat(text: string): number | undefined {
  const digits = text.replaceAll(/(?<=[0-9])_(?=[0-9])/g, '');
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits) ? Number(digits) : undefined;
}

function parseHexFloat(text: string): number | undefined {
  const plain = text.replaceAll(/(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])/g, '');
  const match = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/.exec(plain);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = ''] = match;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const power = Number(exponent) - fraction.length * 4;
  const value = Number(BigInt(`0x${digits}`)) * 2 ** power;
  return sign === '-' ? -value : value;
}
