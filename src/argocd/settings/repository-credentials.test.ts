import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { controlPlane, lookupIn, secretOf } from '../testing/builders.ts';
import { dataOf, repositoryCredentials } from './repository-credentials.ts';

const url = 'https://git.example/org/app.git';

async function found(secrets: readonly KubeObject[], project = 'shop'): Promise<string> {
  const credentials = await repositoryCredentials({ url, project }, controlPlane, lookupIn(secrets));
  switch (credentials.kind) {
    case 'none':
      return 'none';
    case 'basic':
      return `basic ${credentials.username}:${credentials.password.reveal()}`;
    case 'bearer':
      return `bearer ${credentials.token.reveal()}`;
    case 'ssh':
      return `ssh ${credentials.privateKey.reveal()} ${credentials.knownHosts}`;
  }
}

const basic = (address: string, username: string, more: Record<string, string> = {}) => ({
  url: address,
  username,
  password: 'pw',
  ...more,
});

describe('repositoryCredentials', () => {
  it.each<[string, readonly KubeObject[], string]>([
    ['none where nothing is known', [], 'none'],
    ['those of the repository', [secretOf('repository', basic(url, 'own'))], 'basic own:pw'],
    [
      'whatever the case and the ending',
      [secretOf('repository', basic('https://GIT.example/org/app', 'own'))],
      'basic own:pw',
    ],
    ['a password alone', [secretOf('repository', { url, password: 'token' })], 'basic :token'],
    ['a bearer token', [secretOf('repository', { url, bearerToken: 'abc' })], 'bearer abc'],
    ['a key', [secretOf('repository', { url, sshPrivateKey: 'key', knownHosts: 'hosts' })], 'ssh key hosts'],
    ['none of another repository', [secretOf('repository', basic('https://git.example/org/app2', 'own'))], 'none'],
    ['those of a template', [secretOf('repo-creds', basic('https://git.example/org', 'all'))], 'basic all:pw'],
    [
      'those of the longest template',
      [
        secretOf('repo-creds', basic('https://git.example', 'short'), 'a'),
        secretOf('repo-creds', basic('https://git.example/org', 'long'), 'b'),
        secretOf('repo-creds', basic('https://git.example/other', 'other'), 'c'),
      ],
      'basic long:pw',
    ],
    ['none of a template for no address', [secretOf('repo-creds', { username: 'all', password: 'pw' })], 'none'],
    [
      'those of a template where the repository has none',
      [secretOf('repository', { url }), secretOf('repo-creds', basic('https://git.example', 'all'))],
      'basic all:pw',
    ],
    [
      "those of the Application's project first",
      [
        secretOf('repository', basic(url, 'any'), 'a'),
        secretOf('repository', basic(url, 'ours', { project: 'shop' }), 'b'),
      ],
      'basic ours:pw',
    ],
    [
      'those of no project where the own has none',
      [
        secretOf('repository', basic(url, 'theirs', { project: 'bank' }), 'a'),
        secretOf('repository', basic(url, 'any'), 'b'),
      ],
      'basic any:pw',
    ],
    ["never another project's", [secretOf('repository', basic(url, 'theirs', { project: 'bank' }))], 'none'],
  ])('are %s', async (_what, secrets, expected) => {
    expect(await found(secrets)).toBe(expected);
  });

  it('do not show themselves', async () => {
    const lookup = lookupIn([secretOf('repository', basic(url, 'own'))]);
    const credentials = await repositoryCredentials({ url, project: '' }, controlPlane, lookup);
    expect(JSON.stringify(credentials)).not.toContain('pw');
  });
});

describe('dataOf', () => {
  it('is empty where there is nothing that could be read', () => {
    const secret = secretOf('cluster', { name: 'a' });
    expect(dataOf(secret, 'name')).toBe('a');
    expect(dataOf(secret, 'other')).toBe('');
    expect(dataOf({ ...secret, data: 'text' }, 'name')).toBe('');
    expect(dataOf({ ...secret, data: { name: 5 } }, 'name')).toBe('');
  });
});
