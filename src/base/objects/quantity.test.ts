import { describe, expect, it } from 'vitest';
import { parseQuantity, quantityEqual } from './quantity.ts';

const nano = 10n ** 9n;

describe('parseQuantity', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1', nano],
    ['100m', 100_000_000n],
    ['1.5Gi', 1_610_612_736n * nano],
    ['1e3', 1000n * nano],
    ['1E3', 1000n * nano],
    ['1E', 10n ** 18n * nano],
    ['-2k', -2000n * nano],
    ['.5', 500_000_000n],
    ['5.', 5n * nano],
    ['1n', 1n],
    ['1u', 1000n],
    ['0.1n', 1n],
    ['12e-1', 1_200_000_000n],
  ])('%s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each(['', '.', 'm', '1 Gi', '1gi', '1KI', '0x10', '1e', '1e1000', '--1'])('refuses %j', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});

describe('quantityEqual', () => {
  it.each([
    ['1000m', '1', true],
    ['1Gi', '1024Mi', true],
    ['1G', '1Gi', false],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(quantityEqual(a, b)).toBe(expected);
  });
});
