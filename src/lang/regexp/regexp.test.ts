import { describe, expect, it } from 'vitest';
import { bytesOfText } from '../gotemplate/index.ts';
import { compileRegexp, quoteRegexp, RegexpError } from './index.ts';

describe('regular expressions on byte strings', () => {
  it('take a letter for one character and a byte that is no text for another', () => {
    const dot = compileRegexp('.');
    expect(dot.findAll(bytesOfText('é😀'), -1)).toEqual([bytesOfText('é'), bytesOfText('😀')]);
    expect(dot.findAll('a\xff\xc3', -1)).toEqual(['a', '\xff', '\xc3']);
    expect(compileRegexp(bytesOfText('é+')).replaceAll(bytesOfText('aéé'), '\xff')).toBe('a\xff');
  });

  it('keep an anchor at the start of the text', () => {
    expect(compileRegexp('^a').findAll('aaa', -1)).toEqual(['a']);
    expect(compileRegexp(String.raw`\b`).replaceAll('ab cd', '|')).toBe('|ab| |cd|');
  });

  it('are compiled once', () => {
    expect(compileRegexp('a+b')).toBe(compileRegexp('a+b'));
  });

  it('tell before they add bytes', () => {
    const heard: number[] = [];
    compileRegexp('a').replaceAll('aXa', '$0$0!', (bytes) => heard.push(bytes));
    expect(heard).toEqual([7, 7]);
  });

  it('take time linear in the text', () => {
    const start = performance.now();
    expect(compileRegexp('(a*)*(a|aa)*b').matches('a'.repeat(20_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each([
    ['a(b', 'error parsing regexp: missing closing ): `a(b`'],
    ['(?<=a)b', 'error parsing regexp: invalid named capture: `(?<=a)b`'],
    ['a\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
    ['\xff', 'error parsing regexp: invalid UTF-8: `\xff`'],
    ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ])('%s is refused as Go does', (pattern, message) => {
    expect(() => compileRegexp(pattern)).toThrow(new RegexpError(pattern, message));
  });
});

describe('quoteRegexp', () => {
  it('escapes what means something', () => {
    expect(quoteRegexp('a.b*[c]-^$')).toBe(String.raw`a\.b\*\[c\]-\^\$`);
  });
});
