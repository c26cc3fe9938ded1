import { describe, expect, it } from 'vitest';

import { compareNatural, naturalOrder } from './key-order.ts';

/** Each list as go-yaml v2 sorts it. */
const SORTED: readonly (readonly string[])[] = [
  ['', 'a', 'aa', 'b'],
  ['A', 'B', 'a', 'b'],
  ['_z', 'A1', 'a2', 'a10', 'é'],
  ['a1', 'a2', 'a10', 'a100'],
  ['1', '2', '10', 'a'],
  ['a-b', 'a.b', 'a/b', 'ab'],
  ['a', 'a-b', 'a1', 'ab'],
  ['a1', 'a01', 'a2', 'a002'],
  ['a1b2', 'a1b10', 'a2b1'],
  ['v1', 'v1.9', 'v1.10', 'v2'],
  ['v1.9', 'v1.10', 'v1alpha1'],
  ['100', '101', '1000'],
  ['x-y', 'x_y', 'xY', 'xy'],
  ['a9999999999999999999', 'a1'],
  ['😀', 'a'],
  ['日', '本'],
];

describe('naturalOrder', () => {
  it.each(SORTED)('sorts %j and so on', (...keys: string[]) => {
    expect(naturalOrder(keys.toReversed())).toEqual(keys);
    expect(naturalOrder([...keys])).toEqual(keys);
  });

  it('is stable where go-yaml has no order: what keys come in makes no difference', () => {
    const keys = ['5min', '10min', '1month', '1hour', '30min'];
    const once = naturalOrder([...keys]);
    expect(naturalOrder(keys.toReversed())).toEqual(once);
    expect(naturalOrder(keys.toSorted())).toEqual(once);
  });
});

describe('compareNatural', () => {
  it('says that equal keys are equal', () => {
    expect(compareNatural('a1', 'a1')).toBe(0);
  });

  it('is antisymmetric', () => {
    const keys = [
      '',
      'a',
      'b',
      'a1',
      'a01',
      'a10',
      'a-b',
      '1',
      '01',
      '10',
      'é',
      '日',
      '😀',
      '😀1',
      'A',
      '_',
      'a٣',
      'a٤',
    ];
    for (const a of keys) {
      for (const b of keys) expect(Math.sign(compareNatural(a, b))).toBe(-Math.sign(compareNatural(b, a)) + 0);
    }
  });
});
