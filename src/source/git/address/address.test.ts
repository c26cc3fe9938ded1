import { describe, expect, it } from 'vitest';
import { SourceError } from '../../error.ts';
import { type GitProtocol, parseGitAddress, withoutCredentials } from './address.ts';
import { announcementKey } from './announcement.ts';

const all: readonly GitProtocol[] = ['https', 'http', 'ssh', 'file'];
const parse = (text: string) => parseGitAddress(text, all);

describe('addresses', () => {
  const cases: readonly (readonly [text: string, protocol: GitProtocol, url: string, key: string])[] = [
    ['https://github.com/org/repo', 'https', 'https://github.com/org/repo', 'https://github.com/org/repo'],
    [
      'https://GitHub.com:443/org/Repo.git/',
      'https',
      'https://github.com/org/Repo.git/',
      'https://github.com/org/Repo',
    ],
    ['HTTP://host:8080//a//b.git', 'http', 'http://host:8080//a//b.git', 'http://host:8080/a/b'],
    ['https://host/a/%20b', 'https', 'https://host/a/%20b', 'https://host/a/%20b'],
    ['https://host/a/../b', 'https', 'https://host/b', 'https://host/b'],
    ['  https://host/a\n', 'https', 'https://host/a', 'https://host/a'],
    ['https://[::1]:8443/a', 'https', 'https://[::1]:8443/a', 'https://[::1]:8443/a'],
    [
      'ssh://git@host:22/org/repo.git',
      'ssh',
      'ssh://git@host:22/org/repo.git'.replace(':22', ''),
      'ssh://git@host/org/repo',
    ],
    ['ssh://git@host:2222/~/repo', 'ssh', 'ssh://git@host:2222/~/repo', 'ssh://git@host:2222/~/repo'],
    ['git@github.com:org/repo.git', 'ssh', 'git@github.com:org/repo.git', 'ssh://git@github.com/~/org/repo'],
    ['host:/srv/repo', 'ssh', 'git@host:/srv/repo', 'ssh://git@host/srv/repo'],
    ['ssh://host/srv/repo', 'ssh', 'ssh://git@host/srv/repo', 'ssh://git@host/srv/repo'],
    ['file:///srv/repo.git/', 'file', 'file:///srv/repo.git', 'file:///srv/repo.git'],
    ['file://localhost/srv/repo', 'file', 'file:///srv/repo', 'file:///srv/repo'],
    ['/srv//repo', 'file', 'file:///srv/repo', 'file:///srv/repo'],
  ];
  it.each(cases)('%s', (text, protocol, url, key) => {
    expect(parse(text)).toMatchObject({ protocol, url, key });
  });

  it('give up their credentials', () => {
    const { url, username, password } = parse('https://me:s%40cret@host/repo');
    expect(url).toBe('https://host/repo');
    expect(username).toBe('me');
    expect(password?.reveal()).toBe('s@cret');
    expect(String(password)).toBe('[secret]');
    expect(parse('https://me@host/repo')).toMatchObject({ url: 'https://host/repo', username: 'me' });
  });

  const hostile: readonly (readonly [text: string, code: string])[] = [
    ['ext::sh -c touch% /tmp/x', 'invalid-address'],
    ['ext::sh', 'refused'],
    ['EXT::x', 'refused'],
    ['fd::17/foo', 'refused'],
    ['transport::https://host/x', 'refused'],
    ['git://host/repo', 'refused'],
    ['ftp://host/repo', 'refused'],
    ['javascript://host/repo', 'refused'],
    ['--upload-pack=touch', 'invalid-address'],
    ['-oProxyCommand=touch:repo', 'invalid-address'],
    ['ssh://-oProxyCommand=touch/repo', 'invalid-address'],
    ['ssh://git@-oProxyCommand=x/repo', 'invalid-address'],
    ['ssh://-x@host/repo', 'invalid-address'],
    ['git@-x:repo', 'invalid-address'],
    ['-x@host:repo', 'invalid-address'],
    ['git@host:-x', 'invalid-address'],
    ["git@host:repo';touch x'", 'invalid-address'],
    ['git@host:$(touch)', 'invalid-address'],
    ['git@host:`touch`', 'invalid-address'],
    ['ssh://git@host/repo%27;x', 'invalid-address'],
    ['ssh://git@host/%0a', 'invalid-address'],
    ['ssh://git:password@host/repo', 'invalid-address'],
    ['https://host/repo?x=y', 'invalid-address'],
    ['https://host/repo#x', 'invalid-address'],
    ['https://host/', 'invalid-address'],
    ['https://host', 'invalid-address'],
    ['https:///repo', 'invalid-address'],
    ['https://ho st/repo', 'invalid-address'],
    ['https://host/re\npo', 'invalid-address'],
    ['https://host/re\0po', 'invalid-address'],
    ['https://%zz@host/repo', 'invalid-address'],
    ['file://other/srv/repo', 'invalid-address'],
    ['file:///', 'invalid-address'],
    ['file:///srv/../etc', 'invalid-address'],
    ['/../etc', 'invalid-address'],
    ['relative/path', 'invalid-address'],
    ['./x', 'invalid-address'],
    ['', 'invalid-address'],
    ['   ', 'invalid-address'],
    [`https://host/${'x'.repeat(3000)}`, 'invalid-address'],
  ];
  it.each(hostile)('%j is not taken: %s', (text, code) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
    expect(() => parse(text)).toThrow(SourceError);
  });

  it('are held against the transports that are allowed', () => {
    expect(() => parseGitAddress('file:///srv/repo', ['https', 'ssh'])).toThrow(
      expect.objectContaining({
        code: 'refused',
        message: 'the repository address file:///srv/repo is refused: file is not allowed here; use https, ssh',
      }),
    );
  });

  it('do not show a password in an error', () => {
    for (const text of ['https://me:hunter2@host/repo?x', 'https://me:hun@ter2@host', 'ssh://me:hunter2@host/repo']) {
      expect(() => parse(text)).toThrow(expect.not.stringContaining('ter2') as Error);
      expect(() => parse(text)).toThrow(/host/);
    }
    expect(withoutCredentials('https://a:b@c@host/x')).toBe('https://host/x');
    expect(withoutCredentials('https://host/x@y')).toBe('https://host/x@y');
  });
});

describe('announcements', () => {
  const same = [
    'https://github.com/Org/Repo',
    'https://github.com/org/repo.git',
    'https://someone@github.com/org/repo/',
    'http://github.com:8080/org/repo',
    'git@github.com:org/repo.git',
    'ssh://git@github.com/org/repo.git',
    'ssh://git@ssh.github.com:443/org/repo.git',
  ];
  it('of one repository are the same for all its addresses', () => {
    expect(new Set(same.map((url) => announcementKey(parse(url).key)))).toEqual(new Set(['github.com/org/repo']));
  });

  it('are the same for both addresses of Azure DevOps and Bitbucket', () => {
    const keys = (...urls: string[]): Set<string> => new Set(urls.map((url) => announcementKey(parse(url).key)));
    expect(keys('https://dev.azure.com/org/project/_git/repo', 'git@ssh.dev.azure.com:v3/org/project/repo').size).toBe(
      1,
    );
    expect(keys('https://bitbucket.org/org/repo', 'ssh://git@altssh.bitbucket.org:443/org/repo').size).toBe(1);
  });

  it('of others differ', () => {
    const urls = [
      'https://github.com/org/repo',
      'https://github.com/org/repo2',
      'https://gitlab.com/org/repo',
      '/org/repo',
    ];
    expect(new Set(urls.map((url) => announcementKey(parse(url).key))).size).toBe(4);
  });
});
