import { describe, expect, it } from 'vitest';
import { inspect } from 'node:util';
import { KubeError } from '../error.ts';
import { mergeKubeconfigs, parseKubeconfig } from './kubeconfig.ts';
import { resolveContext } from './resolve.ts';
import { trusted } from './trust.ts';

function refusal(text: string): KubeError {
  try {
    parseKubeconfig(text, { source: 'the test' });
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseKubeconfig', () => {
  it('reads YAML in either style, and JSON', () => {
    const block = `
apiVersion: v1
kind: Config
current-context: a
clusters:
- name: c
  cluster:
    server: https://a
contexts:
- name: a
  context: {cluster: c, user: u}
users:
- name: u
  user: {token: t}
preferences: {}
some-later-field: 1
`;
    const read = parseKubeconfig(block, { source: 'x' });
    expect(read.currentContext).toBe('a');
    expect([...read.clusters.keys(), ...read.contexts.keys(), ...read.users.keys()]).toEqual(['c', 'a', 'u']);
    const flow = parseKubeconfig('{clusters: [{name: c, cluster: {server: "https://a"}}], current-context: a}', {
      source: 'x',
    });
    expect([...flow.clusters.keys()]).toEqual(['c']);
    expect(parseKubeconfig('{"current-context":"b"}', { source: 'x' }).currentContext).toBe('b');
  });

  it('does not show what is in it', () => {
    const read = parseKubeconfig('{users: [{name: u, user: {token: canary}}]}', { source: 'x' });
    expect(JSON.stringify([...read.users]) + inspect(read, { depth: 9 })).not.toContain('canary');
  });

  it.each([
    ['text that is no YAML', '{clusters: [', 'is not valid YAML (line 1)'],
    ['a list', '[]', 'must hold a map'],
    ['nothing', '', 'must hold a map'],
    ['another kind', '{apiVersion: v1, kind: Secret}', 'this is v1 Secret, a kubeconfig is v1 Config'],
    ['another version', '{apiVersion: v2, kind: Config}', 'this is v2 Config'],
    ['clusters that are no list', '{clusters: {a: 1}}', 'clusters must be a list'],
    ['an entry that is no map', '{users: [canary]}', 'users must be a list of maps'],
    ['a member that is no map', '{users: [{name: u, user: canary}]}', 'user must be a map'],
    ['a name that is no text', '{users: [{name: 7}]}', 'name must be text'],
    ['the same name twice', '{users: [{name: u}, {name: u}]}', 'users holds "u" twice'],
    ['a text that nests too deep', `{a: ${'['.repeat(100)}${']'.repeat(100)}}`, 'is not valid YAML'],
    ['too much text', `{a: "${'x'.repeat(9 * 1024 * 1024)}"}`, 'is not valid YAML'],
  ])('refuses %s', (_, text, why) => {
    const error = refusal(text);
    expect(error.code).toBe('config');
    expect(error.message).toContain('the test');
    expect(error.message).toContain(why);
    expect(error.message).not.toContain('canary');
  });
});

describe('mergeKubeconfigs', () => {
  const first = parseKubeconfig(
    `
clusters: [{name: shared, cluster: {server: "https://first"}}, {name: a, cluster: {server: "https://a"}}]
users: [{name: u, user: {client-certificate: cert.pem, client-key: /abs/key.pem}}]
`,
    { source: 'first', file: '/home/one/config' },
  );
  const second = parseKubeconfig(
    `
current-context: from-second
clusters: [{name: shared, cluster: {server: "https://second", insecure-skip-tls-verify: true}}, {name: b, cluster: {server: "https://b"}}]
contexts: [{name: from-second, context: {cluster: shared, user: u, namespace: two}}]
`,
    { source: 'second', file: '/home/two/config' },
  );
  const third = parseKubeconfig('{current-context: from-third}', { source: 'third' });

  it('takes of each entry the one of the first file, whole', () => {
    const merged = mergeKubeconfigs([first, second, third]);
    expect(merged.source).toBe('first, second, third');
    expect([...merged.clusters.keys()].sort()).toEqual(['a', 'b', 'shared']);
    const config = resolveContext(merged, trusted);
    expect(config.server).toBe('https://first');
    expect(config.tls.insecure).toBe(false);
  });

  it('takes the first current context that is set', () => {
    expect(mergeKubeconfigs([first, second, third]).currentContext).toBe('from-second');
    expect(mergeKubeconfigs([third, second]).currentContext).toBe('from-third');
  });

  it('keeps paths relative to the file that names them', () => {
    const { tls, namespace } = resolveContext(mergeKubeconfigs([second, first]), trusted);
    expect(namespace).toBe('two');
    expect(tls.clientCertificate).toEqual({
      certificate: { kind: 'file', path: '/home/one/cert.pem' },
      key: { kind: 'file', path: '/abs/key.pem' },
    });
  });
});
