import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Json,
  type JsonObject,
  jsonAt,
  type KubeObject,
  objectsAt,
  silentLogger,
  systemClock,
  systemRandom,
  textAt,
} from '../base/index.ts';
import { untilHealthy } from './check-demo.ts';
import { type Demo, startDemo } from './start-demo.ts';

/** A value that no answer, stream or log may ever hold, as it is and as Secrets keep it. */
const canary = 'canary-5d1e77b2';
const encoded = Buffer.from(canary).toString('base64');

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  value: "${value}"\n`;
const lab = {
  'lab/settings.yaml': configMap('one'),
  'lab/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: password\nstringData:\n  a: ${canary}\n  b: ${canary}\n  c: other\n`,
  'lab/old.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\n',
};
const labPath = '/deliveries/Application/argocd/lab';

describe('the page’s API over the demo', () => {
  const signal = AbortSignal.timeout(120_000);
  let dataDir: string;
  let demo: Demo;
  let cookie: string;
  const seen: string[] = [];
  const logged: string[] = [];

  async function ask(method: 'GET' | 'POST', path: string, body?: Json): Promise<{ status: number; json: JsonObject }> {
    const answer = await fetch(`${demo.platform.api.url}/api/slipway/v1${path}`, {
      method,
      headers: { cookie, origin: demo.platform.api.url, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    const text = await answer.text();
    seen.push(text);
    return { status: answer.status, json: JSON.parse(text) as JsonObject };
  }
  const get = async (path: string): Promise<JsonObject> => (await ask('GET', path)).json;
  const act = (path: string, action: JsonObject) => ask('POST', `${path}/actions`, action);
  const preview = async (path: string, action: JsonObject): Promise<JsonObject> =>
    (await ask('POST', `${path}/preview`, action)).json;
  const operation = async (): Promise<JsonObject> => ((await get(labPath))['operation'] ?? {}) as JsonObject;
  const settled = async (wanted: string): Promise<JsonObject> => {
    await expect.poll(async () => jsonAt(await operation(), 'phase'), { timeout: 15_000, interval: 50 }).toBe(wanted);
    return operation();
  };
  async function live(
    kind: { group: string; kind: string },
    namespace: string,
    name: string,
  ): Promise<KubeObject | undefined> {
    const resource = await demo.client.discovery.find(kind, signal);
    return demo.client.get({ resource: resource!, namespace, name }, { signal }).catch(() => undefined);
  }
  const settings = async () => jsonAt(await live({ group: '', kind: 'ConfigMap' }, 'lab', 'settings'), 'data', 'value');

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'slipway-page-'));
    const write = (message: string, fields?: unknown): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
    const logger = { ...silentLogger, debug: write, info: write, warn: write, error: write };
    demo = await startDemo(
      {
        dataDir,
        port: 0,
        kubePort: 0,
        gitPort: 0,
        environment: process.env,
        clock: systemClock,
        random: systemRandom,
        logger: { ...logger, with: () => logger },
      },
      signal,
    );
    await untilHealthy(demo, signal);
    const signIn = await fetch(`${demo.platform.api.url}/api/slipway/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: demo.platform.api.url },
      body: JSON.stringify({ username: 'admin', password: demo.password ?? '' }),
    });
    expect(signIn.status).toBe(200);
    cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await demo.git.commitFiles('platform', 'main', lab, 'Add the lab\n\nWith a secret.');
    const resource = await demo.client.discovery.find({ group: 'argoproj.io', kind: 'Application' }, signal);
    await demo.client.create(
      resource!,
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'lab', namespace: 'argocd' },
        spec: {
          project: 'default',
          source: { repoURL: demo.repository, path: 'lab', targetRevision: 'main' },
          destination: { server: 'https://kubernetes.default.svc', namespace: 'lab' },
          syncPolicy: { syncOptions: ['CreateNamespace=true'] },
        },
      },
      { signal },
    );
  }, 60_000);
  afterAll(async () => {
    await demo.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('shows what a sync would do, does only what was chosen, and then the rest', { timeout: 60_000 }, async () => {
    await expect
      .poll(async () => jsonAt(await get('/deliveries?q=lab'), 'items', 0, 'sync', 'status'), { timeout: 15_000 })
      .toBe('OutOfSync');
    const planned = await preview(labPath, { action: 'sync' });
    expect(planned).toMatchObject({ summary: '3 objects to create', destructive: false, allowed: true, problems: [] });
    expect(
      objectsAt(planned, 'changes')
        .map((change) => `${textAt(change, 'change')} ${textAt(change, 'object', 'name')}`)
        .sort(),
    ).toEqual(['create old', 'create password', 'create settings']);
    expect((await act(labPath, { action: 'sync', dryRun: true })).status).toBe(202);
    expect(await settled('Succeeded')).toMatchObject({ dryRun: true, by: 'admin', automated: false });
    expect(await settings()).toBeUndefined();

    await act(labPath, { action: 'sync', objects: [{ kind: 'ConfigMap', name: 'settings' }] });
    await expect.poll(settings, { timeout: 15_000 }).toBe('one');
    await settled('Succeeded');
    expect(await live({ group: '', kind: 'ConfigMap' }, 'lab', 'old')).toBeUndefined();
    expect(await preview(labPath, { action: 'sync' })).toMatchObject({ summary: '2 objects to create' });

    await act(labPath, { action: 'sync', serverSide: true });
    await expect.poll(async () => jsonAt(await get(labPath), 'sync', 'status'), { timeout: 15_000 }).toBe('Synced');
    expect(await settled('Succeeded')).toMatchObject({
      what: 'sync',
      dryRun: false,
      waves: [{ wave: 0, total: 3, done: 3 }],
    });
  });

  it('tells what differs and what a sync with prune deletes, and goes back', { timeout: 60_000 }, async () => {
    await demo.git.commitFiles(
      'platform',
      'main',
      { 'lab/settings.yaml': configMap('two'), 'lab/old.yaml': null },
      'Change the lab',
    );
    await expect.poll(async () => jsonAt(await get(labPath), 'sync', 'differing'), { timeout: 15_000 }).toBe(2);
    const differences = await get(`${labPath}/differences`);
    expect(
      objectsAt(differences, 'objects').find((each) => textAt(each, 'object', 'name') === 'settings'),
    ).toMatchObject({
      change: 'update',
      fields: [
        {
          path: 'data.value',
          change: 'change',
          live: 'one',
          desired: 'two',
          origin: { file: 'lab/settings.yaml', line: 6 },
        },
      ],
    });
    const one = await get(`${labPath}/difference?kind=ConfigMap&namespace=lab&name=settings`);
    expect([textAt(one, 'live', 'yaml'), textAt(one, 'predicted', 'yaml')]).toEqual([
      expect.stringContaining('value: one'),
      expect.stringContaining('value: two'),
    ]);
    expect(await preview(labPath, { action: 'sync' })).toMatchObject({ summary: '1 object to change', goes: [] });
    expect(await preview(labPath, { action: 'sync', prune: true })).toMatchObject({
      summary: '1 object to change, 1 object to delete',
      destructive: true,
      goes: [{ group: '', kind: 'ConfigMap', namespace: 'lab', name: 'old' }],
    });
    await act(labPath, { action: 'sync', prune: true });
    await expect.poll(settings, { timeout: 15_000 }).toBe('two');
    await settled('Succeeded');
    expect(await live({ group: '', kind: 'ConfigMap' }, 'lab', 'old')).toBeUndefined();

    const history = objectsAt(await get(`${labPath}/history`), 'items');
    expect(history.map((entry) => textAt(entry, 'commit', 'subject'))).toEqual(['Change the lab', 'Add the lab']);
    expect(history[1]).toMatchObject({
      by: 'admin',
      rollback: true,
      commit: { message: 'Add the lab\n\nWith a secret.' },
    });
    const back = { action: 'rollback', id: textAt(history[1], 'id') };
    expect(await preview(labPath, back)).toMatchObject({
      summary: '1 object to create, 1 object to change',
      to: { subject: 'Add the lab' },
    });
    await act(labPath, back);
    await expect.poll(settings, { timeout: 15_000 }).toBe('one');
    await expect.poll(operation, { timeout: 15_000 }).toMatchObject({ phase: 'Succeeded', what: 'rollback' });
  });

  it('ends an operation that waits', { timeout: 60_000 }, async () => {
    const never = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: never\n  annotations:\n    argocd.argoproj.io/sync-wave: "-1"\nspec:\n  selector: { matchLabels: { app: never } }\n  template:\n    metadata: { labels: { app: never } }\n    spec:\n      nodeSelector: { nowhere: "yes" }\n      containers: [{ name: app, image: app }]\n`;
    await demo.git.commitFiles('platform', 'main', { 'lab/never.yaml': never }, 'Add what never runs');
    await expect
      .poll(async () => jsonAt(await get(labPath), 'desired', 'commit', 'subject'), { timeout: 15_000 })
      .toBe('Add what never runs');
    await act(labPath, { action: 'sync' });
    await settled('Running');
    expect((await act(labPath, { action: 'sync' })).status).toBe(422);
    expect((await act(labPath, { action: 'terminate' })).json).toEqual({ message: 'the operation is being ended' });
    expect(textAt(await settled('Failed'), 'message')).toMatch(/terminated/i);
  });

  it('shows the tree with what the cluster made, and each object with the origin of its lines', async () => {
    const tree = objectsAt(await get('/deliveries/Application/argocd/cart/tree'), 'nodes');
    expect(tree.map((node) => textAt(node, 'object', 'kind'))).toEqual([
      'Application',
      'ConfigMap',
      'Service',
      'Deployment',
      'EndpointSlice',
      'ReplicaSet',
      'Pod',
      'Pod',
    ]);
    const pod = tree.find((node) => textAt(node, 'object', 'kind') === 'Pod')!;
    expect(pod).toMatchObject({ managed: false, health: 'Healthy', containers: [{ name: 'cart' }] });
    const detail = await get(
      '/deliveries/Application/argocd/cart/object?group=apps&kind=Deployment&namespace=shop&name=cart',
    );
    const lines = textAt(detail, 'desired', 'yaml').split('\n');
    const at = lines.findIndex((line) => line.includes('replicas:'));
    expect(jsonAt(detail, 'desired', 'places', jsonAt(detail, 'desired', 'lines', at) as number)).toMatchObject({
      file: 'apps/cart/deployment.yaml',
      line: 8,
    });
    expect(textAt(detail, 'live', 'yaml')).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n(?!.*managedFields)/s);
    const events = objectsAt(await get('/deliveries/Application/argocd/cart/events'), 'items');
    expect(events.map(({ reason }) => reason)).toContain('OperationCompleted');
    expect(await get('/deliveries/Application/argocd/cart/source')).toMatchObject({
      sources: [
        {
          renderer: 'Directory',
          objects: 3,
          path: 'apps/cart',
          files: expect.arrayContaining([{ path: 'apps/cart/deployment.yaml', kind: 'file' }]) as unknown,
        },
      ],
    });
    const foreign = await ask(
      'GET',
      '/deliveries/Application/argocd/cart/object?kind=Secret&namespace=argocd&name=argocd-secret',
    );
    expect(foreign.status).toBe(404);
    const logs = await ask('GET', `/deliveries/Application/argocd/cart/logs?namespace=kube-system&pod=other`);
    expect(logs.status).toBe(404);
    const log = await fetch(
      `${demo.platform.api.url}/api/slipway/v1/deliveries/Application/argocd/cart/logs?namespace=shop&pod=${textAt(pod, 'object', 'name')}&tail=10`,
      { headers: { cookie } },
    );
    expect(log.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(await log.text()).toContain('"end"');
  });

  it('suspends and resumes a Kustomization, and reconciles it with its source', { timeout: 60_000 }, async () => {
    const path = '/deliveries/Kustomization/flux-system/cache';
    const suspended = async () => jsonAt(await get(path), 'row', 'suspended');
    await act(path, { action: 'suspend' });
    await expect.poll(suspended).toBe(true);
    expect((await act(path, { action: 'reconcile' })).status).toBe(422);
    expect(await preview(path, { action: 'resume' })).toMatchObject({ summary: 'nothing would change', allowed: true });
    expect(objectsAt(await get(`${path}/tree`), 'nodes').length).toBeGreaterThan(2);
    await act(path, { action: 'resume' });
    await expect.poll(suspended).toBe(false);
    expect((await act(path, { action: 'reconcile-with-source' })).status).toBe(202);
    const handled = async () =>
      textAt(
        await live({ group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' }, 'flux-system', 'cache'),
        'status',
        'lastHandledReconcileAt',
      );
    await expect.poll(handled, { timeout: 15_000 }).not.toBe('');
  });

  it('tells a stream of a push, and of a tree that changes', { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const cart = 'Application/argocd/cart';
    await get(`/deliveries/${cart}/tree`);
    const answer = await fetch(`${demo.platform.api.url}/api/slipway/v1/stream?watch=${cart}`, {
      headers: { cookie },
      signal: stop.signal,
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of answer.body!) text += new TextDecoder().decode(chunk);
    })().catch(() => undefined);
    const pods = await demo.client.discovery.find({ group: '', kind: 'Pod' }, signal);
    const [pod] = (await demo.client.list(pods!, { namespace: 'shop', labelSelector: 'app=cart', signal })).items;
    await demo.client.delete({ resource: pods!, namespace: 'shop', name: pod!.metadata.name! }, { signal });
    await expect.poll(() => text, { timeout: 15_000 }).toMatch(/event: changed\n.*\n.*"parts":\[[^\]]*"tree"/);
    await demo.git.commitFiles('platform', 'main', { 'apps/cart/notes.txt': 'x' }, 'Note something about the cart');
    await expect.poll(() => text, { timeout: 15_000 }).toContain('Note something about the cart');
    stop.abort();
    await reading;
    seen.push(text);
  });

  it('deletes an Application with what goes, after saying so', { timeout: 60_000 }, async () => {
    const planned = await preview(labPath, { action: 'delete', propagation: 'foreground' });
    expect(planned).toMatchObject({ destructive: true });
    expect(objectsAt(planned, 'goes').map(({ name }) => name)).toContain('settings');
    expect(objectsAt(await preview(labPath, { action: 'delete', propagation: 'orphan' }), 'goes')).toEqual([]);
    await act(labPath, { action: 'delete', propagation: 'foreground' });
    await expect.poll(async () => (await ask('GET', labPath)).status, { timeout: 20_000 }).toBe(404);
    expect(await settings()).toBeUndefined();
  });

  it('never tells the value of a Secret, and shows which are equal', async () => {
    await demo.git.commitFiles(
      'platform',
      'main',
      { 'apps/cart/secret.yaml': lab['lab/secret.yaml'] },
      'Give the cart a password',
    );
    const path = '/deliveries/Application/argocd/cart';
    const query = 'kind=Secret&namespace=shop&name=password';
    await expect.poll(async () => (await ask('GET', `${path}/object?${query}`)).status, { timeout: 15_000 }).toBe(200);
    const detail = await get(`${path}/object?${query}`);
    const values = [...textAt(detail, 'live', 'yaml').matchAll(/^ {2}(\w): (.*)$/gm)].map(
      ([, name, value]) => [name, value] as const,
    );
    const masks = new Map(values);
    expect(masks.get('a')).toMatch(/^•+ \(\d\)$/);
    expect(masks.get('a')).toBe(masks.get('b'));
    expect(masks.get('a')).not.toBe(masks.get('c'));
    await get(`${path}/difference?${query}`);
    for (const part of ['', '/tree', '/differences', '/events', '/history', '/source']) await get(`${path}${part}`);
    await get('/deliveries?facets=true');
    for (const text of [...seen, ...logged]) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(encoded);
      expect(text).not.toContain(demo.password!);
    }
  });
});
