import { describe, expect, it } from 'vitest';
import { groupedLines, plainLines } from './lines.ts';

const groups = [
  { value: 'a', count: 2, health: {} },
  { value: 'b', count: 10_000, health: {} },
  { value: 'c', count: 1, health: {} },
];

describe('lines of the table', () => {
  it('are the rows where nothing is grouped', () => {
    expect(plainLines(3).count).toBe(3);
    expect(plainLines(3).at(2)).toEqual({ kind: 'row', offset: 2 });
  });

  it('have a head before each group, and the offset in the whole list', () => {
    const lines = groupedLines(groups, new Set());
    expect(lines.count).toBe(10_006);
    expect(lines.at(0)).toMatchObject({ kind: 'group', open: true, group: { value: 'a' } });
    expect(lines.at(2)).toEqual({ kind: 'row', offset: 1 });
    expect(lines.at(3)).toMatchObject({ kind: 'group', group: { value: 'b' } });
    expect(lines.at(10_003)).toEqual({ kind: 'row', offset: 10_001 });
    expect(lines.at(10_004)).toMatchObject({ kind: 'group', group: { value: 'c' } });
    expect(lines.at(10_005)).toEqual({ kind: 'row', offset: 10_002 });
  });

  it('leave the rows of folded groups out', () => {
    const lines = groupedLines(groups, new Set(['b']));
    expect(lines.count).toBe(6);
    expect(lines.at(3)).toMatchObject({ kind: 'group', open: false });
    expect(lines.at(5)).toEqual({ kind: 'row', offset: 10_002 });
  });
});
