import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { FieldSet, FieldSetBuilder } from './field-set.ts';
import { parseFieldSet } from './parse-field-set.ts';
import { type FieldPath, formatPath } from './path-element.ts';

/** A set from paths written with spaces: `f:spec f:replicas`. */
function setOf(...paths: readonly string[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.split(' ')));
}

function pathsOf(set: FieldSet): string[] {
  return [...set.paths()].map((path) => path.join(' '));
}

const elements = ['f:a', 'f:b', 'f:c', 'k:{"name":"x"}', 'k:{"name":"y"}', 'v:"s"', 'v:2', 'i:0'];
const path: fc.Arbitrary<FieldPath> = fc.array(fc.constantFrom(...elements), { minLength: 1, maxLength: 4 });
const set: fc.Arbitrary<FieldSet> = fc.array(path, { maxLength: 12 }).map((paths) => FieldSet.of(...paths));

/** What a set is, as a plain set of texts: the model that the operations are held to. */
function model(fields: FieldSet): ReadonlySet<string> {
  return new Set(pathsOf(fields));
}

function only(from: ReadonlySet<string>, keep: (path: string) => boolean): ReadonlySet<string> {
  return new Set([...from].filter(keep));
}

describe('members', () => {
  const fields = setOf('f:spec', 'f:spec f:replicas', 'f:metadata f:labels f:app', 'f:list k:{"name":"a"}');

  it('are the places put in, not those above them', () => {
    expect(fields.has(['f:spec'])).toBe(true);
    expect(fields.has(['f:spec', 'f:replicas'])).toBe(true);
    expect(fields.has(['f:metadata'])).toBe(false);
    expect(fields.has(['f:metadata', 'f:labels'])).toBe(false);
    expect(fields.has(['f:metadata', 'f:labels', 'f:app'])).toBe(true);
    expect(fields.has(['f:metadata', 'f:labels', 'f:app', 'f:x'])).toBe(false);
    expect(fields.has([])).toBe(false);
    expect(fields.size).toBe(4);
  });

  it('can be looked at step by step', () => {
    expect(fields.hasMember('f:spec')).toBe(true);
    expect(fields.hasMember('f:metadata')).toBe(false);
    expect(pathsOf(fields.below('f:metadata'))).toEqual(['f:labels f:app']);
    expect(fields.below('f:nothing')).toBe(FieldSet.empty);
    expect(fields.elements).toEqual(['f:list', 'f:metadata', 'f:spec']);
  });

  it('leave out the root, which nobody can own', () => {
    expect(FieldSet.of([]).isEmpty).toBe(true);
  });

  it('are told level by level, the steps before what lies below', () => {
    const order = setOf('f:b', 'f:a f:x', 'f:a', 'f:a f:w f:z', 'f:a f:w');
    expect(pathsOf(order)).toEqual(['f:a', 'f:b', 'f:a f:w', 'f:a f:x', 'f:a f:w f:z']);
  });
});

