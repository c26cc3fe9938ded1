import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { plainHasher } from '../../../test/support/page-api.ts';
import { type KubeObject, ManualClock, seededRandom } from '../../base/index.ts';
import { type Accounts, readAccounts } from './accounts.ts';
import { threadedHasher } from './password-hasher.ts';
import { signSession, subjectOfToken } from './sessions.ts';
import { createSignIn } from './sign-in.ts';

const key = 'k'.repeat(32);

function configOf(kind: string, name: string, data: Record<string, string>): KubeObject {
  const encoded = Object.entries(data).map(([member, value]) => [member, Buffer.from(value).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'argocd' },
    data: kind === 'Secret' ? Object.fromEntries(encoded) : data,
  };
}

function accountsOf(
  settings: Record<string, string> = {},
  secret: Record<string, string> = {},
  policy: Record<string, string> = {},
): Accounts {
  return readAccounts({
    settings: configOf('ConfigMap', 'argocd-cm', settings),
    secret: configOf('Secret', 'argocd-secret', {
      'server.secretkey': key,
      'admin.password': 'plain:right',
      'admin.passwordMtime': '2026-01-01T00:00:00Z',
      ...secret,
    }),
    policy: configOf('ConfigMap', 'argocd-rbac-cm', policy),
  });
}

const admin = { username: 'admin', password: 'right' };

describe('accounts', () => {
  it('are those of argocd-cm, with what argocd-secret holds for them', () => {
    const { accounts, roles } = accountsOf(
      {
        'accounts.ci': 'apiKey, login',
        'accounts.old': 'login',
        'accounts.old.enabled': 'false',
        'admin.enabled': 'false',
        'accounts.ci.x': '',
      },
      { 'accounts.ci.password': 'plain:ci', 'accounts.ci.tokens': '[{"id":"t1","iat":1}]' },
      { 'policy.csv': 'g, ci, role:admin\np, ci, applications, *, */*, allow\n', 'policy.default': 'role:readonly' },
    );
    expect([...accounts.keys()]).toEqual(['admin', 'ci', 'old']);
    expect(accounts.get('ci')).toMatchObject({
      enabled: true,
      login: true,
      apiKey: true,
      tokens: new Map([['t1', { issuedAt: 1000, expiresAt: undefined }]]),
    });
    expect(accounts.get('old')?.enabled).toBe(false);
    expect(accounts.get('admin')).toMatchObject({ enabled: false, login: true, apiKey: false });
    expect(['admin', 'ci', 'old'].map((name) => roles.roleOf(name))).toEqual(['admin', 'admin', 'read-only']);
    expect(accountsOf().roles.roleOf('ci')).toBe('none');
  });

  it('have no tokens where those cannot be read', () => {
    for (const tokens of ['{', '7', '[null, 3, {"id": 4}]']) {
      expect(accountsOf({}, { 'admin.tokens': tokens }).accounts.get('admin')?.tokens.size).toBe(0);
    }
  });
});

describe('signing in', () => {
  const clock = new ManualClock();
  const ports = { hasher: plainHasher, clock, random: seededRandom(1) };

  it('gives a session of 24 hours to who knows the password', async () => {
    const accounts = accountsOf();
    const result = await createSignIn(ports)(accounts, admin);
    if (result.kind !== 'signed-in') throw new Error(result.kind);
    expect(result.subject).toEqual({
      username: 'admin',
      role: 'admin',
      via: 'password',
      expiresAt: clock.now() + 86_400_000,
    });
    expect(await subjectOfToken(result.token, accounts, clock)).toEqual(result.subject);
    const later = new ManualClock(clock.now() + 86_401_000);
    expect(await subjectOfToken(result.token, accounts, later)).toBeUndefined();
  });

  it.each([
    ['a wrong password', { ...admin, password: 'wrong' }, {}],
    ['a name that is nobody', { username: 'nobody', password: 'right' }, {}],
    ['a name of the language', { username: '__proto__', password: 'right' }, {}],
    ['a disabled account', admin, { 'admin.enabled': 'false' }],
    ['an account for machines', { username: 'ci', password: 'ci' }, { 'accounts.ci': 'apiKey' }],
  ])('is refused alike for %s', async (_, credentials, settings: Record<string, string>) => {
    const accounts = accountsOf(settings, { 'accounts.ci.password': 'plain:ci' });
    expect(await createSignIn(ports)(accounts, credentials)).toEqual({ kind: 'wrong' });
  });

  it('pauses after five failures in five minutes, ever longer, and for that name only', async () => {
    const time = new ManualClock();
    const signIn = createSignIn({ ...ports, clock: time });
    const accounts = accountsOf();
    const fail = () => signIn(accounts, { ...admin, password: 'wrong' });
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await fail()).toEqual({ kind: 'wrong' });
    expect(await signIn(accounts, admin)).toEqual({ kind: 'wait', waitMs: 10_000 });
    expect((await signIn(accounts, { username: 'other', password: 'x' })).kind).toBe('wrong');
    await time.advance(10_000);
    expect(await fail()).toEqual({ kind: 'wrong' });
    expect(await fail()).toEqual({ kind: 'wait', waitMs: 20_000 });
    await time.advance(20_000);
    expect((await signIn(accounts, admin)).kind).toBe('signed-in');
    expect(await fail()).toEqual({ kind: 'wrong' });
  });

  it('counts attempts that are made at the same time', async () => {
    const signIn = createSignIn(ports);
    const results = await Promise.all(
      Array.from({ length: 20 }, () => signIn(accountsOf(), { username: 'x', password: 'y' })),
    );
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
  });
});

