import { describe, expect, it } from 'vitest';
import { bytesOfText, isAscii, textOfBytes } from './text.ts';

describe('byte strings', () => {
  it('hold one unit for each byte of the text', () => {
    expect(bytesOfText('héé')).toHaveLength(5);
    expect(textOfBytes(bytesOfText('h€😀'))).toBe('h€😀');
    expect(bytesOfText('plain')).toBe('plain');
  });

  it('order as Go orders strings, which is not the order of UTF-16', () => {
    const [astral, high] = ['😀', '\uFFFD'];
    expect(astral < high).toBe(true);
    expect(bytesOfText(astral) < bytesOfText(high)).toBe(false);
  });

  it('show bytes that are no text as U+FFFD', () => {
    expect(textOfBytes('a\xc3')).toBe('a\uFFFD');
    expect(isAscii('a\x80')).toBe(false);
  });
});
