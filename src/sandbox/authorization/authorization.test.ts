import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type JsonObject, type KubeObject, seededRandom } from '../../base/index.ts';
import type { UserInfo } from '../machinery/cluster.ts';
import { MemoryStorage } from '../storage/index.ts';
import type { AuthorizationQuestion } from './authorizer.ts';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import { readRule, ruleAllows, rulesText, uncovered } from './rules.ts';
import { ServiceAccountTokens, type TokenClaims } from './service-account-tokens.ts';

const jane: UserInfo = { name: 'jane', groups: ['devs', 'system:authenticated'] };

function asks(
  verb: string,
  resource: string,
  more: Partial<{ group: string; namespace: string; name: string; user: UserInfo }> = {},
): AuthorizationQuestion {
  return { kind: 'resource', user: jane, verb, group: '', resource, namespace: 'team', name: '', ...more };
}

describe('a rule', () => {
  const rule = (text: JsonObject): ReturnType<typeof readRule> => readRule(text);
  const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

  it.each<[JsonObject, AuthorizationQuestion, boolean]>([
    [pods, asks('get', 'pods'), true],
    [pods, asks('delete', 'pods'), false],
    [pods, asks('get', 'pods/log'), false],
    [pods, asks('get', 'secrets'), false],
    [pods, asks('get', 'pods', { group: 'apps' }), false],
    [{ ...pods, apiGroups: ['*'] }, asks('get', 'pods', { group: 'apps' }), true],
    [{ ...pods, verbs: ['*'] }, asks('delete', 'pods'), true],
    [{ ...pods, resources: ['*'] }, asks('get', 'pods/log'), true],
    [{ ...pods, resources: ['*/scale'] }, asks('get', 'deployments/scale'), true],
    [{ ...pods, resources: ['*/scale'] }, asks('get', 'deployments'), false],
    [{ ...pods, resourceNames: ['a'] }, asks('get', 'pods', { name: 'a' }), true],
    [{ ...pods, resourceNames: ['a'] }, asks('get', 'pods', { name: 'b' }), false],
    [{ ...pods, resourceNames: ['a'] }, asks('list', 'pods'), false],
    [pods, { kind: 'path', user: jane, verb: 'get', path: '/metrics' }, false],
    [
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      { kind: 'path', user: jane, verb: 'get', path: '/metrics' },
      true,
    ],
    [
      { nonResourceURLs: ['/logs/*'], verbs: ['get'] },
      { kind: 'path', user: jane, verb: 'get', path: '/logs/a/b' },
      true,
    ],
    [{ nonResourceURLs: ['/logs/*'], verbs: ['get'] }, { kind: 'path', user: jane, verb: 'get', path: '/logs' }, false],
    [{ nonResourceURLs: ['*'], verbs: ['get'] }, { kind: 'path', user: jane, verb: 'post', path: '/logs' }, false],
    [{}, asks('get', 'pods'), false],
  ])('%j on %j: %s', (text, question, allowed) => {
    expect(ruleAllows(rule(text), question)).toBe(allowed);
  });

  it.each<[JsonObject[], JsonObject[], string[]]>([
    [[pods], [pods], []],
    [[], [pods], ['{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}']],
    [[{ ...pods, verbs: ['get'] }], [pods], ['{APIGroups:[""], Resources:["pods"], Verbs:["list"]}']],
    [[{ ...pods, resources: ['*'], verbs: ['*'] }], [pods, { ...pods, resources: ['pods/log'] }], []],
    [[{ ...pods, resourceNames: ['a'] }], [pods], ['{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}']],
    [[pods], [{ ...pods, resourceNames: ['a'] }], []],
    [
      [{ ...pods, resourceNames: ['a'] }],
      [{ ...pods, resourceNames: ['a', 'b'] }],
      ['{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get" "list"]}'],
    ],
    [
      [{ nonResourceURLs: ['/logs/*'], verbs: ['*'] }],
      [{ nonResourceURLs: ['/logs/a', '/b'], verbs: ['get'] }],
      ['{NonResourceURLs:["/b"], Verbs:["get"]}'],
    ],
  ])('%j give of %j all but %j', (held, wanted, excess) => {
    expect(rulesText(uncovered(held.map(readRule), wanted.map(readRule)))).toEqual(excess);
  });
});

