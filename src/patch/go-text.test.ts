import { describe, expect, it } from 'vitest';
import type { Json } from '../base/index.ts';
import { goFloat, goQuote, goSyntax, goTypeName, goValue, isPrintable } from './go-text.ts';

describe('goQuote', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['a\nb\tc\r', '"a\\nb\\tc\\r"'],
    ['\u0000\u0007\b\f\v\u007f', '"\\x00\\a\\b\\f\\v\\x7f"'],
    ['é 😀', '"é 😀"'],
    ['\u00a0', '"\\u00a0"'],
    ['\u2028', '"\\u2028"'],
    ['\u{e0001}', '"\\U000e0001"'],
  ])('%j is %s', (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });
});

describe('goFloat', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [80, '80'],
    [1.5, '1.5'],
    [999_999, '999999'],
    [1e6, '1e+06'],
    [1_234_567, '1.234567e+06'],
    [-2.5e7, '-2.5e+07'],
    [1e21, '1e+21'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [123_456.789, '123456.789'],
  ])('%d is %s', (value, text) => {
    expect(goFloat(value)).toBe(text);
  });
});

describe('values as Go prints them', () => {
  const table: readonly (readonly [Json, string, string, string])[] = [
    [null, '<nil>', 'interface {}(nil)', '<nil>'],
    ['x', 'x', '"x"', 'string'],
    [5, '5', '5', 'int64'],
    [1.5, '1.5', '1.5', 'float64'],
    [true, 'true', 'true', 'bool'],
    [['a', 1], '[a 1]', '[]interface {}{"a", 1}', '[]interface {}'],
    [
      { b: 1, a: [null] },
      'map[a:[<nil>] b:1]',
      'map[string]interface {}{"a":[]interface {}{interface {}(nil)}, "b":1}',
      'map[string]interface {}',
    ],
  ];
  it.each(table)('%j', (value, plain, syntax, type) => {
    expect(goValue(value)).toBe(plain);
    expect(goSyntax(value)).toBe(syntax);
    expect(goTypeName(value)).toBe(type);
  });
});

describe('isPrintable', () => {
  it.each([
    [' ', true],
    ['a', true],
    ['ß', true],
    ['€', true],
    ['\t', false],
    ['\u00a0', false],
    ['\u200b', false],
  ])('%j: %s', (character, printable) => {
    expect(isPrintable(character)).toBe(printable);
  });
});
