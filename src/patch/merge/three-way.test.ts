import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { createThreeWayJsonMergePatch } from './three-way.ts';

interface Case {
  readonly name: string;
  readonly original?: JsonObject;
  readonly modified: JsonObject;
  readonly current?: JsonObject;
  readonly patch: JsonObject;
}

const cases: readonly Case[] = [
  { name: 'adds everything where there is nothing', modified: { a: 1 }, patch: { a: 1 } },
  {
    name: 'changes what differs from live',
    original: { a: 1 },
    modified: { a: 2 },
    current: { a: 1, b: 9 },
    patch: { a: 2 },
  },
  { name: 'leaves what others added', original: { a: 1 }, modified: { a: 1 }, current: { a: 1, b: 9 }, patch: {} },
  {
    name: 'takes back what others changed',
    original: { a: 1 },
    modified: { a: 1 },
    current: { a: 5 },
    patch: { a: 1 },
  },
  {
    name: 'drops what is no longer applied',
    original: { a: 1, b: 1 },
    modified: { a: 1 },
    current: { a: 1, b: 1 },
    patch: { b: null },
  },
  { name: 'drops it though it is gone already', original: { b: 1 }, modified: {}, current: {}, patch: { b: null } },
  {
    name: 'drops members of maps',
    original: { m: { a: 1, b: 1 } },
    modified: { m: { a: 2 } },
    current: { m: { a: 1, b: 1, c: 1 } },
    patch: { m: { a: 2, b: null } },
  },
  {
    name: 'drops a whole map',
    original: { m: { a: 1 } },
    modified: {},
    current: { m: { a: 1, b: 1 } },
    patch: { m: null },
  },
  { name: 'replaces lists', original: { l: [1] }, modified: { l: [1, 2] }, current: { l: [1] }, patch: { l: [1, 2] } },
  { name: 'adds an empty map', original: {}, modified: { m: {} }, current: {}, patch: { m: {} } },
  {
    name: 'does not ask for an empty map that is there',
    original: { m: { a: 1 } },
    modified: { m: {} },
    current: { m: { a: 1 } },
    patch: { m: { a: null } },
  },
  {
    name: 'says nothing where all agree',
    original: { a: { b: [1] } },
    modified: { a: { b: [1] } },
    current: { a: { b: [1] } },
    patch: {},
  },
];

describe('createThreeWayJsonMergePatch', () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, { original, modified, current, patch }) => {
    expect(createThreeWayJsonMergePatch({ original, modified, current })).toEqual(patch);
  });

  it('takes what is applied now over what was dropped', () => {
    const states = { original: { m: 'text' }, modified: { m: { a: 1 } }, current: { m: { a: 5 } } };
    expect(createThreeWayJsonMergePatch(states)).toEqual({ m: { a: 1 } });
    const emptied = { original: { m: { a: { b: 1 } } }, modified: { m: {} }, current: { m: { a: 2 } } };
    expect(createThreeWayJsonMergePatch(emptied)).toEqual({ m: { a: null } });
  });

  it('refuses what is nested too deep', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 600; level += 1) deep = { a: deep };
    expect(() => createThreeWayJsonMergePatch({ original: undefined, modified: deep, current: undefined })).toThrow(
      PatchError,
    );
  });
});
