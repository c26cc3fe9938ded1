import { describe, expect, it } from 'vitest';
import { diffLines, type DiffRow } from './diff.ts';
import { foldRows, pairRows } from './fold.ts';

const lines = (text: string): string[] => text.split('');
const side = (rows: readonly DiffRow[], without: DiffRow['kind']): string =>
  rows
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

describe('a comparison of lines', () => {
  it.each([
    ['', ''],
    ['abc', 'abc'],
    ['abc', ''],
    ['', 'abc'],
    ['abcabba', 'cbabac'],
    ['xaxcxabc', 'abcy'],
    ['aaaa', 'aabaa'],
  ])('of %j and %j has both sides in it', (left, right) => {
    const rows = diffLines(lines(left), lines(right));
    expect(side(rows, 'added')).toBe(left);
    expect(side(rows, 'removed')).toBe(right);
    for (const [kind, numbers] of [
      ['left', left],
      ['right', right],
    ] as const) {
      expect(rows.flatMap((row) => row[kind] ?? [])).toEqual(lines(numbers).map((_, index) => index + 1));
    }
  });

  it('is the shortest', () => {
    const rows = diffLines(lines('abcabba'), lines('cbabac'));
    expect(rows.filter(({ kind }) => kind !== 'same')).toHaveLength(5);
  });

  it('gives up the shortest where texts differ wholly, and still has both sides', () => {
    const left = Array.from({ length: 3000 }, (_, index) => `l${index}`);
    const right = Array.from({ length: 3000 }, (_, index) => `r${index}`);
    const rows = diffLines(left, right);
    expect(rows.filter(({ kind }) => kind === 'removed')).toHaveLength(3000);
    expect(rows.filter(({ kind }) => kind === 'added')).toHaveLength(3000);
  });
});

describe('a folded comparison', () => {
  const left = [
    'kind: A',
    ...Array.from({ length: 20 }, (_, index) => `same${index}`),
    'replicas: 1',
    'status:',
    '  n: 1',
  ];
  const right = [
    'kind: A',
    ...Array.from({ length: 20 }, (_, index) => `same${index}`),
    'replicas: 2',
    'status:',
    '  n: 2',
  ];
  const noise = {
    left: [{ from: 23, to: 24, why: 'status' as const }],
    right: [{ from: 23, to: 24, why: 'status' as const }],
  };
  const runs = foldRows(diffLines(left, right), noise);

  it('shows the difference with some lines around it, and counts what is folded', () => {
    expect(
      runs.map((run) =>
        run.kind === 'fold' ? [run.why, run.rows.length, run.differing] : run.rows.map(({ text }) => text),
      ),
    ).toEqual([
      ['equal', 18, 0],
      ['same17', 'same18', 'same19', 'replicas: 1', 'replicas: 2'],
      ['status', 3, 2],
    ]);
  });

  it('sets what replaces what side by side', () => {
    const rows = runs.flatMap((run) => (run.kind === 'rows' ? run.rows : []));
    expect(pairRows(rows).at(-1)).toEqual({
      left: { kind: 'removed', text: 'replicas: 1', left: 22 },
      right: { kind: 'added', text: 'replicas: 2', right: 22 },
    });
  });
});
