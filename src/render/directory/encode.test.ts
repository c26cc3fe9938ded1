import { describe, expect, it } from 'vitest';
import { OriginReader } from '../origin/index.ts';
import { encodeObject } from './encode.ts';
import { readJson } from './json-reader.ts';
import { isYamlObject, type LocatedObject } from './located-object.ts';

function located(text: string, path: (string | number)[] = []): LocatedObject {
  const [document] = readJson(text).documents;
  let value = document?.value;
  for (const step of path) value = (value as { [key: string]: typeof value } | undefined)?.[step];
  if (!isYamlObject(value)) throw new Error(`no object: ${text}`);
  return { value, document: document!, path };
}

describe('encodeObject', () => {
  it('notes scalars where they stand, containers at their keys, items where they start', () => {
    const text = '{"kind": "A",\n "spec":\n  {"list": [1, {"x": null}],\n   "empty": {}}}';
    const encoding = encodeObject(located(text), 1000);
    if (encoding.kind !== 'encoded') throw new Error(encoding.kind);
    expect(JSON.parse(Buffer.from(encoding.object.json).toString())).toEqual(JSON.parse(text));
    const origins = new OriginReader({ bytes: encoding.object.origins, files: ['f'], transformers: [] });
    const places = Array.from(
      { length: origins.size },
      (_, node) => `${origins.at(node).line}:${origins.at(node).column}`,
    );
    // root, kind, spec, list, its 1, its object, x, empty
    expect(places).toEqual(['1:1', '1:10', '2:2', '3:4', '3:13', '3:16', '3:22', '4:4']);
  });

  it('starts an item of a list where it stands', () => {
    const encoding = encodeObject(located('{"items":[{},\n {"kind":"A"}]}', ['items', 1]), 1000);
    if (encoding.kind !== 'encoded') throw new Error(encoding.kind);
    expect(Buffer.from(encoding.object.json).toString()).toBe('{"kind":"A"}');
    expect(new OriginReader({ bytes: encoding.object.origins, files: ['f'], transformers: [] }).at(0)).toEqual({
      file: 'f',
      line: 2,
      column: 2,
    });
  });

  it('keeps whole numbers that JSON numbers can hold, and refuses others', () => {
    const exact = encodeObject(located('{"a":-9223372036854775808,"b":18446744073709551616}'), 1000);
    if (exact.kind !== 'encoded') throw new Error(exact.kind);
    const kept = JSON.parse(Buffer.from(exact.object.json).toString()) as { a: number; b: number };
    expect([BigInt(kept.a), BigInt(kept.b)]).toEqual([-9223372036854775808n, 18446744073709551616n]);
    expect(encodeObject(located('{"spec":{"ids":[\n9007199254740993]}}'), 1000)).toEqual({
      kind: 'problem',
      problem: {
        code: 'number-too-large',
        message: 'spec.ids[0] is a whole number of more digits than can be kept: put it in quotes if it is a name',
        line: 2,
        column: 1,
      },
    });
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])('refuses %s, which JSON would make null of', (number) => {
    const object = located('{"a":{"b":1}}');
    const encoding = encodeObject({ ...object, value: { a: { b: number } } }, 1000);
    expect(encoding).toMatchObject({ kind: 'problem', problem: { code: 'not-json', line: 1, column: 11 } });
  });

  it('does not write out what repeats a large text over and over', () => {
    const object = located('{"a":1}');
    const text = 'x'.repeat(1000);
    const value = { list: Array.from({ length: 1_000_000 }, () => text) };
    expect(encodeObject({ ...object, value }, 100_000)).toEqual({ kind: 'too-large' });
  });
});
