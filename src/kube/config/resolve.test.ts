import { describe, expect, it } from 'vitest';
import { Secret } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ClusterConfig, ExecPlugin } from './cluster-config.ts';
import { parseKubeconfig } from './kubeconfig.ts';
import { type ConfigOverrides, resolveContext } from './resolve.ts';
import { type ConfigTrust, trusted, untrusted } from './trust.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function resolve(
  parts: { cluster?: string; user?: string; context?: string },
  trust: ConfigTrust = trusted,
  overrides: ConfigOverrides = {},
): ClusterConfig {
  const text = `
current-context: main
clusters: [{name: c, cluster: {server: "https://api.example.com:6443", ${parts.cluster ?? ''}}}, {name: c2, cluster: {server: "https://two"}}]
users: [{name: u, user: {${parts.user ?? ''}}}, {name: u2, user: {token: two}}]
contexts: [{name: main, context: {cluster: c, user: u, ${parts.context ?? ''}}}, {name: other, context: {cluster: c2}}, {name: broken, context: {cluster: gone, user: u}}, {name: empty, context: {}}, {name: nobody, context: {cluster: c, user: gone}}]
`;
  return resolveContext(parseKubeconfig(text, { source: 'kubeconfig k', file: '/etc/kube/config' }), trust, overrides);
}

function refusal(work: () => unknown): KubeError {
  try {
    work();
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The config with its secrets revealed, for comparison. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() as string };
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, revealed(member)]),
  );
}

describe('what a context says', () => {
  it.each<readonly [string, { cluster?: string; user?: string; context?: string }, object]>([
    [
      'nothing but a server',
      {},
      {
        server: 'https://api.example.com:6443',
        tls: { insecure: false },
        credential: { kind: 'none' },
        namespace: '',
        disableCompression: false,
      },
    ],
    ['a namespace', { context: 'namespace: team' }, { namespace: 'team' }],
    [
      'authority data',
      { cluster: `certificate-authority-data: ${base64('PEM')}` },
      { tls: { insecure: false, ca: { kind: 'data', data: { secret: 'PEM' } } } },
    ],
    [
      'an authority file beside the kubeconfig',
      { cluster: 'certificate-authority: ca.pem' },
      { tls: { insecure: false, ca: { kind: 'file', path: '/etc/kube/ca.pem' } } },
    ],
    ['no check of certificates', { cluster: 'insecure-skip-tls-verify: true' }, { tls: { insecure: true } }],
    ['a server name', { cluster: 'tls-server-name: other' }, { tls: { insecure: false, serverName: 'other' } }],
    [
      'a proxy',
      { cluster: 'proxy-url: "socks5://u:p@proxy:1080"' },
      { proxyUrl: { secret: 'socks5://u:p@proxy:1080' } },
    ],
    ['no compression', { cluster: 'disable-compression: true' }, { disableCompression: true }],
    ['a token', { user: 'token: t' }, { credential: { kind: 'token', token: { secret: 't' } } }],
    [
      'a token file, which beats the token',
      { user: 'token: t, tokenFile: token' },
      { credential: { kind: 'token-file', path: '/etc/kube/token', initial: { secret: 't' } } },
    ],
    [
      'a password',
      { user: 'username: me, password: p' },
      { credential: { kind: 'basic', username: 'me', password: { secret: 'p' } } },
    ],
    [
      'a certificate',
      { user: `client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}` },
      {
        tls: {
          insecure: false,
          clientCertificate: {
            certificate: { kind: 'data', data: { secret: 'C' } },
            key: { kind: 'data', data: { secret: 'K' } },
          },
        },
        credential: { kind: 'none' },
      },
    ],
    [
      'a certificate and a token',
      { user: `token: t, client-certificate: c.pem, client-key-data: ${base64('K')}` },
      {
        tls: {
          insecure: false,
          clientCertificate: {
            certificate: { kind: 'file', path: '/etc/kube/c.pem' },
            key: { kind: 'data', data: { secret: 'K' } },
          },
        },
        credential: { kind: 'token', token: { secret: 't' } },
      },
    ],
    [
      'somebody to impersonate',
      { user: 'as: jane, as-uid: "7", as-groups: [a, b], as-user-extra: {scopes: [x, z]}' },
      { identity: { user: 'jane', uid: '7', groups: ['a', 'b'], extra: { scopes: ['x', 'z'] } } },
    ],
    [
      'null for what is not set',
      { cluster: 'certificate-authority-data: null', user: 'token: null, exec: null, as-groups: null' },
      { tls: { insecure: false }, credential: { kind: 'none' } },
    ],
  ])('%s', (_, parts, expected) => {
    expect(revealed(resolve(parts))).toMatchObject(expected);
  });

  it('is overridden by flags', () => {
    expect(revealed(resolve({ user: 'token: t' }, trusted, { context: 'other' }))).toMatchObject({
      server: 'https://two',
      credential: { kind: 'none' },
    });
    expect(
      revealed(resolve({ user: 'token: t' }, trusted, { cluster: 'c2', user: 'u2', namespace: 'n' })),
    ).toMatchObject({ server: 'https://two', namespace: 'n', credential: { token: { secret: 'two' } } });
    expect(
      revealed(
        resolve({ user: 'token: t' }, trusted, {
          server: 'https://elsewhere/',
          token: new Secret('flag'),
          identity: { user: 'x' },
        }),
      ),
    ).toMatchObject({
      server: 'https://elsewhere',
      credential: { token: { secret: 'flag' } },
      identity: { user: 'x' },
    });
  });

  it('may be an exec plugin', () => {
    const parts = {
      cluster: 'extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]',
      user: 'exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/get-token, args: [a, b], env: [{name: E, value: v}], interactiveMode: Never, provideClusterInfo: true, installHint: get it}',
    };
    const plugin: Partial<ExecPlugin> = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/etc/kube/bin/get-token',
      args: ['a', 'b'],
      installHint: 'get it',
      provideClusterInfo: true,
      interactiveMode: 'Never',
      clusterExtension: { audience: 'x' },
    };
    expect(revealed(resolve(parts))).toMatchObject({
      credential: { kind: 'exec', plugin: { ...plugin, env: [{ name: 'E', value: { secret: 'v' } }] } },
    });
  });

  it('leaves a bare command to PATH, and takes a token before a plugin', () => {
    const exec = 'exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}';
    expect(resolve({ user: exec }).credential).toMatchObject({
      kind: 'exec',
      plugin: { command: 'aws', interactiveMode: 'IfAvailable' },
    });
    expect(resolve({ user: `${exec}, token: t` }).credential.kind).toBe('token');
  });
});

