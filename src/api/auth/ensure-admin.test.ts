import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { plainHasher, resources } from '../../../test/support/page-api.ts';
import { type KubeObject, ManualClock, seededRandom, systemRandom } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import { ensureAdmin, readInitialPassword } from './ensure-admin.ts';

const { signal } = new AbortController();
const ports = { hasher: plainHasher, random: systemRandom, clock: new ManualClock() };

function emptyCluster(): MemoryCluster {
  const cluster = new MemoryCluster();
  cluster.served = [resources.secrets];
  return cluster;
}

async function secret(cluster: MemoryCluster, name: string): Promise<Record<string, string>> {
  const object = await cluster.get({ resource: resources.secrets, namespace: 'argocd', name });
  const data = object['data'] as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

function secretOf(name: string, data: Record<string, string>): KubeObject {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd' },
    data: Object.fromEntries(encoded),
  };
}

describe('the administrator', () => {
  it('is made once, with a password of 16 characters', async () => {
    const cluster = emptyCluster();
    await ensureAdmin(cluster, 'argocd', ports, signal);
    const password = await readInitialPassword(cluster, 'argocd', signal);
    expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
    const made = await secret(cluster, 'argocd-secret');
    expect(made).toMatchObject({
      'admin.password': `plain:${password}`,
      'admin.passwordMtime': '2026-01-01T00:00:00Z',
    });
    expect(Buffer.from(made['server.secretkey']!, 'base64')).toHaveLength(32);
    cluster.requests.length = 0;
    await ensureAdmin(cluster, 'argocd', ports, signal);
    expect(cluster.requests).toEqual(['get secrets argocd/argocd-secret']);
  });

  it('keeps the password and the key that are there', async () => {
    const cluster = emptyCluster();
    await cluster.create(
      resources.secrets,
      secretOf('argocd-secret', { 'admin.password': 'mine', 'webhook.github.secret': 'w' }),
    );
    await ensureAdmin(cluster, 'argocd', ports, signal);
    expect(await secret(cluster, 'argocd-secret')).toMatchObject({
      'admin.password': 'mine',
      'webhook.github.secret': 'w',
    });
    expect(await readInitialPassword(cluster, 'argocd', signal)).toBeUndefined();
  });

  it('takes the password of a Secret that somebody made before', async () => {
    const cluster = emptyCluster();
    await cluster.create(resources.secrets, secretOf('argocd-initial-admin-secret', { password: 'chosen' }));
    await ensureAdmin(cluster, 'argocd', ports, signal);
    expect((await secret(cluster, 'argocd-secret'))['admin.password']).toBe('plain:chosen');
  });

  it('has one password where two replicas start at once', async () => {
    const cluster = emptyCluster();
    await Promise.all([1, 2, 3].map(() => ensureAdmin(cluster, 'argocd', ports, signal)));
    const password = await readInitialPassword(cluster, 'argocd', signal);
    expect((await secret(cluster, 'argocd-secret'))['admin.password']).toBe(`plain:${password}`);
  });

  it('is not made while the cluster cannot be asked', async () => {
    const cluster = emptyCluster();
    cluster.fault = () => new KubeError('unavailable', 'away');
    await expect(ensureAdmin(cluster, 'argocd', ports, signal)).rejects.toThrow('away');
  });

  it('has a password in which every character is as likely', async () => {
    const counts = new Map<string, number>();
    const random = seededRandom(7);
    for (let round = 0; round < 400; round += 1) {
      const cluster = emptyCluster();
      await ensureAdmin(cluster, 'argocd', { ...ports, random }, signal);
      for (const letter of (await readInitialPassword(cluster, 'argocd', signal))!)
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values())).toBeLessThan(2 * Math.min(...counts.values()) + 20);
  });
});
