import { expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { differingPlaces } from './differing-places.ts';

const app = 'f:list k:{"name":"app"}';

it.each<[string, JsonObject, JsonObject, string[], string[], string[]]>([
  ['a field that differs', { a: 1, b: 1 }, { a: 2, b: 2 }, ['f:a'], ['a'], ['a']],
  ['no field that is equal', { a: 1 }, { a: 1 }, ['f:a'], [], []],
  ['no field that only one has', { a: 1 }, { b: 1 }, ['f:a', 'f:b'], [], []],
  ['a field below', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, ['f:a f:b'], ['a.b'], ['a.b']],
  ['a map as a whole', { a: { b: 1 } }, { a: { b: 2 } }, ['f:a'], ['a'], ['a']],
  [
    'a field of an item, wherever it stands',
    { list: [{ name: 'app', v: 1 }] },
    {
      list: [
        { name: 'x', v: 1 },
        { name: 'app', v: 2 },
      ],
    },
    [app, `${app} f:name`, `${app} f:v`],
    ['list.0.v'],
    ['list.1.v'],
  ],
  [
    'no item that is there by itself',
    { list: [{ name: 'app', v: 1 }] },
    { list: [{ name: 'app', v: 2 }] },
    [app],
    [],
    [],
  ],
  ['no item of a set', { list: ['a'] }, { list: ['a', 'b'] }, ['f:list v:"a"'], [], []],
  ['nothing of another form', { a: { b: 1 } }, { a: [1] }, ['f:a f:b'], [], []],
])('differingPlaces finds %s', (_what, desired, live, set, inDesired, inLive) => {
  const fields = FieldSet.of(...set.map((path) => path.split(' ')));
  const found = differingPlaces(desired, live, fields);
  expect(found.desired.map((path) => path.join('.'))).toEqual(inDesired);
  expect(found.live.map((path) => path.join('.'))).toEqual(inLive);
});