describe('operations', () => {
  const table: readonly (readonly [
    string,
    string[],
    string[],
    Partial<Record<'union' | 'intersection' | 'difference' | 'recursiveDifference', string[]>>,
  ])[] = [
    [
      'of sets with nothing in common',
      ['f:a'],
      ['f:b'],
      { union: ['f:a', 'f:b'], intersection: [], difference: ['f:a'], recursiveDifference: ['f:a'] },
    ],
    [
      'of equal sets',
      ['f:a', 'f:a f:b'],
      ['f:a', 'f:a f:b'],
      { union: ['f:a', 'f:a f:b'], intersection: ['f:a', 'f:a f:b'], difference: [], recursiveDifference: [] },
    ],
    [
      'where one has the place and the other what lies below',
      ['f:a f:b'],
      ['f:a'],
      { union: ['f:a', 'f:a f:b'], intersection: [], difference: ['f:a f:b'], recursiveDifference: [] },
    ],
    [
      'where one has what lies below and the other the place',
      ['f:a'],
      ['f:a f:b'],
      { union: ['f:a', 'f:a f:b'], intersection: [], difference: ['f:a'], recursiveDifference: ['f:a'] },
    ],
    [
      'of list items',
      ['f:l k:{"name":"x"}', 'f:l k:{"name":"x"} f:v'],
      ['f:l k:{"name":"x"} f:v', 'f:l k:{"name":"y"}'],
      { intersection: ['f:l k:{"name":"x"} f:v'], difference: ['f:l k:{"name":"x"}'] },
    ],
    [
      'that remove the last of a branch',
      ['f:a f:b f:c', 'f:d'],
      ['f:a f:b f:c'],
      { difference: ['f:d'], recursiveDifference: ['f:d'] },
    ],
    [
      'that remove a branch by its root',
      ['f:a f:b f:c', 'f:a f:b f:d', 'f:e'],
      ['f:a f:b'],
      { difference: ['f:e', 'f:a f:b f:c', 'f:a f:b f:d'], recursiveDifference: ['f:e'] },
    ],
  ];
  it.each(table)('%s', (_, left, right, results) => {
    const [a, b] = [setOf(...left), setOf(...right)];
    for (const [operation, result] of Object.entries(results)) {
      expect(pathsOf(a[operation as 'union'](b)), operation).toEqual(result);
    }
  });

  it('leaves keeps members without members below', () => {
    expect(pathsOf(setOf('f:a', 'f:a f:b', 'f:c', 'f:d f:e').leaves())).toEqual(['f:c', 'f:a f:b', 'f:d f:e']);
  });

  it('are those of sets', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [left, right] = [model(a), model(b)];
        expect(model(a.union(b))).toEqual(new Set([...left, ...right]));
        expect(model(a.intersection(b))).toEqual(only(left, (path) => right.has(path)));
        expect(model(a.difference(b))).toEqual(only(left, (path) => !right.has(path)));
        const isSubset = [...right].every((path) => left.has(path));
        expect(a.includes(b)).toBe(isSubset);
        expect(a.equals(b)).toBe(left.size === right.size && isSubset);
        expect(a.size).toBe(left.size);
        expect(a.isEmpty).toBe(left.size === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('obey the laws of sets', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(a.union(b).equals(b.union(a))).toBe(true);
        expect(a.union(b.union(c)).equals(a.union(b).union(c))).toBe(true);
        expect(a.intersection(b.union(c)).equals(a.intersection(b).union(a.intersection(c)))).toBe(true);
        expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
        expect(a.difference(b).intersection(b).isEmpty).toBe(true);
        expect(a.difference(b.union(c)).equals(a.difference(b).difference(c))).toBe(true);
        expect(a.union(FieldSet.empty)).toBe(a);
        expect(a.difference(a)).toBe(FieldSet.empty);
      }),
      { numRuns: 300 },
    );
  });

  it('remove by a root whatever lies below it', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const roots = [...model(b)];
        const expected = [...model(a)].filter(
          (own) => !roots.some((root) => own === root || own.startsWith(`${root} `)),
        );
        expect([...model(a.recursiveDifference(b))].sort()).toEqual(expected.sort());
      }),
      { numRuns: 500 },
    );
  });

  it('change neither of the sets, and share what they have in common', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const before = JSON.stringify([a.toJson(), b.toJson()]);
        a.union(b);
        a.difference(b);
        a.intersection(b);
        a.leaves();
        expect(JSON.stringify([a.toJson(), b.toJson()])).toBe(before);
        expect(a.union(a)).toBe(a);
        expect(a.difference(FieldSet.empty)).toBe(a);
      }),
    );
  });

  it('build the same sets one by one', () => {
    fc.assert(
      fc.property(fc.array(path), (paths) => {
        const builder = new FieldSetBuilder();
        for (const one of paths) builder.insert(one);
        const united = paths.reduce((all, one) => all.union(FieldSet.of(one)), FieldSet.empty);
        expect(builder.build().equals(united)).toBe(true);
        for (const one of paths) expect(united.has(one), formatPath(one)).toBe(true);
      }),
    );
  });
});

describe('FieldsV1', () => {
  it.each<readonly [string, Json]>([
    ['the empty set', {}],
    ['fields', { 'f:a': {}, 'f:b': {} }],
    ['a struct that nobody owns', { 'f:spec': { 'f:replicas': {} } }],
    ['a map that is owned with its members', { 'f:labels': { '.': {}, 'f:app': {} } }],
    ['list items', { 'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } }],
    ['sets and indices', { 'f:s': { 'v:1': {}, 'v:"a"': {}, 'i:3': {} } }],
  ])('%s is written as it was read', (_, json) => {
    expect(JSON.stringify(parseFieldSet(json).toJson())).toBe(JSON.stringify(json));
  });

  it('is written in canonical order and form', () => {
    const read = parseFieldSet({
      'i:0': {},
      'v: 2': {},
      'k:{ "b" : 1, "a" : 2 }': { 'f:x': {}, '.': {} },
      'f:b': {},
      'f:a': { 'f:c': {} },
    });
    expect(JSON.stringify(read.toJson())).toBe(
      '{"f:a":{"f:c":{}},"f:b":{},"k:{\\"a\\":2,\\"b\\":1}":{".":{},"f:x":{}},"v:2":{},"i:0":{}}',
    );
  });

  it('round-trips any set', () => {
    fc.assert(
      fc.property(set, (fields) => {
        const json = JSON.parse(JSON.stringify(fields.toJson())) as Json;
        expect(parseFieldSet(json).equals(fields)).toBe(true);
        expect(JSON.stringify(parseFieldSet(json).toJson())).toBe(JSON.stringify(json));
      }),
      { numRuns: 500 },
    );
  });
});
