import { describe, expect, it } from 'vitest';
import { SourceError } from '../error.ts';
import type { TreeEntry } from '../tree.ts';
import { checkTotals, defaultTreeLimits, noTotals, totalsOf } from './limits.ts';

const file = (name: string, size: number): TreeEntry => ({ kind: 'file', name, digest: '', executable: false, size });
const folder = (name: string): TreeEntry => ({ kind: 'folder', name, digest: '' });

describe('totalsOf', () => {
  it('adds up what lies below', () => {
    const below = totalsOf([
      [file('abc', 10), noTotals],
      [folder('empty'), noTotals],
    ]);
    expect(below).toEqual({ entries: 2, bytes: 10, depth: 1, pathBytes: 5 });
    expect(
      totalsOf([
        [folder('ä'), below],
        [file('x', 1), noTotals],
      ]),
    ).toEqual({ entries: 4, bytes: 11, depth: 2, pathBytes: 8 });
  });

  it('counts a folder that stands in ten others of ten others each time, without looking at it again', () => {
    let totals = totalsOf([[file('x', 1), noTotals]]);
    for (let level = 0; level < 12; level += 1) {
      const same = totals;
      totals = totalsOf(Array.from({ length: 10 }, (_, index) => [folder(`d${index}`), same] as const));
    }
    expect(totals.bytes).toBe(1e12);
    expect(() => checkTotals(totals, defaultTreeLimits, '')).toThrow(/^the tree holds more than 250000 entries$/);
  });
});

describe('checkTotals', () => {
  const cases = [
    { excess: { entries: 250_001 }, says: '250000 entries' },
    { excess: { bytes: 2 ** 31 + 1 }, says: '2147483648 bytes' },
    { excess: { depth: 257 }, says: '256 folders in a path' },
    { excess: { pathBytes: 4097 }, says: '4096 bytes in a path' },
  ];
  it.each(cases)('refuses more than $says', ({ excess, says }) => {
    const check = (): void => checkTotals({ ...noTotals, ...excess }, defaultTreeLimits, 'a/b');
    expect(check).toThrow(`a/b holds more than ${says}`);
    expect(check).toThrow(SourceError);
  });

  it('lets pass what is just allowed', () => {
    const most = { entries: 250_000, bytes: 2 ** 31, depth: 256, pathBytes: 4096 };
    expect(() => checkTotals(most, defaultTreeLimits, '')).not.toThrow();
  });
});
