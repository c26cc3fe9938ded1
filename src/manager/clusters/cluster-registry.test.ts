import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ClusterKey,
  inCluster,
  type JsonObject,
  type KubeObject,
  ManualClock,
  noMetrics,
  seededRandom,
  silentLogger,
} from '../../base/index.ts';
import { type ClusterConfig, InformerSet, type KubeConnection, KubeError } from '../../kube/index.ts';
import { apiResource, pods } from '../../../test/support/kube-resources.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { ClusterRegistry } from './cluster-registry.ts';

const secrets = apiResource('', 'secrets', 'Secret');

let clock: ManualClock;
let home: MemoryCluster;
let registry: ClusterRegistry;
let informers: InformerSet;
/** What becomes of a request to a remote cluster. */
let remoteFault: MemoryCluster['fault'];
/** The servers that were connected to, and those of them whose connections were closed. */
const connected: string[] = [];
const closed: string[] = [];
const changed: ClusterKey[] = [];

beforeEach(() => {
  for (const list of [connected, closed, changed]) list.length = 0;
  clock = new ManualClock();
  home = new MemoryCluster();
  home.served = [secrets];
  remoteFault = () => undefined;
  informers = new InformerSet({ clock, random: seededRandom(1), logger: silentLogger, metrics: noMetrics });
  registry = new ClusterRegistry({
    home,
    informers,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    connect: (config: ClusterConfig) => {
      connected.push(config.server);
      const remote = new MemoryCluster();
      remote.served = [pods];
      remote.fault = (request) => remoteFault(request);
      const close = (): Promise<void> => {
        closed.push(config.server);
        return Promise.resolve();
      };
      return { config, client: remote, close, [Symbol.asyncDispose]: close } as unknown as KubeConnection;
    },
    changed: (cluster) => changed.push(cluster),
  });
  return async () => {
    await registry.close();
    informers.close();
  };
});

const encoded = (data: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));

const secret = (namespace: string, name: string, data: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace, name },
  data: encoded(data),
});

const argoSecret = (server: string, config: object = { bearerToken: 't' }): KubeObject =>
  secret('argocd', 'prod', { name: 'prod', server, config: JSON.stringify(config) });

const kubeconfig = (server: string, user: object = { token: 't' }): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });

const ref = (name: string, namespace = 'argocd') => ({ resource: secrets, namespace, name });
const write = (object: KubeObject): Promise<KubeObject> =>
  home.patch(ref(object.metadata.name!, object.metadata.namespace), { kind: 'apply', object });

/** Opens a cluster while time goes on. */
async function open(cluster: ClusterKey) {
  const opening = registry.open(cluster);
  opening.catch(() => undefined);
  await clock.advance(100);
  return opening;
}

