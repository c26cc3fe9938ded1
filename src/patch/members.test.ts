import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/index.ts';
import { copyJson, copyMembers, memberOf, sameJson, setMember } from './members.ts';

/** A document whose member is called `__proto__`, as JSON.parse makes it. */
const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}') as JsonObject;

describe('members with names of the prototype', () => {
  it('are read only where they are own members', () => {
    expect(memberOf({}, 'constructor')).toBeUndefined();
    expect(memberOf({}, '__proto__')).toBeUndefined();
    expect(memberOf(hostile, '__proto__')).toEqual({ polluted: true });
    expect(memberOf(hostile, 'constructor')).toBe('x');
  });

  it('are set as own members and never on the prototype', () => {
    const target: JsonObject = {};
    setMember(target, '__proto__', { polluted: true });
    expect(Object.keys(target)).toEqual(['__proto__']);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  });

  it('are copied', () => {
    for (const copy of [copyJson(hostile), copyMembers(hostile)]) {
      expect(JSON.stringify(copy)).toBe(JSON.stringify(hostile));
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    }
  });

  it('count when values are compared', () => {
    expect(sameJson(hostile, JSON.parse(JSON.stringify(hostile)) as Json)).toBe(true);
    expect(sameJson({ constructor: 1 }, {})).toBe(false);
    expect(sameJson({}, hostile)).toBe(false);
    expect(sameJson({ a: 1 }, { toString: 1 })).toBe(false);
  });
});

describe('copyJson', () => {
  it('copies deeply and leaves out what is undefined', () => {
    const value: JsonObject = { a: [1, { b: null }], c: undefined };
    const copy = copyJson(value);
    expect(copy).toEqual({ a: [1, { b: null }] });
    expect(copy['a']).not.toBe(value['a']);
    expect('c' in copy).toBe(false);
  });
});

describe('sameJson', () => {
  const same: readonly (readonly [Json, Json])[] = [
    [null, null],
    [1, 1],
    [[], []],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [[{ a: [1] }], [{ a: [1] }]],
  ];
  it.each(same)('%j is %j', (a, b) => {
    expect(sameJson(a, b)).toBe(true);
    expect(sameJson(b, a)).toBe(true);
  });

  const different: readonly (readonly [Json, Json])[] = [
    [null, {}],
    [1, '1'],
    [[], {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: null }, {}],
    [{ a: {} }, { a: [] }],
  ];
  it.each(different)('%j is not %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(sameJson(b, a)).toBe(false);
  });
});
