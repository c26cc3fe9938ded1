import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { sameJson } from '../members.ts';
import { applyJsonPatch } from './apply.ts';
import { diffJsonPatch } from './diff.ts';

const cases: readonly (readonly [name: string, from: Json, to: Json, patch: Json])[] = [
  ['nothing', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
  ['a member added', {}, { a: 1 }, [{ op: 'add', path: '/a', value: 1 }]],
  ['a member removed', { a: 1 }, {}, [{ op: 'remove', path: '/a' }]],
  ['a member replaced', { a: 1 }, { a: 2 }, [{ op: 'replace', path: '/a', value: 2 }]],
  ['a member of a member', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, [{ op: 'replace', path: '/a/b', value: 2 }]],
  ['a type changed', { a: {} }, { a: [] }, [{ op: 'replace', path: '/a', value: [] }]],
  ['null', { a: 1 }, { a: null }, [{ op: 'replace', path: '/a', value: null }]],
  ['names escaped', { 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } }, [{ op: 'replace', path: '/a~1b/~0', value: 2 }]],
  ['an item appended', [1, 2], [1, 2, 3], [{ op: 'add', path: '/2', value: 3 }]],
  ['an item inserted first', [1, 2], [0, 1, 2], [{ op: 'add', path: '/0', value: 0 }]],
  ['an item removed from the middle', [1, 2, 3], [1, 3], [{ op: 'remove', path: '/1' }]],
  [
    'items removed from the end of a change',
    [1, 2, 3, 4],
    [1, 9, 4],
    [
      { op: 'replace', path: '/1', value: 9 },
      { op: 'remove', path: '/2' },
    ],
  ],
  ['a member of an item', [{ a: 1 }, { b: 1 }], [{ a: 2 }, { b: 1 }], [{ op: 'replace', path: '/0/a', value: 2 }]],
  [
    'a list emptied',
    [1, 2],
    [],
    [
      { op: 'remove', path: '/1' },
      { op: 'remove', path: '/0' },
    ],
  ],
];

describe('diffJsonPatch', () => {
  it.each(cases)('%s', (_, from, to, patch) => {
    expect(diffJsonPatch(from, to)).toEqual(patch);
    expect(applyJsonPatch(from, patch)).toEqual(to);
  });

  const document = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), fc.array(fc.jsonValue()));
  it('gives a patch that makes the target of any document', () => {
    fc.assert(
      fc.property(document, document, (from, to) => {
        const [left, right] = JSON.parse(JSON.stringify([from, to])) as [Json, Json];
        const patch = diffJsonPatch(left, right) as unknown as Json;
        expect(sameJson(applyJsonPatch(left, patch), right)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('gives nothing for equal documents', () => {
    fc.assert(
      fc.property(document, (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(diffJsonPatch(json, JSON.parse(JSON.stringify(value)) as Json)).toEqual([]);
      }),
    );
  });
});
