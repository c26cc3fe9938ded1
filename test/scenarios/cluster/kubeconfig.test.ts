import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKubeconfig } from './kubeconfig.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  writeFileSync(join(folder, 'ca.crt'), 'CA');
  writeFileSync(join(folder, 'token'), 'from-file\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(cluster: string, user: string, context = 'current-context: here') {
  const file = join(folder, 'config');
  writeFileSync(
    file,
    `${context}
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: ${cluster}}]
users: [{name: u, user: ${user}}]
`,
  );
  return readKubeconfig(file);
}

const inline = Buffer.from('INLINE').toString('base64');

describe('readKubeconfig', () => {
  it.each([
    ['a token', '{token: t}', { authorization: 'Bearer t' }],
    ['a token file', '{tokenFile: token}', { authorization: 'Bearer from-file' }],
    ['a password', '{username: u, password: p}', { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }],
    ['nothing', '{}', {}],
    ['null', 'null', {}],
  ])('logs in with %s', (_, user, headers) => {
    expect(read('{server: "https://x:1/"}', user)).toMatchObject({ server: 'https://x:1', headers });
  });

  it.each([
    ['a CA file', '{server: s, certificate-authority: ca.crt}', '{}', { rejectUnauthorized: true, ca: 'CA' }],
    [
      'an inline CA',
      `{server: s, certificate-authority-data: ${inline}}`,
      '{}',
      { rejectUnauthorized: true, ca: 'INLINE' },
    ],
    [
      'a certificate',
      '{server: s}',
      `{client-certificate-data: ${inline}, client-key-data: ${inline}}`,
      { rejectUnauthorized: true, cert: 'INLINE', key: 'INLINE' },
    ],
    ['no verification', '{server: s, insecure-skip-tls-verify: true}', '{}', { rejectUnauthorized: false }],
    ['another name', '{server: s, tls-server-name: n}', '{}', { rejectUnauthorized: true, servername: 'n' }],
  ])('connects with %s', (_, cluster, user, tls) => {
    expect(read(cluster, user).tls).toEqual(tls);
  });

  it.each([
    ['plugins', '{exec: {command: evil}}', 'current-context: here', 'runs a plugin to log in'],
    ['a context that is not there', '{}', 'current-context: there', 'contexts has no "there"'],
    ['no context', '{}', '', 'contexts has no undefined'],
  ])('refuses %s', (_, user, context, message) => {
    expect(() => read('{server: s}', user, context)).toThrow(message);
  });
});
