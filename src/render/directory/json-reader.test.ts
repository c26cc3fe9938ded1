import { describe, expect, it } from 'vitest';
import { readJson } from './json-reader.ts';

describe('readJson', () => {
  it.each([
    'null',
    'true',
    ' -12.5e-3 ',
    '"a\\u00e9\\n\\"\\\\"',
    '"\\ud83d\\ude00"',
    '[]',
    '{}',
    '[1, [2, {"a": null}], "x"]',
    '{"a": {"b": [true, false]}, "c": "d", "": 0, "\\u0061b": 1}',
    '{"a":1,"a":{"b":2}}',
    '{"__proto__": {"polluted": true}, "10": 1, "2": 2}',
    '{"back": "\\\\", "quote": "\\\\\\"", "next": "x"}',
  ])('reads %s as JSON.parse does', (text) => {
    const { documents, problems } = readJson(text);
    expect(problems).toEqual([]);
    expect(documents.map(({ value }) => JSON.stringify(value))).toEqual([JSON.stringify(JSON.parse(text))]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('reads values one after another', () => {
    const { documents } = readJson('{"a":1}\n{"b":2} [3]\r\n');
    expect(documents.map(({ value, start, index }) => ({ value, start, index }))).toEqual([
      { value: { a: 1 }, start: { line: 1, column: 1 }, index: 0 },
      { value: { b: 2 }, start: { line: 2, column: 1 }, index: 1 },
      { value: [3], start: { line: 2, column: 9 }, index: 2 },
    ]);
    expect(readJson(' \n').documents).toEqual([]);
  });

  it('knows where every node stands', () => {
    const text = '{\n  "kind": "ConfigMap",\n  "items": [1, {"x": "é", "y": []}]\n}';
    const [document] = readJson(text).documents;
    const place = (...path: (string | number)[]) => {
      const value = document!.positionOf(path)!;
      const key = document!.keyPositionOf(path);
      return [`${value.line}:${value.column}`, key && `${key.line}:${key.column}`];
    };
    expect(place()).toEqual(['1:1', undefined]);
    expect(place('kind')).toEqual(['2:11', '2:3']);
    expect(place('items')).toEqual(['3:12', '3:3']);
    expect(place('items', 0)).toEqual(['3:13', undefined]);
    expect(place('items', 1, 'x')).toEqual(['3:22', '3:17']);
    expect(place('items', 1, 'y')).toEqual(['3:32', '3:27']);
    expect(document!.positionOf(['items', 2])).toBeUndefined();
    expect(document!.positionOf(['kind', 'x'])).toBeUndefined();
    expect(document!.keyPositionOf(['nothing'])).toBeUndefined();
  });

  it('keeps every digit of whole numbers', () => {
    const [document] = readJson('[9007199254740991, 9007199254740993, -9223372036854775808, 1e20, 1.5]').documents;
    expect(document!.value).toEqual([9007199254740991, 9007199254740993n, -9223372036854775808n, 1e20, 1.5]);
  });

  it.each([
    ['{"a": 1,}', 1, 9, 'JSON expects a text in double quotes here'],
    ['{"a" 1}', 1, 6, 'JSON expects a colon after the key here'],
    ['{"a": 1 "b": 2}', 1, 9, 'JSON expects a comma or } here'],
    ['[1,\n 2', 2, 3, 'JSON expects a comma or ] here'],
    ['[1,]', 1, 4, 'JSON expects a value here'],
    ['{a: 1}', 1, 2, 'JSON expects a text in double quotes here'],
    ["{'a': 1}", 1, 2, 'JSON expects a text in double quotes here'],
    ['{"a": "x\n', 1, 7, 'JSON expects a text in double quotes here'],
    ['{"a": "\\"', 1, 7, 'JSON expects a text in double quotes here'],
    ['{"a": "x\ny"}', 1, 7, 'this JSON text holds an invalid escape or a raw control character: escape it'],
    ['{"a": "\\x"}', 1, 7, 'this JSON text holds an invalid escape or a raw control character: escape it'],
    ['{"a": 1e999}', 1, 7, 'this number is too large: shorten it'],
    ['{}\n// no', 2, 1, 'JSON expects a value here'],
    ['[01]', 1, 3, 'JSON expects a comma or ] here'],
    ['[-]', 1, 2, 'JSON expects a value here'],
  ])('says where %j goes wrong', (text, line, column, message) => {
    expect(readJson(text).problems).toEqual([{ code: 'json-syntax', message, line, column }]);
  });

  it('refuses deep nesting, and reads long texts', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(readJson(nested(500)).problems).toEqual([]);
    expect(readJson(nested(100_000)).problems[0]?.message).toBe('JSON nests deeper than 500 levels: flatten it');
    const long = JSON.stringify({ text: '\\"x'.repeat(1_000_000), backslashes: '\\'.repeat(1_000_000) });
    expect(JSON.stringify(readJson(long).documents[0]!.value)).toBe(long);
  });
});
