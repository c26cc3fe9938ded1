import { describe, expect, it } from 'vitest';
import { findTarget, formatPointer, parsePointer, valueAt } from './pointer.ts';

describe('JSON pointers', () => {
  it.each([
    ['/a/b', ['a', 'b']],
    ['/', ['']],
    ['/a~1b/m~0n', ['a/b', 'm~n']],
    ['/~01', ['~1']],
    ['//', ['', '']],
  ])('%s has the steps %j', (pointer, steps) => {
    expect(parsePointer(pointer)).toEqual(steps);
    expect(formatPointer(steps)).toBe(pointer);
  });

  it('have no steps without a slash', () => {
    expect(parsePointer('')).toBeUndefined();
    expect(parsePointer('a')).toBeUndefined();
    expect(formatPointer(['list', 0])).toBe('/list/0');
  });
});

describe('findTarget', () => {
  const document = { list: [{ a: 1 }], scalar: 'x' };

  it('finds what holds the last step', () => {
    expect(findTarget(document, '/list/0/a')).toEqual({ container: { a: 1 }, key: 'a' });
    expect(findTarget(document, '/list/-1/b')).toEqual({ container: { a: 1 }, key: 'b' });
  });

  it.each(['', '/x/y', '/scalar/a', '/list/5/a', '/list/x/a', '/toString/a'])('finds nothing for %j', (pointer) => {
    expect(findTarget(document, pointer)).toBeUndefined();
  });
});

describe('valueAt', () => {
  it('gives undefined for members that are not there, and refuses indices that are not', () => {
    expect(valueAt({ container: { a: 1 }, key: 'b' })).toBeUndefined();
    expect(valueAt({ container: [1, 2], key: '-1' })).toBe(2);
    expect(() => valueAt({ container: [1], key: '1' })).toThrow('Unable to access invalid index: 1');
    expect(() => valueAt({ container: [1], key: 'a' })).toThrow('strconv.Atoi: parsing "a": invalid syntax');
  });
});
