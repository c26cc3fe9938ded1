import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { numberAt, objectAt, objectsAt, textAt, textMapAt, textsAt } from './json-read.ts';

const value: Json = { a: { n: 3, t: 'x', list: ['p', 1, null, { k: 'v' }], map: { one: '1', two: 2 } } };

describe('what is read below a value', () => {
  it('is what stands there', () => {
    expect(textAt(value, 'a', 't')).toBe('x');
    expect(textAt(value, 'a', 'list', 3, 'k')).toBe('v');
    expect(numberAt(value, ['a', 'n'])).toBe(3);
    expect(objectAt(value, 'a', 'list', 3)).toEqual({ k: 'v' });
    expect(textAt('x')).toBe('x');
  });

  it('is without what is of another type', () => {
    expect(objectsAt(value, 'a', 'list')).toEqual([{ k: 'v' }]);
    expect(textsAt(value, 'a', 'list')).toEqual(['p']);
    expect(textMapAt(value, 'a', 'map')).toEqual({ one: '1' });
  });

  it.each(['a', 'absent'])('is empty where another type or nothing stands: %s', (key) => {
    expect(textAt(value, key)).toBe('');
    expect(numberAt(value, [key])).toBe(0);
    expect(numberAt(value, [key], 7)).toBe(7);
    expect(objectAt(value, key, 't')).toEqual({});
    expect(objectsAt(value, key)).toEqual([]);
    expect(textsAt(value, key)).toEqual([]);
    expect(textMapAt(undefined, key)).toEqual({});
  });
});
