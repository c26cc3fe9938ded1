import { describe, expect, it } from 'vitest';
import { emptyLog, keptLines, searched, withLines } from './log-buffer.ts';

describe('a log', () => {
  it('loses the colours of terminals, keeps markup as text, and says why it ended', () => {
    const log = withLines(emptyLog, [
      { text: '\u001b[31mred\u001b[0m <b>bold</b>', time: '2026-01-01T00:00:00Z' },
      { text: '\u001b]8;;http://x\u0007link' },
      { end: 'the container ended' },
    ]);
    expect(log.lines.map(({ text }) => text)).toEqual(['red <b>bold</b>', 'link']);
    expect(log.end).toBe('the container ended');
  });

  it('keeps its newest lines, with their numbers', () => {
    const many = Array.from({ length: keptLines + 10 }, (_, index) => ({ text: `line ${index + 1}` }));
    const { lines } = withLines(emptyLog, many);
    expect(lines).toHaveLength(keptLines);
    expect(lines[0]).toMatchObject({ number: 11, text: 'line 11' });
  });

  it('is searched for all words, whatever their case', () => {
    const { lines } = withLines(emptyLog, [{ text: 'GET /cart 200' }, { text: 'GET /cart 500' }, { text: 'POST /' }]);
    expect(searched(lines, 'get 500').map(({ number }) => number)).toEqual([2]);
    expect(searched(lines, ' ')).toBe(lines);
  });
});
