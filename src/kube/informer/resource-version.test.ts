import { describe, expect, it } from 'vitest';
import { isNewer } from './resource-version.ts';

describe('isNewer', () => {
  it.each<readonly [string | undefined, string | undefined, boolean]>([
    ['2', '1', true],
    ['1', '2', false],
    ['10', '9', true],
    ['9', '10', false],
    ['5', '5', false],
    ['18446744073709551616', '18446744073709551615', true],
    ['18446744073709551615', '18446744073709551616', false],
    ['abc', 'abc', false],
    ['abc', 'abd', true],
    ['1', 'abc', true],
    ['01', '5', true],
    [undefined, '1', true],
    ['1', undefined, true],
  ])('%s after %s: %s', (a, b, expected) => {
    expect(isNewer(a, b)).toBe(expected);
  });
});
