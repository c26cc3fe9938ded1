import { describe, expect, it } from 'vitest';

import { stretches } from './stream.ts';

/** The stretches of a stream, with `^` where the content starts. */
function cut(text: string): string[] {
  return [...stretches(text)].map(({ start, end, content, marked }) => {
    const shown = content === -1 ? text.slice(start, end) : `${text.slice(start, content)}^${text.slice(content, end)}`;
    return marked ? shown : `bare ${shown}`;
  });
}

describe('stretches', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['one bare document', 'a: 1\n', ['bare ^a: 1\n']],
    ['a bare one and a marked one', 'a: 1\n---\nb\n', ['bare ^a: 1\n', '---\n^b\n']],
    ['comments before a marker', '# c\n---\na\n', ['bare # c\n', '---\n^a\n']],
    ['a marker with content behind it', '--- |\n x\n', ['--- ^|\n x\n']],
    ['markers in a row', '---\n---\n', ['---\n', '---\n']],
    ['a marker without a break', 'a\n---', ['bare ^a\n', '---']],
    ['what is no marker', 'a\n---b\n ---\n----\n', ['bare ^a\n---b\n ---\n----\n']],
    ['carriage returns', 'a\r\n---\r\nb\r\n', ['bare ^a\r\n', '---\r\n^b\r\n']],
    ['directives', '%YAML 1.1\n---\na\n', ['%YAML 1.1\n---\n^a\n']],
    ['directives between', 'a\n...\n# c\n%X\n---\nb\n', ['bare ^a\n...\n', '# c\n%X\n---\n^b\n']],
    [
      'directives between marked ones',
      '---\na\n...\n%X\n---\nb\n---\nc\n',
      ['---\n^a\n...\n', '%X\n---\n^b\n', '---\n^c\n'],
    ],
    ['a percent sign inside of a document', '---\na\n%b\n---\nc\n', ['---\n^a\n%b\n', '---\n^c\n']],
    ['directives without a document', '%X\n', ['bare ^%X\n']],
    ['an end alone', '...\n', ['bare ...\n']],
    ['an end before a document', '...\na\n', ['bare ^...\na\n']],
    ['an empty document with a comment', '--- # c\n# d\n', ['--- # c\n# d\n']],
  ])('cuts %s', (_, text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  it('loses nothing', () => {
    const text = '%A\n---\nx\n...\n%B\n---\n---\ny\n---';
    const parts = [...stretches(text)];
    expect(parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
  });
});
