import { describe, expect, it } from 'vitest';
import { compareVersions, formatVersion, parseStrictVersion, parseVersion } from './index.ts';

const version = (text: string) => {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is no version`);
  return parsed;
};

describe('parseVersion', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    ['1.2', '1.2.0'],
    ['v1', '1.0.0'],
    ['3-rc.1', '3.0.0-rc.1'],
    ['1.2-alpha+meta', '1.2.0-alpha+meta'],
    ['01.002.0003', '1.2.3'],
    ['1.19.16+k3s1', '1.19.16+k3s1'],
    ['v1.35.2-gke.1', '1.35.2-gke.1'],
    ['1.2.3--', '1.2.3--'],
    ['18446744073709551615.0.0', '18446744073709551615.0.0'],
  ])('reads %s as %s', (text, full) => {
    expect(formatVersion(version(text))).toBe(full);
    expect(version(text).original).toBe(text);
  });

  it.each([
    '',
    'v',
    'V1.2.3',
    'vv1',
    '1.2.3.4',
    '1..3',
    '1.2.3-',
    '1.2.3-a..b',
    '1.2.3-01',
    '1.2.3-rc.007',
    '1.2.3+',
    ' 1.2.3',
    '1.2.3\n',
    '-1.2.3',
    '1.2.x',
    '1.2.3-bèta',
    '18446744073709551616.0.0',
    '0.0.18446744073709551616',
  ])('refuses %j', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it('reads texts of 256 characters and no longer ones', () => {
    const long = `1.2.3-${'a'.repeat(250)}`;
    expect(parseVersion(long)?.prerelease).toHaveLength(250);
    expect(parseVersion(`${long}a`)).toBeUndefined();
  });
});

describe('parseStrictVersion', () => {
  it.each(['0.0.0', '1.2.3', '1.2.3-rc.1+meta.01'])('reads %s', (text) => {
    expect(parseStrictVersion(text)?.original).toBe(text);
  });

  it.each(['v1.2.3', '1.2', '1', '01.2.3', '1.02.3', '1.2.3-01', ''])('refuses %j', (text) => {
    expect(parseStrictVersion(text)).toBeUndefined();
  });
});

describe('compareVersions', () => {
  it('puts versions in the order of precedence', () => {
    const ordered = [
      '0.0.1',
      '0.9.9',
      '1.0.0-1',
      '1.0.0-2',
      '1.0.0-11',
      '1.0.0-18446744073709551616',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      'v1.0.0',
      '1.0.1',
      '1.2',
      '1.10.0',
      '2',
    ];
    const shuffled = ordered.map(version).reverse();
    expect(shuffled.sort(compareVersions).map(({ original }) => original)).toEqual(ordered);
  });

  it.each([
    ['1.2.3', 'v1.2.3'],
    ['1.2.3+a', '1.2.3+b'],
    ['1', '1.0.0'],
    ['1.0.0-rc.1+x', '1-rc.1'],
  ])('finds %s and %s equal', (a, b) => {
    expect(compareVersions(version(a), version(b))).toBe(0);
  });

  it('tells apart numbers that a double cannot', () => {
    expect(compareVersions(version('1.0.9007199254740993'), version('1.0.9007199254740992'))).toBeGreaterThan(0);
    expect(compareVersions(version('1.0.0-9007199254740992'), version('1.0.0-9007199254740993'))).toBeLessThan(0);
  });
});
