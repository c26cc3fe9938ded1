import { describe, expect, it } from 'vitest';
import { parseTree } from './tree-object.ts';

const id = 'a'.repeat(40);
const entry = (mode: string, name: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')]);

describe('parseTree', () => {
  it('reads entries of all kinds', () => {
    const content = Buffer.concat([
      entry('100644', 'file'),
      entry('100664', 'old'),
      entry('100755', 'run.sh'),
      entry('120000', 'link'),
      entry('40000', 'fold er'),
      entry('160000', 'module'),
      entry('100644', 'ä\u{1f4a5}'),
    ]);
    expect(parseTree(content, '').map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'file file',
      'file old',
      'executable run.sh',
      'symlink link',
      'folder fold er',
      'submodule module',
      'file ä\u{1f4a5}',
    ]);
    expect(parseTree(content, '')[0]?.id).toBe(id);
    expect(parseTree(Buffer.alloc(0), '')).toEqual([]);
  });

  it.each(['..', '.', '', '.git', '.GIT', 'git~1', 'a/b', '../x', 'a\\b', '.g\u200cit'])(
    'refuses the name %j',
    (name) => {
      expect(() => parseTree(entry('100644', name), 'folder')).toThrow(
        expect.objectContaining({
          code: 'refused',
          object: 'folder',
          message: expect.stringContaining(
            `the tree cannot be read: folder holds the name ${JSON.stringify(name)}, which`,
          ) as string,
        }),
      );
    },
  );

  it('refuses a name that comes twice, also where only its bytes are broken', () => {
    expect(() => parseTree(Buffer.concat([entry('100644', 'x'), entry('40000', 'x')]), '')).toThrow(
      /"x", which comes twice/,
    );
    const broken = Buffer.concat([entry('100644', Buffer.from([0xff])), entry('100644', Buffer.from([0xfe]))]);
    expect(() => parseTree(broken, '')).toThrow(/comes twice/);
    expect(parseTree(entry('100644', Buffer.from([0xff])), '')[0]?.name).toBe('\ufffd');
  });

  it.each([
    Buffer.from('rubbish'),
    Buffer.from('100644 x'),
    entry('100644', 'x').subarray(0, -1),
    entry('777', 'x'),
    entry('', 'x'),
    Buffer.concat([entry('100644', 'x'), Buffer.from('1')]),
  ])('refuses what is malformed', (content) => {
    expect(() => parseTree(content, '')).toThrow('the tree cannot be read: the root folder is malformed');
  });
});