describe('a token', () => {
  const clock = new ManualClock();
  const settings = { 'accounts.ci': 'apiKey' };
  const tokens = { 'accounts.ci.tokens': '[{"id":"t1"}]' };
  const sign = (claims: Record<string, unknown>, secret = key, alg = 'HS256') =>
    new SignJWT(claims).setProtectedHeader({ alg }).setIssuer('argocd').sign(new TextEncoder().encode(secret));
  const subject = (token: string, accounts = accountsOf(settings, tokens)) => subjectOfToken(token, accounts, clock);

  it('of a machine counts until it is taken back', async () => {
    const token = await sign({ sub: 'ci:apiKey', jti: 't1' });
    expect(await subject(token)).toMatchObject({ username: 'ci', via: 'token', role: 'none' });
    expect(await subject(token, accountsOf(settings))).toBeUndefined();
    expect(await subject(token, accountsOf({}, tokens))).toBeUndefined();
    expect(await subject(token, accountsOf({ ...settings, 'accounts.ci.enabled': 'false' }, tokens))).toBeUndefined();
  });

  it('counts for nobody where it is forged, of another issuer, without an end, or no token', async () => {
    const now = Math.floor(clock.now() / 1000);
    const session = { sub: 'admin:login', iat: now, exp: now + 60 };
    expect(await subject(await sign(session))).toBeDefined();
    expect(await subject(await sign(session, 'x'.repeat(32)))).toBeUndefined();
    expect(await subject(await sign(session, 'k'.repeat(64), 'HS512'))).toBeUndefined();
    expect(await subject(await sign({ sub: 'admin:login', iat: now }))).toBeUndefined();
    expect(await subject(await sign({ ...session, sub: 'admin:other' }))).toBeUndefined();
    expect(await subject(await sign({ ...session, sub: 'toString:login' }))).toBeUndefined();
    expect(await subject(await sign({ ...session, nbf: now + 60 }))).toBeUndefined();
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...session, iss: 'argocd' })).toString('base64url')}.`;
    for (const text of [none, '', 'a.b.c', 'x'.repeat(5_000)]) expect(await subject(text)).toBeUndefined();
    const [head, body] = (await sign(session)).split('.');
    expect(await subject(`${head}.${body}.`)).toBeUndefined();
  });

  it('of a session ends when the password changes', async () => {
    const signed = await signSession('admin', accountsOf().key!, { clock, random: seededRandom(1) });
    expect(await subject(signed.token)).toBeDefined();
    const changed = accountsOf({}, { 'admin.passwordMtime': '2026-01-01T00:00:05Z' });
    expect(await subject(signed.token, changed)).toBeUndefined();
  });
});

describe('bcrypt', () => {
  it('is upstream’s, and runs in a thread of its own', { timeout: 20_000 }, async () => {
    const hasher = threadedHasher();
    try {
      const hash = await hasher.hash('slipway');
      expect(hash).toMatch(/^\$2[aby]\$10\$.{53}$/);
      // As golang.org/x/crypto/bcrypt writes it.
      expect(await hasher.matches('slipway', hash.replace(/^\$2b/, '$2a'))).toBe(true);
      expect(await hasher.matches('other', hash)).toBe(false);
      expect(await hasher.matches('slipway', 'no hash')).toBe(false);
    } finally {
      await hasher.close();
    }
  });

  it('takes as long for nobody as for somebody: the hash of nobody is one', async () => {
    const hashes: string[] = [];
    const hasher = {
      ...plainHasher,
      matches: (_: string, hash: string) => (hashes.push(hash), Promise.resolve(false)),
    };
    await createSignIn({ hasher, clock: new ManualClock(), random: seededRandom(1) })(accountsOf(), {
      username: 'nobody',
      password: 'x',
    });
    expect(hashes).toEqual([expect.stringMatching(/^\$2b\$10\$[./A-Za-z0-9]{53}$/)]);
  });
});
