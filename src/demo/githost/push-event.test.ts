import { describe, expect, it } from 'vitest';
import { fastImportStream } from './fast-import.ts';
import { movedRefs, noCommit, readLog } from './push-event.ts';

const commit = (letter: string): string => letter.repeat(40);

describe('movedRefs', () => {
  it('tells what is new, what moved and what is gone, by name', () => {
    const before = new Map([
      ['refs/heads/gone', commit('a')],
      ['refs/heads/same', commit('b')],
      ['refs/heads/moved', commit('c')],
    ]);
    const after = new Map([
      ['refs/heads/same', commit('b')],
      ['refs/heads/moved', commit('d')],
      ['refs/tags/new', commit('e')],
    ]);
    expect(movedRefs(before, after)).toEqual([
      { ref: 'refs/heads/gone', before: commit('a'), after: noCommit },
      { ref: 'refs/heads/moved', before: commit('c'), after: commit('d') },
      { ref: 'refs/tags/new', before: noCommit, after: commit('e') },
    ]);
    expect(movedRefs(after, after)).toEqual([]);
  });
});

describe('readLog', () => {
  const record = (message: string, ...changes: string[]): string =>
    `\u0001${commit('a')}\0Ada\0ada@example.org\u00001700000000\0${message}\0${changes.map((field) => `${field}\0`).join('')}`;

  it('reads commits with what they touch', () => {
    const text = record('one\n\nmore\n', '\nA', 'new', 'M', 'old', 'D', 'gone', 'T', 'kind') + record('two\n');
    expect(readLog(text)).toEqual([
      {
        id: commit('a'),
        message: 'one\n\nmore',
        author: { name: 'Ada', email: 'ada@example.org' },
        date: 1_700_000_000_000,
        added: ['new'],
        modified: ['old', 'kind'],
        removed: ['gone'],
      },
      expect.objectContaining({ message: 'two', added: [], modified: [], removed: [] }),
    ]);
    expect(readLog('')).toEqual([]);
  });
});

describe('fastImportStream', () => {
  it('writes what git fast-import reads, and lets nobody write commands into it', () => {
    const stream = fastImportStream({
      branch: 'main',
      parent: commit('b'),
      files: {
        'a "quoted"\npath': 'x',
        gone: null,
        run: { content: Buffer.from('y'), executable: true },
        link: { target: 'run' },
      },
      message: 'hello\nD everything\n',
      author: { name: 'Eve <x>\nfrom nowhere', email: 'e@x>' },
      date: 1_700_000_000_999,
    }).toString();
    expect(stream).toBe(
      [
        'commit refs/heads/main',
        'mark :1',
        'author Eve xfrom nowhere <e@x> 1700000000 +0000',
        'committer Eve xfrom nowhere <e@x> 1700000000 +0000',
        'data 19',
        'hello\nD everything\n',
        `from ${commit('b')}`,
        String.raw`M 100644 inline "a \"quoted\"\npath"`,
        'data 1',
        'x',
        'D "gone"',
        'M 100755 inline "run"',
        'data 1',
        'y',
        'M 120000 inline "link"',
        'data 3',
        'run',
        '',
        'get-mark :1',
        'done',
        '',
      ].join('\n'),
    );
  });
});
