import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { MovedClock } from '../../test/support/moved-clock.ts';
import { apiResource } from '../../test/support/kube-resources.ts';
import { inCluster, jsonLogger, seededRandom } from '../base/index.ts';
import { KubeError } from '../kube/index.ts';
import type { Clusters } from './cluster.ts';
import { RenderKeys } from './render-keys.ts';

const secrets = apiResource('', 'secrets', 'Secret');
const { signal } = new AbortController();

function stage({ mayCreate = true, cluster = new MemoryCluster(), seed = 1 } = {}) {
  cluster.served = [secrets];
  const log: string[] = [];
  const clock = new MovedClock();
  const keys = new RenderKeys({
    clusters: { open: () => Promise.resolve({ client: cluster }) } as unknown as Clusters,
    homeNamespace: 'argocd',
    mayCreate: () => mayCreate,
    clock,
    random: seededRandom(seed),
    logger: jsonLogger({ write: (line) => log.push(line), now: () => 0 }),
  });
  const key = async (of = inCluster): Promise<string | undefined> => (await keys.of(of, signal))?.reveal();
  return { cluster, clock, keys, key, log };
}

const forbidden = (verb: string) => (request: string) =>
  request.startsWith(verb) ? new KubeError('forbidden', `may not ${verb} secrets`) : undefined;

describe('RenderKeys', () => {
  it('makes a key once and remembers it; another process finds the same one', async () => {
    const { cluster, key, log } = stage();
    const [first, second] = await Promise.all([key(), key()]);
    expect(Buffer.from(first ?? '', 'base64')).toHaveLength(32);
    expect([second, await key()]).toEqual([first, first]);
    const name = 'secrets argocd/slipway-render-key';
    expect(cluster.requests).toEqual([`get ${name}`, `create ${name}`]);
    expect(cluster.stored(secrets)).toMatchObject([{ type: 'Opaque', immutable: true, data: { key: first } }]);
    expect(await stage({ cluster, seed: 2 }).key()).toBe(first);
    expect(await stage({ cluster, seed: 3, mayCreate: false }).key()).toBe(first);
    expect(log).toEqual([]);
  });

  it('has a key of its own for each other cluster, in kube-system', async () => {
    const { cluster, key } = stage();
    expect(await key('https://other')).not.toBe(await key());
    expect(cluster.stored(secrets).map(({ metadata }) => metadata.namespace)).toEqual(['kube-system', 'argocd']);
  });

  it('takes the key of whoever was first', async () => {
    const cluster = new MemoryCluster();
    const first = stage({ cluster, seed: 2 });
    const late = stage({ cluster, seed: 1 });
    let raced: Promise<string | undefined> | undefined;
    cluster.fault = (request) => {
      if (!request.startsWith('create') || raced !== undefined) return undefined;
      raced = first.key();
      return raced.then(() => undefined);
    };
    const key = await late.key();
    expect(key).toBe(await raced);
    expect(cluster.stored(secrets)).toHaveLength(1);
  });

  it.each(['get', 'create'])(
    'has none where it may not %s Secrets, says so once, and asks again later',
    async (verb) => {
      const { cluster, clock, key, log } = stage();
      cluster.fault = forbidden(verb);
      expect([await key(), await key()]).toEqual([undefined, undefined]);
      const asked = cluster.requests.length;
      clock.advance(60_000);
      expect(await key()).toBeUndefined();
      expect(cluster.requests).toHaveLength(2 * asked);
      expect(log.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { level: 'warn', secret: 'argocd/slipway-render-key', reason: `may not ${verb} secrets` },
      ]);
      cluster.fault = () => undefined;
      clock.advance(60_000);
      expect(await key()).toBeDefined();
    },
  );

  it('writes nothing where it only looks, and overwrites nothing', async () => {
    const { cluster, key } = stage({ mayCreate: false });
    expect(await key()).toBeUndefined();
    const metadata = { namespace: 'argocd', name: 'slipway-render-key' };
    await cluster.create(secrets, { apiVersion: 'v1', kind: 'Secret', metadata, data: { key: 'c2hvcnQ=' } });
    const { key: keyOf, log } = stage({ cluster });
    expect(await keyOf()).toBeUndefined();
    expect(log.join('')).toContain('does not hold 32 bytes');
    expect(log.join('')).not.toContain('c2hvcnQ=');
    expect(cluster.requests.filter((request) => !request.startsWith('get'))).toHaveLength(1);
  });

  it('is no key where the cluster does not answer, and asks at the next turn', async () => {
    const { cluster, key, log } = stage();
    cluster.fault = () => new KubeError('unavailable', 'away');
    await expect(key()).rejects.toThrow('away');
    cluster.fault = () => undefined;
    expect(await key()).toBeDefined();
    expect(log).toEqual([]);
  });

  it('reads anew once the cluster is reached another way', async () => {
    const { cluster, keys, key } = stage();
    await key();
    keys.forget(inCluster);
    await key();
    expect(cluster.requests.filter((request) => request.startsWith('get'))).toHaveLength(2);
  });
});
