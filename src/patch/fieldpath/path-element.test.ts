import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchError } from '../error.ts';
import { comparePathElements } from './element-order.ts';
import {
  compareText,
  fieldElement,
  fieldNameOf,
  formatPath,
  formatPathElement,
  goJson,
  keyElement,
  keysOf,
  parsePathElement,
  valueElement,
} from './path-element.ts';

describe('parsePathElement', () => {
  it.each([
    ['f:name', 'f:name', '.name'],
    ['f:', 'f:', '.'],
    ['f:a.b/c', 'f:a.b/c', '.a.b/c'],
    ['k:{"name":"app"}', 'k:{"name":"app"}', '[name="app"]'],
    ['k:{ "protocol" : "TCP", "port" : 80 }', 'k:{"port":80,"protocol":"TCP"}', '[port=80,protocol="TCP"]'],
    ['k:{"port":1000000}', 'k:{"port":1000000}', '[port=1e+06]'],
    ['k:{"name":"<a&b>"}', 'k:{"name":"\\u003ca\\u0026b\\u003e"}', '[name="<a&b>"]'],
    ['k:{"a":null,"b":true}', 'k:{"a":null,"b":true}', '[a=null,b=true]'],
    ['v:"x"', 'v:"x"', '[="x"]'],
    ['v: "x"', 'v:"x"', '[="x"]'],
    ['v:1.0', 'v:1', '[=1]'],
    ['v:1e3', 'v:1000', '[=1000]'],
    ['v:true', 'v:true', '[=true]'],
    ['v:null', 'v:null', '[=null]'],
    ['v:"\\u2028"', 'v:"\\u2028"', '[="\\u2028"]'],
    ['v:[1,"a"]', 'v:[1,"a"]', '[=[1,"a"]]'],
    ['i:0', 'i:0', '[0]'],
    ['i:007', 'i:7', '[7]'],
    ['i:-1', 'i:-1', '[-1]'],
  ])('%s is %s, for people %s', (text, canonical, people) => {
    expect(parsePathElement(text)).toBe(canonical);
    expect(formatPathElement(canonical)).toBe(people);
  });

  it('gives undefined for kinds that are not known', () => {
    expect(parsePathElement('x:whatever')).toBeUndefined();
  });

  it.each(['', 'f', 'name', 'ff:name', 'k:{', 'k:[1]', 'k:5', 'v:', 'v:{', 'v:nope', 'i:', 'i:1.5', 'i:x'])(
    'refuses %j',
    (text) => {
      expect(() => parsePathElement(text)).toThrow(PatchError);
    },
  );
});

describe('making and reading steps', () => {
  it('takes fields, keys and values apart again', () => {
    expect(fieldNameOf(fieldElement('a:b'))).toBe('a:b');
    expect(keysOf(keyElement(['name', 'port'], ['a', 80]))).toEqual({ name: 'a', port: 80 });
    expect(fieldNameOf('k:{}')).toBeUndefined();
    expect(keysOf('f:k')).toBeUndefined();
  });

  it('makes steps in canonical form', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => !/^\d/.test(name)),
          value,
          { minKeys: 1 },
        ),
        (keys) => {
          const names = Object.keys(keys).sort(compareText);
          const element = keyElement(
            names,
            names.map((name) => keys[name] ?? null),
          );
          expect(parsePathElement(element)).toBe(element);
        },
      ),
    );
    fc.assert(
      fc.property(value, (item) => {
        expect(parsePathElement(valueElement(item))).toBe(valueElement(item));
      }),
    );
  });

  it('formats whole paths', () => {
    expect(formatPath(['f:spec', 'f:ports', 'k:{"port":80}', 'f:name'])).toBe('.spec.ports[port=80].name');
    expect(formatPath([])).toBe('');
  });
});

describe('goJson', () => {
  it.each([
    [{ b: 1, a: [true, null] }, '{"a":[true,null],"b":1}'],
    ['<&>', '"\\u003c\\u0026\\u003e"'],
    ['tab\there "quoted" \\', '"tab\\there \\"quoted\\" \\\\"'],
    ['é😀', '"é😀"'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [undefined, 'null'],
  ])('%j', (value, text) => {
    expect(goJson(value)).toBe(text);
  });
});

describe('the order of steps', () => {
  const sorted = [
    'f:a',
    'f:aa',
    'f:b',
    'f:\uffff',
    'f:\u{10000}',
    'k:{"name":"a"}',
    'k:{"name":"a","port":80}',
    'k:{"name":"b"}',
    'k:{"port":9}',
    'k:{"port":80}',
    'v:2',
    'v:10',
    'v:"a"',
    'v:"b"',
    'v:false',
    'v:true',
    'v:[]',
    'v:[1]',
    'v:[1,2]',
    'v:[2]',
    'v:{"a":1}',
    'v:{"a":2}',
    'v:null',
    'i:2',
    'i:10',
  ];

  it('is that of fields, keys, values and indices, each by its meaning', () => {
    for (const seed of [1, 2, 3]) {
      const shuffled = [...sorted].sort((a, b) => ((a.length * seed * 7919) % 13) - ((b.length * seed * 104_729) % 11));
      expect(shuffled.sort(comparePathElements)).toEqual(sorted);
    }
  });

  it('compares texts by code point, as Go does', () => {
    expect(compareText('\uffff', '\u{10000}')).toBeLessThan(0);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { numRuns: 1000 },
    );
  });
});
