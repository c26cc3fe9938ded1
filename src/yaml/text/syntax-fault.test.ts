import { describe, expect, it } from 'vitest';

import { formatProblem } from '../../base/index.ts';
import { readYaml } from '../read/index.ts';

describe('what users get to read', () => {
  it.each([
    ['a: b: c\n', '1:5: mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line'],
    [
      'a: x\n  b: y\n',
      '2:4: mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line',
    ],
    ['a:\n\tb: c\n', '2:1: a tab is used for indentation; use blanks'],
    ['a:\n  b: 1\n c: 2\n', '3:2: this line is not indented like the entries of the map that it belongs to'],
    ['a:\n  - b\n - c\n', '3:2: this line is not indented like the entries of the map that it belongs to'],
    [
      '- a\n  - b: c\n',
      '2:6: mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line',
    ],
    ['a: 1\nb\nc: 2\n', '3:2: a ":" is missing behind the key of the line above, or this line is indented wrong'],
    ['a: 1\nb\n', '3:1: a ":" is missing behind the key of the line above, or this line is indented wrong'],
    ['a: @x\n', '1:4: a value cannot start with @; quote it'],
    ['a: `x\n', '1:4: a value cannot start with `; quote it'],
    ['a: %x\n', '1:4: a value cannot start with %; quote it'],
    ['a: "b\n', '2:1: a quote or bracket is not closed'],
    ["a: 'b\n", '2:1: a quote or bracket is not closed'],
    ['a: [1, 2\n', '2:1: a quote or bracket is not closed'],
    ['"b\n', '2:1: the closing " is missing'],
    ["'b\n", "2:1: the closing ' is missing (inside of single quotes, write ' twice)"],
    ['[1, 2\n', '2:1: the closing bracket is missing'],
    [
      'a: "b\nc: 1\n',
      '2:1: a quote or bracket above is not closed, or this line is not indented deeper than the one that opened it',
    ],
    ['a: [1 {2}]\n', '1:7: a comma or the closing bracket is missing before this'],
    ['a: [,]\n', '1:5: a value is missing before this comma'],
    ['a: "\\q"\n', '1:6: a \\ in double quotes starts an escape, and this is none; write \\\\ or use single quotes'],
    ['a: "\\xZZ"\n', '1:7: the escape in double quotes needs hexadecimal digits here'],
    ['a: |x\n  b\n', '1:5: nothing may follow | or > on its line but +, -, a digit and a comment'],
    ['a: !x!y z\n', '1:8: this tag has a prefix that no %TAG line declares'],
    ['a: &x &y z\n', '1:7: a value can have one tag and one anchor only'],
    [
      'a: {{ .x }} b\n',
      '1:13: this line is not indented like the entries of the map that it belongs to (a template that was not rendered?)',
    ],
    ['a: "b" c\n', '1:8: this line is not indented like the entries of the map that it belongs to'],
    ['{a: 1}\nb: 2\n', '2:1: this does not belong to the value above; check the indentation and the quotes'],
  ])('%j', (text, problem) => {
    expect(readYaml(text, { profile: 'go2' }).problems.map(formatProblem)).toEqual([problem]);
  });
});
