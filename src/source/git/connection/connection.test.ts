import { createSecretKey } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/source-git.ts';
import { Secret } from '../../../base/index.ts';
import { parseGitAddress } from '../address/index.ts';
import type { GitCredentials } from '../credentials.ts';
import { createDispatcher, fingerprint } from '../../http/index.ts';
import { connect } from './connection.ts';
import { type GitSettings, withGitSettings } from './git-settings.ts';

const address = (url: string) => parseGitAddress(url, ['https', 'http', 'ssh', 'file']);
const https = address('https://host/repo');
const ssh = address('ssh://git@host/repo');
const basic: GitCredentials = { kind: 'basic', username: 'me', password: new Secret('pässword') };
const key: GitCredentials = {
  kind: 'ssh',
  privateKey: new Secret('-----BEGIN KEY-----'),
  knownHosts: 'host ssh-ed25519 AAAA',
};

describe('connect', () => {
  it.each([
    [basic, `Basic ${Buffer.from('me:pässword').toString('base64')}`],
    [{ kind: 'bearer', token: new Secret('t0ken') } as const, 'Bearer t0ken'],
    [{ kind: 'none' } as const, undefined],
    [{ kind: 'basic', username: '', password: new Secret('') } as const, undefined],
  ])('signs in by a header', (credentials, header) => {
    expect(connect(https, credentials).authorization?.reveal()).toBe(header);
  });

  it('takes what stands in the address where nothing else is given', () => {
    const from = (url: string, credentials: GitCredentials): string | undefined => {
      const header = connect(address(url), credentials).authorization?.reveal();
      return header === undefined ? undefined : Buffer.from(header.slice(6), 'base64').toString();
    };
    expect(from('https://a:b@host/repo', { kind: 'none' })).toBe('a:b');
    expect(from('https://a:b@host/repo', basic)).toBe('me:pässword');
    expect(from('https://a@host/repo', { ...basic, username: '' })).toBe('a:pässword');
    expect(from('https://a@host/repo', { kind: 'none' })).toBeUndefined();
  });

  it.each([
    [ssh, { kind: 'none' } as const, 'needs an SSH key'],
    [ssh, basic, 'needs an SSH key'],
    [https, key, 'opens only ssh://'],
    [ssh, { ...key, knownHosts: ' \n' }, 'known_hosts is empty'],
  ])('refuses what does not fit together', (to, credentials, says) => {
    expect(() => connect(to, credentials)).toThrow(
      expect.objectContaining({ code: 'unauthorized', message: expect.stringContaining(says) as string }),
    );
  });

  it('shows no secret in whatever way it is printed', () => {
    const connection = connect(https, basic);
    const printed = `${inspect(connection, { depth: 9 })}${JSON.stringify(connection)}${String(connection.authorization)}`;
    expect(printed).not.toContain('pässword');
    expect(printed).not.toContain(connection.authorization?.reveal().slice(6));
  });
});

describe('fingerprints', () => {
  const random = createSecretKey(Buffer.from('0123456789abcdef'));
  const of = (credentials: GitCredentials): string => fingerprint(credentials, random);

  it('tell credentials apart by all that is in them', () => {
    const variants: GitCredentials[] = [
      { kind: 'none' },
      basic,
      { ...basic, username: 'you' },
      { ...basic, password: new Secret('other') },
      { ...basic, caCertificate: 'x' },
      { ...basic, proxy: { address: 'http://proxy', password: new Secret('a') } },
      { ...basic, proxy: { address: 'http://proxy', password: new Secret('b') } },
      { kind: 'bearer', token: new Secret('pässword') },
      key,
      { ...key, passphrase: new Secret('x') },
    ];
    expect(new Set(variants.map(of)).size).toBe(variants.length);
    expect(of({ password: new Secret('pässword'), username: 'me', kind: 'basic' })).toBe(of(basic));
  });

  it('differ from process to process', () => {
    expect(fingerprint(basic, createSecretKey(Buffer.from('another key')))).not.toBe(of(basic));
  });
});

