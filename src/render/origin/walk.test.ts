import { describe, expect, it } from 'vitest';
import { NodeNumbers, type Step } from './walk.ts';

/** Every path of a value in the order of its JSON text, found by another way than the one tested. */
function pathsOf(value: unknown): Step[][] {
  const found: Step[][] = [];
  const way: unknown[] = [];
  const steps: Step[] = [];
  JSON.stringify(value, function (this: unknown, key: string, child: unknown) {
    while (way.length > 0 && way.at(-1) !== this) {
      way.pop();
      steps.pop();
    }
    const isRoot = way.length === 0 && found.length === 0;
    const step = Array.isArray(this) ? Number(key) : key;
    found.push(isRoot ? [] : [...steps, step]);
    if (typeof child === 'object' && child !== null) {
      way.push(child);
      if (!isRoot) steps.push(step);
    }
    return child;
  });
  return found;
}

const value = {
  kind: 'Deployment',
  metadata: { labels: { a: '1', '10': 'ten', '2': 'two', b: null }, name: 'x' },
  spec: { list: [[1, 2], [], {}, { deep: [{ er: true }] }], empty: {}, none: [] },
  ['__proto__x']: 1,
};

describe('NodeNumbers', () => {
  it('numbers nodes in the order of JSON text', () => {
    const numbers = new NodeNumbers(value);
    const paths = pathsOf(value);
    expect(paths.length).toBe(23);
    expect(paths.map((path) => numbers.nearest(path))).toEqual(paths.map((_, index) => index));
  });

  it('numbers the same after a way over text, also with keys that are numbers', () => {
    const again = new NodeNumbers(JSON.parse(JSON.stringify(value)));
    const paths = pathsOf(value);
    expect(paths.map((path) => again.nearest(path))).toEqual(paths.map((_, index) => index));
  });

  it.each<[Step[], Step[]]>([
    [['metadata', 'annotations', 'x'], ['metadata']],
    [['kind', 'deeper'], ['kind']],
    [
      ['spec', 'list', 9],
      ['spec', 'list'],
    ],
    [
      ['spec', 'list', '0'],
      ['spec', 'list'],
    ],
    [['constructor'], []],
    [['metadata', '__proto__'], ['metadata']],
  ])('finds the nearest parent of %j', (path, nearest) => {
    const numbers = new NodeNumbers(value);
    expect(numbers.nearest(path)).toBe(numbers.nearest(nearest));
  });

  it('keeps a key named __proto__ apart from the prototype', () => {
    const parsed: unknown = JSON.parse('{"a":1,"__proto__":{"b":2},"c":3}');
    const numbers = new NodeNumbers(parsed);
    expect([['a'], ['__proto__'], ['__proto__', 'b'], ['c']].map((path) => numbers.nearest(path))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});
