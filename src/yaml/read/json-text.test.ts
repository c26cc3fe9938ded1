import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toJson } from '../to-json.ts';
import { NodeTable } from './node-table.ts';
import { JsonText, NotJson } from './json-text.ts';
import { readYaml } from './read.ts';

function json(text: string): unknown[] {
  const budget = { maxDepth: 50, maxNodes: 1000, nodes: 0 };
  const reader = new JsonText(text, 0, text.length, new NodeTable('go2'), budget);
  const values: unknown[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) values.push(next.value);
  return values;
}

describe('JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
        fc.nat(3),
        (value, indent) => {
          const text = JSON.stringify(value, undefined, indent);
          const [document] = readYaml(text, { profile: 'go3' }).documents;
          expect(toJson(document?.value ?? null)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('reads several values in a row', () => {
    expect(json('{"a":1}\n{"b":2} [3]\n')).toEqual([{ a: 1 }, { b: 2 }, [3]]);
    expect(readYaml('{"a":1}\n{"b":2}\n', { profile: 'go2' }).documents.map(({ index }) => index)).toEqual([0, 1]);
  });

  it.each([
    '{a: 1}',
    '{"a": 1,}',
    '[1,]',
    '[1 2]',
    '{"a" 1}',
    '{"a": 1} # c',
    "['a']",
    '["a\tb"]',
    '["a\\x"]',
    '["a',
    '["a\\"',
    '[01]',
    '[+1]',
    '[.5]',
    '[1.]',
    '[1e400]',
    '[9007199254740993]',
    '{"a":1,"a":2}',
    '[tru]',
    '[nul',
    '[',
    '{',
    '{"a"',
    '{"a":',
    '1',
    '"a"',
    '[NaN]',
  ])('leaves %j to YAML', (text) => {
    expect(() => json(text)).toThrow(NotJson);
  });

  it('means the same as when it is read as YAML', () => {
    const text = '{"a": [1, -2.5e3, 0.0, true, null, "x\\u00e9\\n"], "b": {}, "12": "2001-01-01"}';
    const asJson = readYaml(text, { profile: 'go3' });
    const asYaml = readYaml(`# yaml\n${text} # yaml`, { profile: 'go3' });
    expect(asJson.documents[0]?.value).toEqual(asYaml.documents[0]?.value);
    for (const path of [[], ['a'], ['a', 5], ['b'], ['12']]) {
      const { line, column } = asYaml.documents[0]?.positionOf(path) ?? { line: 0, column: 0 };
      expect(asJson.documents[0]?.positionOf(path)).toEqual({ line: line - 1, column });
    }
  });

  it('falls back without a trace', () => {
    const reading = readYaml('{"a": {"b": 1}, "c": [2,]}', { profile: 'go2', limits: { maxNodes: 10 } });
    expect(reading.documents[0]?.value).toEqual({ a: { b: 1 }, c: [2] });
    expect(reading.documents[0]?.positionOf(['c', 0])).toEqual({ line: 1, column: 23 });
  });

  it('keeps digits and tells of keys that stand twice', () => {
    expect(readYaml('{"a":9007199254740993}', { profile: 'go2' }).documents[0]?.value).toEqual({
      a: 9007199254740993n,
    });
    expect(readYaml('{"a":1,\n"a":2}', { profile: 'go2' }).warnings).toMatchObject([{ line: 2, column: 1 }]);
    expect(readYaml('{"a":1,\n"a":2}', { profile: 'go3' }).problems).toMatchObject([{ code: 'yaml-duplicate-key' }]);
  });

  it('reads JSON that is indented with tabs', () => {
    const [document] = readYaml('{\n\t"a": 1\n}\n', { profile: 'go3' }).documents;
    expect(document?.value).toEqual({ a: 1 });
    expect(document?.keyPositionOf(['a'])).toEqual({ line: 2, column: 2 });
  });
});