describe('what is refused', () => {
  it.each<readonly [string, { cluster?: string; user?: string }, string]>([
    [
      'authority twice',
      { cluster: `certificate-authority: a, certificate-authority-data: ${base64('x')}` },
      'certificate-authority and certificate-authority-data are both set',
    ],
    [
      'authority and insecure',
      { cluster: `insecure-skip-tls-verify: true, certificate-authority-data: ${base64('x')}` },
      'exclude each other',
    ],
    [
      'authority data that is no base64',
      { cluster: 'certificate-authority-data: "-----canary"' },
      'certificate-authority-data must be base64',
    ],
    ['a certificate without a key', { user: 'client-certificate: a' }, 'needs client-key'],
    [
      'a key twice',
      { user: `client-certificate: a, client-key: canary, client-key-data: ${base64('canary')}` },
      'client-key and client-key-data are both set',
    ],
    ['a token and a password', { user: 'token: canary, username: me' }, 'exclude each other'],
    ['a token that is a number', { user: 'token: 123' }, 'token must be text'],
    ['a proxy of an unknown kind', { cluster: 'proxy-url: "ftp://u:canary@p"' }, 'proxy-url must be'],
    ['a proxy that is no URL', { cluster: 'proxy-url: "canary"' }, 'proxy-url must be'],
    [
      'an auth provider',
      { user: 'auth-provider: {name: gcp, config: {access-token: canary}}' },
      'auth-provider "gcp" is not supported (kubectl dropped these in 1.26); use an exec plugin',
    ],
    ['groups without a user', { user: 'as-groups: [admins]' }, 'need `as` beside them'],
    [
      'a plugin without a command',
      { user: 'exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}' },
      'command is missing',
    ],
    ['a plugin without a version', { user: 'exec: {command: x}' }, 'apiVersion is missing'],
    [
      'a plugin of an old version',
      { user: 'exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}' },
      'v1alpha1" is not supported',
    ],
    [
      'a v1 plugin without a mode',
      { user: 'exec: {command: x, apiVersion: client.authentication.k8s.io/v1}' },
      'interactiveMode is missing',
    ],
    [
      'a plugin of an unknown mode',
      { user: 'exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Maybe}' },
      'interactiveMode must be one of',
    ],
    [
      'a variable without a name',
      { user: 'exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: canary}]}' },
      'has no name',
    ],
  ])('%s', (_, parts, why) => {
    const error = refusal(() => resolve(parts));
    expect(error.code).toBe('config');
    expect(error.message).toContain(why);
    expect(error.message).not.toContain('canary');
  });

  it.each<readonly [string, ConfigOverrides, string]>([
    [
      'a context that is not there',
      { context: 'gone' },
      'context "gone" does not exist; it has main, other, broken, empty, nobody',
    ],
    ['a cluster that is not there', { context: 'broken' }, 'cluster "gone" does not exist; it has c, c2'],
    ['a user that is not there', { context: 'nobody' }, 'user "gone" does not exist; it has u, u2'],
    ['a context without a cluster', { context: 'empty' }, 'context "empty" names no cluster'],
    ['no context', { context: '' }, 'no context is chosen: set current-context (there are main'],
  ])('%s', (_, overrides, why) => {
    expect(refusal(() => resolve({}, trusted, overrides)).message).toContain(why);
  });

  it.each<readonly [string, { cluster?: string; user?: string }, string]>([
    [
      'a plugin',
      { user: 'exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never}' },
      'may not run programs',
    ],
    ['a token file', { user: 'tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token' }, 'may not name files'],
    ['an authority file', { cluster: 'certificate-authority: /etc/passwd' }, 'may not name files'],
    ['a certificate file', { user: `client-certificate: /x, client-key-data: ${base64('k')}` }, 'may not name files'],
    ['a key file', { user: `client-key: /x, client-certificate-data: ${base64('k')}` }, 'may not name files'],
    ['no check of certificates', { cluster: 'insecure-skip-tls-verify: true' }, 'may not turn off certificate checks'],
  ])('from a Secret: %s', (_, parts, why) => {
    expect(refusal(() => resolve(parts, untrusted)).message).toContain(why);
    expect(resolve(parts, trusted).server).toBe('https://api.example.com:6443');
  });
});
