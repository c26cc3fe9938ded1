import { describe, expect, it } from 'vitest';
import { readYaml } from '../../yaml/index.ts';
import { splitIndex } from './split-index.ts';

/** Each chart's part read alone has to be what the whole says of it. */
function expectParts(text: string): void {
  const bytes = Buffer.from(text);
  const parts = splitIndex(bytes);
  expect(parts).toBeDefined();
  const whole = read(text) as { readonly entries: Record<string, unknown> };
  const { entries, ...head } = whole;
  expect([...(parts?.charts.keys() ?? [])]).toEqual(Object.keys(entries ?? {}));
  for (const [name, { start, end }] of parts?.charts ?? []) {
    expect(read(bytes.toString('utf8', start, end))).toEqual({ [name]: entries[name] });
  }
  expect(read(parts?.head ?? '')).toEqual(head);
}

function read(text: string): unknown {
  const { documents, problems } = readYaml(text, { profile: 'go2' });
  expect(problems).toEqual([]);
  return documents[0]?.value;
}

describe('the parts of an index', () => {
  it.each([
    [
      'as helm writes it',
      'apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n  b:\n  - name: b\ngenerated: "x"\n',
    ],
    ['with lists further in', 'entries:\n    a:\n      - name: a\n    b:\n      - name: b\napiVersion: v1\n'],
    [
      'with text that looks like keys',
      'apiVersion: v1\nentries:\n  a:\n  - description: |\n      entries:\n        x:\n\n      b:\n    name: a\n  b:\n  - name: "b"\n',
    ],
    [
      'with quoted keys, comments and Windows line ends',
      '---\r\n# made by us\r\napiVersion: v1\r\nentries: # all\r\n  "a": # first\r\n  # none\r\n  - name: a\r\n  \'b\':\r\n  - name: b\r\n',
    ],
    ['without a last newline', 'apiVersion: v1\nentries:\n  a:\n  - name: a'],
    [
      'with maps beside the entries',
      'annotations:\n  a: b\nserverInfo:\n  x:\n  - 1\nentries:\n  a:\n  - name: a\napiVersion: v1\n',
    ],
  ])('are what the whole says: %s', (_what, text) => {
    expectParts(text);
  });

  it.each([
    ['JSON', '{"apiVersion":"v1","entries":{}}'],
    ['flow style', 'apiVersion: v1\nentries: {a: [{name: a}]}\n'],
    ['empty entries', 'apiVersion: v1\nentries: {}\n'],
    ['a chart without versions', 'apiVersion: v1\nentries:\n  a: []\n'],
    ['an anchor on a chart', 'apiVersion: v1\nentries:\n  a: &x\n  - name: a\n'],
    ['tabs', 'apiVersion: v1\nentries:\n\ta:\n'],
    ['two documents', 'apiVersion: v1\n---\nentries:\n'],
    ['a list', '- a\n'],
    ['less indentation later on', 'apiVersion: v1\nentries:\n    a:\n    - name: a\n  b:\n  - name: b\n'],
    ['an escaped key', 'apiVersion: v1\nentries:\n  "a\\n":\n  - name: a\n'],
  ])('are not looked for in %s', (_what, text) => {
    expect(splitIndex(Buffer.from(text))).toBeUndefined();
  });
});
