import { describe, expect, it } from 'vitest';
import { table } from './table.ts';

describe('a table', () => {
  it('pads each column to its widest cell, and not the last', () => {
    expect(
      table(
        ['NAME', 'STATUS'],
        [
          ['a', 'Synced'],
          ['much-longer', 'OutOfSync'],
        ],
      ),
    ).toBe('NAME       \tSTATUS\na          \tSynced\nmuch-longer\tOutOfSync\n');
  });

  it('is its header alone where there are no rows', () => {
    expect(table(['NAME', 'STATUS'], [])).toBe('NAME\tSTATUS\n');
  });

  it('leaves no blanks at the end of a line, and bears rows that are too short', () => {
    expect(table(['A', 'B', 'C'], [['1', '', ''], ['1']])).toBe('A\tB\tC\n1\n1\n');
  });
});
