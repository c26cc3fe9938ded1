import { describe, expect, it } from 'vitest';
import { parseRemoteBase } from './remote-base.ts';

/** What the real tool clones, and the folder that it builds (api 0.20, git.NewRepoSpecFromURL). */
const addresses: readonly (readonly [string, string, string, string])[] = [
  ['https://github.com/org/repo', 'https://github.com/org/repo', '', ''],
  ['https://github.com/org/repo/some/path?ref=v1', 'https://github.com/org/repo', 'some/path', 'v1'],
  ['github.com/org/repo//some/path?version=v2', 'https://github.com/org/repo', 'some/path', 'v2'],
  ['git@github.com:org/repo.git/some/path', 'git@github.com:org/repo.git', 'some/path', ''],
  ['ssh://git@github.com/org/repo', 'git@github.com:org/repo', '', ''],
  ['ssh://git@ssh.example.com:2222/org/repo//a', 'ssh://git@ssh.example.com:2222/org/repo', 'a', ''],
  ['user@host.example:path/to/repo.git//deep?ref=main', 'user@host.example:path/to/repo.git', 'deep', 'main'],
  [
    'https://user@dev.azure.com/org/project/_git/repo/a/b',
    'https://user@dev.azure.com/org/project/_git/repo',
    'a/b',
    '',
  ],
  ['https://example.com/group/sub/repo.git/a?ref=x&version=y', 'https://example.com/group/sub/repo.git', 'a', 'x'],
  ['git::https://example.com/org/repo', 'https://example.com/org/repo', '', ''],
  ['file:///srv/repo//a/../b', 'file:///srv/repo', 'a/../b', ''],
  ['HTTPS://GitHub.com/org/repo', 'https://github.com/org/repo', '', ''],
];

describe('parseRemoteBase', () => {
  it.each(addresses)('%s', (address, repository, path, reference) => {
    expect(parseRemoteBase(address)).toMatchObject({ address, repository, path, reference });
  });

  it.each([
    '../base',
    'base',
    './a.yaml',
    '/abs',
    'https://host',
    'https://example.com/only',
    'host:path',
    'https://github.com/org/repo//../x',
    '',
  ])('takes %s for a path', (address) => {
    expect(parseRemoteBase(address)).toBeUndefined();
  });

  it('reads timeouts and submodules, and has defaults', () => {
    const of = (query: string) => parseRemoteBase(`https://example.com/org/repo?${query}`);
    expect(of('')).toMatchObject({ timeoutMs: 27_000, submodules: true });
    expect(of('timeout=61&submodules=false')).toMatchObject({ timeoutMs: 61_000, submodules: false });
    expect(of('timeout=1m30s&submodules=maybe')).toMatchObject({ timeoutMs: 90_000, submodules: true });
    expect(of('timeout=-1')).toMatchObject({ timeoutMs: 27_000 });
  });
});
