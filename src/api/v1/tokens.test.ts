import { expect, it } from 'vitest';
import { listedApplication, plainHasher, resources, startPageApiFixture } from '../../../test/support/page-api.ts';
import type { KubeObject } from '../../base/index.ts';

const object = (kind: string, name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'argocd' },
  data,
});

async function start() {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const passwords = { 'accounts.ci.password': encode(await plainHasher.hash('ci')) };
  return startPageApiFixture({
    objects: [
      listedApplication('cart'),
      { resource: resources.configMaps, object: object('ConfigMap', 'argocd-cm', { 'accounts.ci': 'apiKey, login' }) },
      {
        resource: resources.configMaps,
        object: object('ConfigMap', 'argocd-rbac-cm', { 'policy.default': 'role:readonly' }),
      },
      { resource: resources.secrets, object: object('Secret', 'argocd-secret', passwords) },
    ],
  });
}

const bearer = (token: string): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${token}` },
});

it('a machine reads with its token until it is taken back', async () => {
  const { request, signIn, ports } = await start();
  const cookie = await signIn('ci', 'ci');
  const made = await request('POST', '/accounts/ci/tokens', {
    cookie,
    body: { id: 'pipeline', expiresInSeconds: 3600 },
  });
  const { token } = (await made.json()) as { token: string };
  expect(made.status).toBe(200);
  const until = async (status: number): Promise<Response> => {
    // What was written comes back by the watch.
    for (;;) {
      const answer = await request('GET', '/session', bearer(token));
      if (answer.status === status) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  expect(await (await until(200)).json()).toMatchObject({ username: 'ci', via: 'token', access: 'read-only' });
  expect((await request('GET', '/deliveries', bearer(token))).status).toBe(200);
  const act = await request('POST', '/deliveries/Application/argocd/cart/actions', {
    ...bearer(token),
    body: { action: 'refresh' },
  });
  expect(act.status).toBe(403);
  // It makes no others, and is told of without its text.
  expect((await request('POST', '/accounts/ci/tokens', { ...bearer(token), body: {} })).status).toBe(403);
  const listed = await (await request('GET', '/accounts', { cookie })).text();
  expect(listed).toContain('pipeline');
  expect(listed).not.toContain(token);
  expect((await request('POST', '/accounts/ci/tokens', { cookie, body: { id: 'pipeline' } })).status).toBe(409);

  const admin = await signIn();
  expect((await request('DELETE', '/accounts/ci/tokens/pipeline', { cookie: admin })).status).toBe(204);
  await until(401);
  expect((await request('DELETE', '/accounts/ci/tokens/pipeline', { cookie: admin })).status).toBe(404);
  expect(ports.accounts()?.current()?.accounts.get('ci')?.tokens.size).toBe(0);
});

it('an account sees itself alone, and has tokens only where it may', async () => {
  const { request, signIn } = await start();
  const namesFor = async (cookie: string): Promise<string[]> => {
    const { accounts } = (await (await request('GET', '/accounts', { cookie })).json()) as {
      accounts: { name: string }[];
    };
    return accounts.map(({ name }) => name);
  };
  const [ci, admin] = [await signIn('ci', 'ci'), await signIn()];
  expect([await namesFor(ci), await namesFor(admin)]).toEqual([['ci'], ['admin', 'ci']]);
  expect((await request('POST', '/accounts/admin/tokens', { cookie: ci, body: {} })).status).toBe(404);
  const refused = await request('POST', '/accounts/admin/tokens', { cookie: admin, body: {} });
  expect([refused.status, await refused.text()]).toEqual([
    expect.any(Number),
    expect.stringContaining('accounts.admin: apiKey'),
  ]);
  expect((await request('POST', '/accounts/ci/tokens', { cookie: ci, body: { expiresInSeconds: 0 } })).status).toBe(
    400,
  );
});
