import { describe, expect, it } from 'vitest';
import { listedApplication, resources, startPageApiFixture } from '../../../test/support/page-api.ts';
import type { Authorizer } from '../auth/index.ts';
import { contract, type RouteContract } from '../contract/index.ts';

const canary = 'canary-7f3a9c';

/** Every route with a path that could be. */
const routes = Object.values<RouteContract>(contract).map((route) => ({
  ...route,
  at: route.path
    .replace('{kind}', 'Application')
    .replace('{namespace}', 'argocd')
    .replace('{name}', 'cart')
    .replace('{account}', 'admin')
    .replace('{token}', 't'),
}));

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code;
}

describe('a request of nobody', () => {
  it('is answered by no route but those of signing in', async () => {
    const { request } = await startPageApiFixture({ objects: [listedApplication('cart')] });
    for (const { access, method, at, name } of routes) {
      if (access === 'public') continue;
      const answer = await request(method, at, method === 'POST' ? { body: {} } : {});
      expect([name, answer.status, await codeOf(answer)]).toEqual([name, 401, 'not-signed-in']);
    }
  });

  it('is one with a forged cookie or a wrong token, too', async () => {
    const { request, signIn } = await startPageApiFixture();
    const cookie = await signIn();
    expect((await request('GET', '/session', { cookie })).status).toBe(200);
    const [head, body, signature] = cookie.slice('argocd.token='.length).split('.');
    const other = Buffer.from(JSON.stringify({ sub: 'admin:login', iss: 'argocd', exp: 9_999_999_999 })).toString(
      'base64url',
    );
    for (const token of [`${head}.${other}.${signature}`, `${head}.${body}.`, `${head}.${body}`, 'admin', '']) {
      expect((await request('GET', '/session', { cookie: `argocd.token=${token}` })).status).toBe(401);
      expect((await request('GET', '/session', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    }
  });
});

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends', async () => {
    const { request, password } = await startPageApiFixture();
    const answer = await request('POST', '/session', { body: { username: 'admin', password } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^argocd\.token=[\w.-]+; Max-Age=86\d{3}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const secure = await request('POST', '/session', {
      body: { username: 'admin', password },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(secure.headers.get('set-cookie')).toContain('; Secure');
    const out = await request('DELETE', '/session');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, 'argocd.token=; Max-Age=0; Path=/']);
  });

  it('is refused after five failures with how long to wait', async () => {
    const { request } = await startPageApiFixture();
    const attempt = () => request('POST', '/session', { body: { username: 'admin', password: 'wrong' } });
    for (let count = 0; count < 5; count += 1) expect(await codeOf(await attempt())).toBe('wrong-credentials');
    const answer = await attempt();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
  });
});

/** A route that takes a body. */
const writePath = '/actions';

describe('a write', () => {
  const write = { ids: ['Application/argocd/cart'], action: { action: 'refresh' } };

  it('of another site is refused, whatever it says of itself', async () => {
    const { request, signIn, cluster, password } = await startPageApiFixture({ objects: [listedApplication('cart')] });
    const cookie = await signIn();
    const before = cluster.requests.length;
    for (const origin of [
      'http://evil.test',
      'null',
      'http://slipway.test.evil.test',
      'http://slipway.test:81',
      'slipway.test',
      '',
    ]) {
      const answer = await request('POST', writePath, { body: write, cookie, headers: { origin } });
      expect([origin, await codeOf(answer)]).toEqual([origin, 'foreign-origin']);
    }
    const signingIn = await request('POST', '/session', {
      body: { username: 'admin', password },
      headers: { origin: 'http://evil.test' },
    });
    expect(await codeOf(signingIn)).toBe('foreign-origin');
    expect(cluster.requests.slice(before)).toEqual([]);
  });

  it('as a form could send it is refused', async () => {
    const { request, signIn } = await startPageApiFixture();
    const cookie = await signIn();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await request('POST', writePath, {
        body: JSON.stringify(write),
        cookie,
        headers: { 'content-type': type },
      });
      expect(await codeOf(answer)).toBe('unsupported-media-type');
    }
  });

  it('with a body that is too long, or no JSON, is refused', async () => {
    const { request, signIn, app } = await startPageApiFixture();
    const cookie = await signIn();
    const large = JSON.stringify({ ids: ['x'.repeat(600_000)] });
    expect(await codeOf(await request('POST', writePath, { body: large, cookie }))).toBe('too-large');
    const chunked = await app.request('http://slipway.test/api/slipway/v1/session', {
      method: 'POST',
      body: new Blob(['x'.repeat(600_000)]).stream(),
      headers: { host: 'slipway.test', origin: 'http://slipway.test', 'content-type': 'application/json' },
      duplex: 'half',
    });
    expect(await codeOf(chunked)).toBe('too-large');
    for (const body of ['{', '\u0000', '[1,', 'undefined']) {
      expect(await codeOf(await request('POST', writePath, { body, cookie }))).toBe('invalid-request');
    }
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(await codeOf(await request('POST', writePath, { body: deep, cookie }))).toBe('invalid-request');
    const polluting = '{"__proto__":{"role":"admin"},"ids":["Application/argocd/cart"],"action":{"action":"nothing"}}';
    expect(await codeOf(await request('POST', writePath, { body: polluting, cookie }))).toBe('invalid-request');
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('a path', () => {
  it('names a delivery, or nothing', async () => {
    const { request, signIn } = await startPageApiFixture({ objects: [listedApplication('cart')] });
    const cookie = await signIn();
    expect((await request('GET', '/deliveries/Application/argocd/cart', { cookie })).status).toBe(200);
    for (const path of [
      '/deliveries/Application/argocd/..%2f..%2fsecrets',
      '/deliveries/Application/..%2fkube-system/cart',
      '/deliveries/Secret/argocd/argocd-secret',
      '/deliveries/constructor/argocd/cart',
      '/deliveries/Application/argocd/cart%00',
      '/deliveries/Application/argocd/cart%0d%0aset-cookie:x=y',
      '/deliveries/Application/argocd/%2e%2e',
      '/deliveries/Application/argocd/CART',
      '/deliveries/Application/argocd/none',
      '/nothing',
      '/openapi.json/x',
    ]) {
      const answer = await request('GET', path, { cookie });
      expect([path, answer.status, answer.headers.get('set-cookie')]).toEqual([path, 404, null]);
    }
  });

  it('of a route that takes another method is none', async () => {
    const { request, signIn } = await startPageApiFixture();
    const cookie = await signIn();
    for (const method of ['PUT', 'PATCH', 'POST', 'OPTIONS'])
      expect((await request(method, '/deliveries', { cookie })).status).toBe(404);
    expect((await request('GET', '/actions', { cookie })).status).toBe(404);
  });
});

describe('a query', () => {
  it('is refused where it is not as the contract says, and says which part', async () => {
    const { request, signIn } = await startPageApiFixture();
    const cookie = await signIn();
    for (const query of [
      'limit=0',
      'limit=501',
      'limit=1e3',
      'limit=-1',
      'limit=abc',
      'sort=password',
      'facets=yes',
      'offset=99999999999',
      `q=${'x'.repeat(1_001)}`,
      'order=up',
    ]) {
      const answer = await request('GET', `/deliveries?${query}`, { cookie });
      const { error } = (await answer.json()) as { error: { code: string; fields: { path: string }[] } };
      expect([query, answer.status, error.fields[0]?.path]).toEqual([query, 400, `query.${query.split('=')[0]}`]);
    }
    expect((await request('GET', '/deliveries?limit=1&limit=9999', { cookie })).status).toBe(200);
    expect((await request('GET', '/deliveries?unknown=1', { cookie })).status).toBe(200);
  });
});

describe('what somebody may not see', () => {
  const own = ({ project }: { project?: string | undefined }): boolean => project === 'mine';
  const authorizer: Authorizer = { may: (_, __, what) => own(what), filter: () => own };

  it('is nowhere: not in lists, counts, searches, relations, or as an error of its own', async () => {
    const parent = listedApplication('root', { project: 'mine' });
    const child = {
      group: 'argoproj.io',
      version: 'v1alpha1',
      kind: 'Application',
      namespace: 'argocd',
      name: 'hidden',
      status: 'Synced',
    };
    const status = { ...(parent.object['status'] as object), resources: [child] };
    const { request, signIn } = await startPageApiFixture({
      objects: [
        { ...parent, object: { ...parent.object, status } },
        listedApplication('hidden', { project: 'theirs' }),
      ],
      authorizer,
    });
    const cookie = await signIn();
    const text = async (path: string): Promise<string> => (await request('GET', path, { cookie })).text();
    expect(JSON.parse(await text('/deliveries?facets=true'))).toMatchObject({ matched: 1, total: 1 });
    for (const path of ['/deliveries?facets=true&group=project', '/deliveries?q=hidden', '/search?q=hidd', '/about']) {
      expect(await text(path), path).not.toMatch(/theirs|argocd\/hidden/);
    }
    const detail = JSON.parse(await text('/deliveries/Application/argocd/root')) as { relations: unknown[] };
    expect(detail.relations).toEqual([]);
    const hidden = await request('GET', '/deliveries/Application/argocd/hidden', { cookie });
    const missing = await request('GET', '/deliveries/Application/argocd/missing', { cookie });
    expect(await hidden.text()).toBe((await missing.text()).replace('missing', 'hidden'));
    expect(JSON.parse(await text('/about'))).toMatchObject({ kinds: [{ count: 1 }, {}, {}] });
  });

  it('is everything for an account without a role, and acting for one that may look', async () => {
    const settings = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', namespace: 'argocd' },
      data: { 'accounts.none': 'login', 'accounts.look': 'login' },
    };
    const policy = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-rbac-cm', namespace: 'argocd' },
      data: { 'policy.csv': 'g, look, role:readonly' },
    };
    const passwords = Object.fromEntries(
      ['none', 'look'].map((name) => [`accounts.${name}.password`, Buffer.from('plain:x').toString('base64')]),
    );
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argocd-secret', namespace: 'argocd' },
      data: passwords,
    };
    const { request, signIn } = await startPageApiFixture({
      objects: [
        listedApplication('cart'),
        { resource: resources.configMaps, object: settings },
        { resource: resources.configMaps, object: policy },
        { resource: resources.secrets, object: secret },
      ],
    });
    const none = await signIn('none', 'x');
    expect(await (await request('GET', '/deliveries', { cookie: none })).json()).toMatchObject({ items: [], total: 0 });
    expect((await request('GET', '/deliveries/Application/argocd/cart', { cookie: none })).status).toBe(404);
    const look = await signIn('look', 'x');
    expect(await (await request('GET', '/session', { cookie: look })).json()).toMatchObject({ access: 'read-only' });
    const detail = (await (await request('GET', '/deliveries/Application/argocd/cart', { cookie: look })).json()) as {
      actions: { allowed: boolean }[];
    };
    expect(detail.actions.some(({ allowed }) => allowed)).toBe(false);
  });
});

describe('a secret value', () => {
  it('is in no answer and no log', async () => {
    const repo = `https://user:${canary}@git.example/shop.git`;
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argocd-secret', namespace: 'argocd' },
      data: { 'webhook.github.secret': Buffer.from(canary).toString('base64') },
    };
    const { request, signIn, logged } = await startPageApiFixture({
      objects: [listedApplication('cart', { repo }), { resource: resources.secrets, object: secret }],
    });
    const cookie = await signIn();
    for (const { at, method, name, stream } of routes) {
      if (method !== 'GET' || stream !== undefined) continue;
      const query =
        name === 'search'
          ? '?q=cart'
          : name === 'object' || name === 'difference'
            ? '?kind=Deployment&group=apps&namespace=shop&name=cart'
            : '';
      const answer = await request('GET', `${at}${query}`, { cookie });
      expect(await answer.text(), name).not.toContain(canary);
    }
    expect(logged.join('\n')).not.toContain(canary);
  });
});
