import { describe, expect, it } from 'vitest';
import { expand } from './expand.ts';

const values = new Map<string, string | number>([
  ['A', 'one'],
  ['N', 2],
  ['D', '$(A)'],
]);

describe('expand', () => {
  it.each([
    ['text', 'text'],
    ['$(A)', 'one'],
    ['$(N)', 2],
    ['x$(N)', 'x2'],
    ['$(A)$(N)', 'one2'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$one'],
    ['$$$$', '$$'],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['$(UNKNOWN) $(A)', '$(UNKNOWN) one'],
    ['$(A', '$(A'],
    ['$', '$'],
    ['a$', 'a$'],
    ['$x$(A)', '$xone'],
    ['$()', '$()'],
    ['$(D)', '$(A)'],
    ['$($(A))', '$($(A))'],
    ['$é$(A)', '$éone'],
  ])('%s', (text, expected) => {
    const expanded = expand<string | number>(text, { valueOf: (name) => values.get(name), textOf: String });
    expect(expanded.kind === 'text' ? expanded.text : expanded.value).toBe(expected);
  });
});