describe('clusters', () => {
  it('begin with the one that we run in, without a request', async () => {
    const access = await open(inCluster);
    expect(access.client).toBe(home);
    expect([home.requests, connected]).toEqual([[], []]);
  });

  it('are reached by Argo CD cluster Secrets, once for all', async () => {
    await write(argoSecret('https://prod:6443'));
    const [one, two] = await Promise.all([open('argocd:argocd/prod'), open('argocd:argocd/prod')]);
    expect(one.client).toBe(two.client);
    expect(one.key).toBe('argocd:argocd/prod');
    expect(connected).toEqual(['https://prod:6443']);
  });

  it.each([
    ['the key that is named', 'kubeconfig:tenants/remote#config', { config: kubeconfig('https://a:1') }],
    [
      'value',
      'kubeconfig:tenants/remote',
      { value: kubeconfig('https://a:1'), 'value.yaml': kubeconfig('https://b:1') },
    ],
    ['value.yaml, where there is no value', 'kubeconfig:tenants/remote', { 'value.yaml': kubeconfig('https://a:1') }],
  ] as const)('are reached by a kubeconfig under %s', async (_where, key, data) => {
    await write(secret('tenants', 'remote', data));
    await open(key);
    expect(connected).toEqual(['https://a:1']);
  });

  it('are connected to anew when their Secret changes, and who uses them is told', async () => {
    await write(argoSecret('https://old:6443'));
    const before = await open('argocd:argocd/prod');
    const informer = before.informer(pods, {}, undefined);
    await write(argoSecret('https://new:6443'));
    await clock.advance(0);
    expect(changed).toEqual(['argocd:argocd/prod']);
    expect(closed).toEqual(['https://old:6443']);
    const after = await open('argocd:argocd/prod');
    expect(after.client).not.toBe(before.client);
    expect(connected).toEqual(['https://old:6443', 'https://new:6443']);
    // The informers of the old connection are gone: what is acquired now reads from the new one.
    expect(after.informer(pods, {}, undefined)).not.toBe(informer);
  });

  it('are gone with their Secret, until it is back', async () => {
    await write(argoSecret('https://prod:6443'));
    await open('argocd:argocd/prod');
    await home.delete(ref('prod'));
    await clock.advance(0);
    expect({ changed, closed }).toEqual({ changed: ['argocd:argocd/prod'], closed: ['https://prod:6443'] });
    await expect(open('argocd:argocd/prod')).rejects.toMatchObject({
      code: 'config',
      message: 'cluster argocd:argocd/prod: there is no Secret argocd/prod',
    });
    await write(argoSecret('https://prod:6443'));
    await clock.advance(0);
    expect((await open('argocd:argocd/prod')).key).toBe('argocd:argocd/prod');
  });

  it('are tried anew after a failure', async () => {
    await expect(open('argocd:argocd/prod')).rejects.toMatchObject({ code: 'config' });
    await write(argoSecret('https://prod:6443'));
    await clock.advance(0);
    await open('argocd:argocd/prod');
    expect(connected).toEqual(['https://prod:6443']);
  });

  it('do not hold anybody up where their Secret may not be read', async () => {
    home.fault = () => new KubeError('forbidden', 'secrets is forbidden');
    await expect(open('argocd:argocd/prod')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each<[string, ClusterKey, KubeObject, RegExp]>([
    [
      'is no JSON',
      'argocd:argocd/prod',
      secret('argocd', 'prod', { server: 'https://a', config: '{' }),
      /config is not JSON/,
    ],
    ['has no server', 'argocd:argocd/prod', secret('argocd', 'prod', { config: '{}' }), /server is missing/],
    [
      'runs a program',
      'kubeconfig:tenants/remote',
      secret('tenants', 'remote', {
        value: kubeconfig('https://a', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh' } }),
      }),
      /exec.* is not allowed here/,
    ],
    [
      'reads a file',
      'kubeconfig:tenants/remote',
      secret('tenants', 'remote', { value: kubeconfig('https://a', { tokenFile: '/var/run/token' }) }),
      /tokenFile is not allowed here/,
    ],
    [
      'is under another key',
      'kubeconfig:tenants/remote#config',
      secret('tenants', 'remote', { value: kubeconfig('https://a') }),
      /Secret tenants\/remote has no kubeconfig under the key config/,
    ],
    ['is empty', 'kubeconfig:tenants/remote', secret('tenants', 'remote', {}), /under the key value or value.yaml/],
  ])('refuse a Secret that %s', async (_what, key, object, message) => {
    await write(object);
    await expect(open(key)).rejects.toThrow(message);
    expect(connected).toEqual([]);
  });

  describe('that are away', () => {
    const gone = new KubeError('unavailable', 'connection refused');

    it('are told of at once to all but the first who asks, and again when they are back', async () => {
      remoteFault = () => gone;
      await write(argoSecret('https://prod:6443'));
      await expect(open('argocd:argocd/prod')).rejects.toBe(gone);
      let answered = false;
      registry.open('argocd:argocd/prod').catch(() => (answered = true));
      await clock.advance(0);
      expect(answered).toBe(true);
      await clock.advance(20_000);
      expect(changed).toEqual([]);
      remoteFault = () => undefined;
      await clock.advance(60_000);
      expect(changed).toEqual(['argocd:argocd/prod']);
      expect((await open('argocd:argocd/prod')).key).toBe('argocd:argocd/prod');
      expect(connected).toEqual(['https://prod:6443']);
    });

    it('are given up after ten seconds where they take the request and never answer', async () => {
      remoteFault = () => new Promise(() => undefined);
      await write(argoSecret('https://prod:6443'));
      let failure: unknown;
      registry.open('argocd:argocd/prod').catch((error: unknown) => (failure = error));
      await clock.advance(9_900);
      expect(failure).toBeUndefined();
      await clock.advance(200);
      expect(failure).toMatchObject({
        code: 'timeout',
        message: 'cluster argocd:argocd/prod did not answer within 10 s',
      });
    });

    it('are asked less and less often', async () => {
      let asked = 0;
      remoteFault = () => {
        asked += 1;
        return gone;
      };
      await write(argoSecret('https://prod:6443'));
      await expect(open('argocd:argocd/prod')).rejects.toBe(gone);
      await clock.advance(30_000);
      expect(asked).toBeGreaterThan(3);
      const before = asked;
      await clock.advance(300_000);
      expect(asked - before).toBeLessThanOrEqual(6);
    });

    it('are not away where they only refuse: what they refuse shows when it is wanted', async () => {
      remoteFault = () => new KubeError('forbidden', 'forbidden: User "x" cannot get path "/version"');
      await write(argoSecret('https://prod:6443'));
      expect((await open('argocd:argocd/prod')).key).toBe('argocd:argocd/prod');
    });

    it('are left alone once they are closed', async () => {
      remoteFault = () => gone;
      await write(argoSecret('https://prod:6443'));
      await expect(open('argocd:argocd/prod')).rejects.toBe(gone);
      await registry.close();
      remoteFault = () => undefined;
      await clock.advance(120_000);
      expect(changed).toEqual([]);
      expect(closed).toEqual(['https://prod:6443']);
    });

    it('are opened anew when their Secret leads elsewhere', async () => {
      remoteFault = () => gone;
      await write(argoSecret('https://old:6443'));
      await expect(open('argocd:argocd/prod')).rejects.toBe(gone);
      remoteFault = () => undefined;
      await write(argoSecret('https://new:6443'));
      await clock.advance(0);
      expect(changed).toEqual(['argocd:argocd/prod']);
      await open('argocd:argocd/prod');
      expect(connected).toEqual(['https://old:6443', 'https://new:6443']);
    });
  });

  it('without a Secret are told of when it comes', async () => {
    await expect(open('argocd:argocd/prod')).rejects.toMatchObject({ code: 'config' });
    await write(argoSecret('https://prod:6443'));
    await clock.advance(0);
    expect(changed).toEqual(['argocd:argocd/prod']);
  });

  it('are all closed in the end, but for the one that we run in', async () => {
    await write(argoSecret('https://prod:6443'));
    await write(secret('tenants', 'remote', { value: kubeconfig('https://a:1') }));
    await open('argocd:argocd/prod');
    await open('kubeconfig:tenants/remote');
    await registry.close();
    expect(closed.sort()).toEqual(['https://a:1', 'https://prod:6443']);
    expect(changed).toEqual([]);
  });
});
