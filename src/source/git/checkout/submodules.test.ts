import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/source-git.ts';
import { systemClock } from '../../../base/index.ts';
import { GitProgram } from '../command/index.ts';
import { readSubmodules, submoduleAddress } from './submodules.ts';

const git = new GitProgram({ path: process.env['PATH'] ?? '', home: '/nowhere', protocols: [], clock: systemClock });

function read(text: string): ReturnType<typeof readSubmodules> {
  const file = join(temporaryFolder(), 'gitmodules');
  writeFileSync(file, text);
  return readSubmodules(git, file, { object: 'repo', timeoutMs: 10_000 });
}

describe('.gitmodules', () => {
  it('is read as git reads it', async () => {
    const text = `
      # comment
      [submodule "a"]
        path = lib/a   ; another
        url = https://host/a.git
        branch = main
      [submodule "with.dots and blanks"]
        path = "b c"
        url = ../b
        update = checkout
      [other "x"]
        path = no`;
    expect(await read(text)).toEqual([
      { path: 'lib/a', url: 'https://host/a.git' },
      { path: 'b c', url: '../b' },
    ]);
  });

  it.each([
    ['[submodule "x"]\npath = x', 'no address'],
    ['[submodule "x"]\nurl = https://host/x', 'no path'],
    ['[submodule "x"]\npath = ../x\nurl = https://host/x', 'a path out of the tree'],
    ['[submodule "x"]\npath = /etc\nurl = https://host/x', 'an absolute path'],
    ['[submodule "x"]\npath = .\nurl = https://host/x', 'the root'],
    ['[submodule "x"]\npath = x\nurl = https://host/x\nupdate = none', 'no update wanted'],
    ['', 'nothing'],
  ])('leaves out %j: %s', async (text) => {
    expect(await read(text)).toEqual([]);
  });

  it('reads nothing from elsewhere', async () => {
    const other = join(temporaryFolder(), 'other');
    writeFileSync(other, '[submodule "x"]\npath = x\nurl = https://host/x');
    expect(await read(`[include]\npath = ${other}\n`)).toEqual([]);
  });

  it('has an end', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `[submodule "${index}"]\npath = p${index}\nurl = u\n`).join(
      '',
    );
    await expect(read(many)).rejects.toMatchObject({ code: 'too-large' });
    await expect(read('[broken')).rejects.toMatchObject({ name: 'SourceError' });
  });
});

describe('submoduleAddress', () => {
  it.each([
    ['https://host/org/repo.git', 'https://other/x', 'https://other/x'],
    ['https://host/org/repo.git', '../sub.git', 'https://host/org/sub.git'],
    ['https://host/org/repo.git/', '../sub.git', 'https://host/org/sub.git'],
    ['https://host/org/repo', '../../other/sub', 'https://host/other/sub'],
    ['https://host/org/repo', './sub', 'https://host/org/repo/sub'],
    ['https://host/org/repo', '../../../sub', undefined],
    ['https://host/org/repo', '../../../../etc/passwd', undefined],
    ['git@host:org/repo.git', '../sub.git', 'git@host:org/sub.git'],
    ['git@host:/srv/repo', '../sub', 'git@host:/srv/sub'],
    ['ssh://git@host:22/org/repo', '../sub', 'ssh://git@host:22/org/sub'],
    ['file:///srv/repo', '../sub', 'file:///srv/sub'],
    ['https://host/org/repo', '../..', undefined],
  ])('%s and %s', (base, url, expected) => {
    expect(submoduleAddress(base, url)).toBe(expected);
  });
});
