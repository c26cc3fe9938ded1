import { describe, expect, it } from 'vitest';
import { counted, isWebAddress, sentence, shortRepository } from './text.tsx';
import { ageOf, durationOf } from './time.tsx';

describe('texts', () => {
  it('shorten a repository to what tells it from others', () => {
    expect(shortRepository('https://github.com/acme/shop.git')).toBe('github.com/acme/shop');
    expect(shortRepository('ssh://git@host:22/a/b.git')).toBe('host:22/a/b');
    expect(shortRepository('git@host:a/b.git')).toBe('host:a/b');
  });

  it('begin sentences with a capital, but leave names of the code alone', () => {
    expect(sentence('nothing would change')).toBe('Nothing would change');
    expect(sentence('deployment.apps/cart created')).toBe('deployment.apps/cart created');
  });

  it('count', () => {
    expect(counted(1, 'object')).toBe('1 object');
    expect(counted(12_000, 'object')).toBe('12,000 objects');
  });

  it.each(['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,x', ' javascript:1', 'file:///etc', 'a', ''])(
    'take %j for no web address',
    (address) => expect(isWebAddress(address)).toBe(false),
  );
});

describe('times', () => {
  it.each([
    [0, 'now'],
    [4_900, 'now'],
    [59_000, '59s'],
    [61_000, '1m'],
    [7_200_000, '2h'],
    [90 * 86_400_000, '90d'],
    [800 * 86_400_000, '2y'],
    [-5_000, 'now'],
  ])('are %d ms ago: %s', (span, text) => expect(ageOf(0, span)).toBe(text));

  it.each([
    [0, 'under 1 s'],
    [4_200, '4.2 s'],
    [12_400, '12 s'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('take %d ms: %s', (span, text) => expect(durationOf(span)).toBe(text));
});