describe('the settings of git', () => {
  async function settingsOf(
    url: string,
    credentials: GitCredentials,
    check: (settings: GitSettings, folder: string) => void = () => undefined,
  ): Promise<GitSettings> {
    const temporary = join(temporaryFolder(), 'private');
    const connection = connect(address(url), credentials);
    const settings = await withGitSettings(connection, { url, temporary }, async (given) => {
      const [folder = ''] = readdirSync(temporary);
      check(given, join(temporary, folder));
      return await Promise.resolve(given);
    });
    expect(readdirSync(temporary)).toEqual([]);
    return settings;
  }

  it('carry credentials in the environment alone, bound to the address', async () => {
    const { config } = await settingsOf('https://host/repo', basic);
    expect(config).toEqual([
      ['http.https://host/repo.extraHeader', `Authorization: Basic ${Buffer.from('me:pässword').toString('base64')}`],
    ]);
  });

  it('keep certificates in private files while git runs', async () => {
    const credentials: GitCredentials = {
      kind: 'none',
      caCertificate: 'CA',
      clientCertificate: { certificate: 'CERT', privateKey: new Secret('KEY') },
      insecureSkipTlsVerify: true,
      proxy: { address: 'http://proxy:3128', username: 'u', password: new Secret('p@ss') },
    };
    await settingsOf('https://host/repo', credentials, ({ config }, folder) => {
      const value = new Map(config);
      expect(readFileSync(value.get('http.sslCAInfo') ?? '', 'utf8')).toMatch(/^-----BEGIN CERTIFICATE[^]*CA$/);
      expect(readFileSync(value.get('http.sslCert') ?? '', 'utf8')).toBe('CERT');
      expect(readFileSync(value.get('http.sslKey') ?? '', 'utf8')).toBe('KEY');
      expect(statSync(value.get('http.sslKey') ?? '').mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(value.get('http.sslVerify')).toBe('false');
      expect(value.get('http.proxy')).toBe('http://u:p%40ss@proxy:3128/');
    });
  });

  it('let ssh trust and offer only what is given', async () => {
    await settingsOf('ssh://git@host/repo', key, ({ environment }, folder) => {
      const command = environment['GIT_SSH_COMMAND'] ?? '';
      for (const option of [
        'IdentitiesOnly=yes',
        'StrictHostKeyChecking=yes',
        'BatchMode=yes',
        'ForwardAgent=no',
        'GlobalKnownHostsFile=/dev/null',
      ]) {
        expect(command).toContain(`'-o' '${option}'`);
      }
      expect(command).toMatch(/^'ssh' '-F' '\/dev\/null' '-i' '/);
      expect(readFileSync(join(folder, 'key'), 'utf8')).toBe('-----BEGIN KEY-----\n');
      expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, 'known_hosts'), 'utf8')).toBe('host ssh-ed25519 AAAA\n');
      expect(environment['SSH_AUTH_SOCK']).toBeUndefined();
      expect(command).not.toContain('BEGIN');
    });
  });

  it('give a passphrase to ssh by a program that reads it from the environment', async () => {
    await settingsOf('ssh://git@host/repo', { ...key, passphrase: new Secret('open') }, ({ environment }) => {
      expect(environment['GIT_SSH_COMMAND']).not.toContain('BatchMode');
      expect(readFileSync(environment['SSH_ASKPASS'] ?? '', 'utf8')).not.toContain('open');
      expect(environment['SLIPWAY_SSH_PASSPHRASE']).toBe('open');
    });
  });

  it('trust any host only where that is said', async () => {
    await settingsOf(
      'ssh://git@host/repo',
      { ...key, knownHosts: '', insecureIgnoreHostKey: true },
      ({ environment }) => {
        expect(environment['GIT_SSH_COMMAND']).toContain("'StrictHostKeyChecking=no'");
      },
    );
  });

  it('name the proxies of the process', async () => {
    const temporary = temporaryFolder();
    const proxies = { httpProxy: 'http://a', httpsProxy: 'http://b', noProxy: 'c' };
    const { environment } = await withGitSettings(
      connect(https, { kind: 'none' }),
      { url: https.url, temporary, proxies },
      (given) => Promise.resolve(given),
    );
    expect(environment).toEqual({ http_proxy: 'http://a', https_proxy: 'http://b', no_proxy: 'c' });
  });

  it('are gone when the work fails too, and fail where they cannot be written', async () => {
    const temporary = temporaryFolder();
    const connection = connect(ssh, key);
    const failing = withGitSettings(connection, { url: ssh.url, temporary }, () => Promise.reject(new Error('work')));
    await expect(failing).rejects.toThrow('work');
    expect(readdirSync(temporary)).toEqual([]);
    mkdirSync(join(temporary, 'x'));
    const nowhere = withGitSettings(connection, { url: ssh.url, temporary: '/dev/null/x' }, () => Promise.resolve(1));
    await expect(nowhere).rejects.toMatchObject({ code: 'storage' });
    expect(existsSync('/dev/null/x')).toBe(false);
  });
});

it.each(['ftp://proxy', 'not a url', 'http:'])('refuses the proxy %s', (proxy) => {
  expect(() => createDispatcher({ proxy: { address: proxy } }, undefined)).toThrow(
    expect.objectContaining({ code: 'invalid-address' }),
  );
});