describe('roles and bindings', () => {
  let storage: MemoryStorage;
  let authorizer: RbacAuthorizer;
  let counter = 0;

  const put = (plural: string, namespace: string, name: string, content: JsonObject): void => {
    counter += 1;
    const kind =
      {
        roles: 'Role',
        clusterroles: 'ClusterRole',
        rolebindings: 'RoleBinding',
        clusterrolebindings: 'ClusterRoleBinding',
      }[plural] ?? '';
    const metadata = { name, uid: String(counter), ...(namespace === '' ? {} : { namespace }) };
    const object: KubeObject = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, ...content };
    const key = `rbac.authorization.k8s.io/${plural}/${namespace}/${name}`;
    storage.commit({ kind: 'put', key, object }, storage.get(key)?.resourceVersion ?? 0);
  };
  const role = (kind: string, name: string): JsonObject => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const readPods = { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };

  beforeEach(() => {
    storage = new MemoryStorage();
    authorizer = new RbacAuthorizer(storage);
  });

  it.each<[string, JsonObject, UserInfo, boolean]>([
    ['the user', { kind: 'User', name: 'jane' }, jane, true],
    ['another user', { kind: 'User', name: 'joe' }, jane, false],
    ['a group of the user', { kind: 'Group', name: 'devs' }, jane, true],
    ['another group', { kind: 'Group', name: 'ops' }, jane, false],
    [
      'a service account',
      { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
      { name: 'system:serviceaccount:ci:bot', groups: [] },
      true,
    ],
    [
      "one of the binding's namespace",
      { kind: 'ServiceAccount', name: 'bot' },
      { name: 'system:serviceaccount:team:bot', groups: [] },
      true,
    ],
    [
      'one of another namespace',
      { kind: 'ServiceAccount', name: 'bot' },
      { name: 'system:serviceaccount:ci:bot', groups: [] },
      false,
    ],
  ])('bound to %s', (_, subject, user, allowed) => {
    put('roles', 'team', 'reader', readPods);
    put('rolebindings', 'team', 'b', { roleRef: role('Role', 'reader'), subjects: [subject] });
    expect(authorizer.decide(asks('get', 'pods', { user })).allowed).toBe(allowed);
  });

  it('hold in their namespace, or everywhere', () => {
    put('clusterroles', '', 'reader', readPods);
    put('rolebindings', 'team', 'b', {
      roleRef: role('ClusterRole', 'reader'),
      subjects: [{ kind: 'User', name: 'jane' }],
    });
    expect(authorizer.decide(asks('get', 'pods'))).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "b/team" of ClusterRole "reader" to User "jane"',
    });
    expect(authorizer.decide(asks('get', 'pods', { namespace: 'other' })).allowed).toBe(false);
    expect(authorizer.decide(asks('get', 'pods', { namespace: '' })).allowed).toBe(false);
    put('clusterrolebindings', '', 'everywhere', {
      roleRef: role('ClusterRole', 'reader'),
      subjects: [{ kind: 'User', name: 'jane' }],
    });
    expect(authorizer.decide(asks('get', 'pods', { namespace: '' })).allowed).toBe(true);
  });

  it('count as they are now', () => {
    put('rolebindings', 'team', 'b', { roleRef: role('Role', 'reader'), subjects: [{ kind: 'User', name: 'jane' }] });
    expect(authorizer.decide(asks('get', 'pods')).allowed).toBe(false);
    put('roles', 'team', 'reader', readPods);
    expect(authorizer.decide(asks('get', 'pods')).allowed).toBe(true);
    put('roles', 'team', 'reader', { rules: [] });
    expect(authorizer.decide(asks('get', 'pods')).allowed).toBe(false);
  });

  it('do not bind the masters', () => {
    const user = { name: 'root', groups: ['system:masters'] };
    expect(authorizer.decide(asks('delete', 'nodes', { user })).allowed).toBe(true);
    expect(authorizer.decide(asks('escalate', 'clusterroles', { user })).allowed).toBe(true);
  });
});

describe('tokens', () => {
  const pem = (): string =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const start = Date.parse('2026-03-01T10:00:00Z');
  const key = pem();
  let now = start;
  let storage: MemoryStorage;
  let tokens: ServiceAccountTokens;

  const add = (plural: string, name: string, uid: string): void => {
    const object: KubeObject = { apiVersion: 'v1', kind: plural, metadata: { name, namespace: 'team', uid } };
    storage.commit({ kind: 'put', key: `/${plural}/team/${name}`, object }, 0);
  };
  const remove = (plural: string, name: string): void => {
    const path = `/${plural}/team/${name}`;
    storage.commit({ kind: 'delete', key: path }, storage.get(path)?.resourceVersion ?? 0);
  };
  const claims = (more: Partial<TokenClaims> = {}): TokenClaims => ({
    namespace: 'team',
    name: 'bot',
    uid: 'u1',
    audiences: ['https://kubernetes.default.svc'],
    issuedAt: start / 1000,
    expiresAt: start / 1000 + 600,
    ...more,
  });

  beforeEach(() => {
    now = start;
    storage = new MemoryStorage();
    tokens = new ServiceAccountTokens(storage, seededRandom(1), () => now, key);
    add('serviceaccounts', 'bot', 'u1');
  });

  it('stand for their account', () => {
    expect(tokens.userOf(tokens.issue(claims()))).toMatchObject({
      name: 'system:serviceaccount:team:bot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:team', 'system:authenticated'],
    });
  });

  it('end with their time', () => {
    const token = tokens.issue(claims());
    now = start + 599_000;
    expect(tokens.userOf(token)).toBeDefined();
    now = start + 601_000;
    expect(tokens.userOf(token)).toBeUndefined();
  });

  it('may never end', () => {
    const { expiresAt: _, ...forever } = claims();
    const token = tokens.issue(forever);
    now = start + 10 * 365 * 86_400_000;
    expect(tokens.userOf(token)).toBeDefined();
  });

  it('end with their account, also when another one takes its name', () => {
    const token = tokens.issue(claims());
    remove('serviceaccounts', 'bot');
    expect(tokens.userOf(token)).toBeUndefined();
    add('serviceaccounts', 'bot', 'u2');
    expect(tokens.userOf(token)).toBeUndefined();
  });

  it('end with the object that they are bound to', () => {
    const token = tokens.issue(claims({ bound: { kind: 'Pod', name: 'p', uid: 'u9' } }));
    expect(tokens.userOf(token)).toBeUndefined();
    add('pods', 'p', 'u9');
    expect(tokens.userOf(token)).toBeDefined();
  });

  it('are no good for others, of others, or changed', () => {
    const token = tokens.issue(claims());
    expect(tokens.userOf(tokens.issue(claims({ audiences: ['vault'] })))).toBeUndefined();
    const others = new ServiceAccountTokens(storage, seededRandom(1), () => now, pem());
    expect(tokens.userOf(others.issue(claims()))).toBeUndefined();
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replaceAll('bot', 'top')).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const text of [
      `${head}.${other}.${signature}`,
      `${none}.${body}.`,
      `${head}.${body}`,
      `${token}.x`,
      '',
      'admin',
    ]) {
      expect(tokens.userOf(text), text).toBeUndefined();
    }
  });
});
