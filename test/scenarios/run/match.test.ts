import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/base/index.ts';
import { isPartOf } from './match.ts';

describe('isPartOf', () => {
  const actual: Json = {
    a: 1,
    list: [{ type: 'Ready', status: 'True', reason: 'Fine' }, { type: 'Other' }],
    none: null,
  };

  it.each<[string, Json, boolean]>([
    ['nothing asked', {}, true],
    ['an equal member', { a: 1 }, true],
    ['another value', { a: 2 }, false],
    ['a missing member', { b: 1 }, false],
    ['null for a missing member', { b: null }, true],
    ['null for a null member', { none: null }, true],
    ['null for a member that is there', { a: null }, false],
    ['part of a list item', { list: [{ type: 'Ready', status: 'True' }] }, true],
    ['items in another order', { list: [{ type: 'Other' }, { type: 'Ready' }] }, true],
    ['members of two different items', { list: [{ type: 'Other', status: 'True' }] }, false],
    ['a list where there is none', { a: [1] }, false],
    ['a map where there is none', { a: {} }, false],
    ['a number for a text', { a: '1' }, false],
  ])('%s', (_, expected, result) => {
    expect(isPartOf(expected, actual)).toBe(result);
  });
});
