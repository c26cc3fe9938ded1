import { describe, expect, it } from 'vitest';
import { inDocumentOrder, parseJson } from './strict-json.ts';

describe('JSON as Go reads it', () => {
  it('gives the value, and keys that stand twice', () => {
    expect(parseJson('{"a":1,"b":{"c":1,"c":2},"a":3,"l":[{"x":1},{"x":1,"x":2}]}', true)).toEqual({
      value: { a: 3, b: { c: 2 }, l: [{ x: 1 }, { x: 2 }] },
      duplicates: ['b.c', 'a', 'l[1].x'],
    });
  });

  it('looks for nothing twice where nobody asks', () => {
    expect(parseJson('{"a":1,"a":2}', false)).toEqual({ value: { a: 2 }, duplicates: [] });
  });

  it('takes a key for what it says', () => {
    expect(parseJson(String.raw`{"a":1,"\u0061":2}`, true).duplicates).toEqual(['a']);
    expect(parseJson(String.raw`{"a\"b":1,"c":"}{\"","d":"\\"}`, true)).toMatchObject({ duplicates: [] });
  });

  it.each([
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{"a":', 'unexpected end of JSON input'],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['nul', 'unexpected end of JSON input'],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
  ])('%j: %s', (text, why) => {
    expect(() => parseJson(text, true)).toThrow(why);
  });

  it('does not follow what nests without end', () => {
    expect(() => parseJson('['.repeat(5000) + ']'.repeat(5000), true)).toThrow('exceeded max depth');
    expect(parseJson('['.repeat(900) + ']'.repeat(900), true).value).toBeInstanceOf(Array);
  });

  it('orders complaints as the text has them', () => {
    const text = '{"x":1,"spec":{"b":1,"y":2,"b":3},"a":1,"a":2}';
    expect(inDocumentOrder(text, ['spec.b', 'a'], ['x', 'spec.y'])).toEqual([
      'unknown field "x"',
      'unknown field "spec.y"',
      'duplicate field "spec.b"',
      'duplicate field "a"',
    ]);
  });
});
