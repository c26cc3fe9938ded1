import { describe, expect, it } from 'vitest';
import { ManualClock, Secret } from '../../base/index.ts';
import { sharedSandbox } from '../../../test/support/test-cluster.ts';
import type { Release } from '../record/index.ts';
import { kubeStorage, storeRevision } from './index.ts';

const revision = (version: number, status: Release['info']['status'], name = 'web'): Release => ({
  name,
  namespace: 'shop',
  version,
  info: {
    firstDeployed: '',
    lastDeployed: '',
    deleted: '',
    description: '',
    status,
    notes: new Secret(''),
    extra: {},
  },
  chart: undefined,
  config: new Secret({}),
  manifest: new Secret(`# ${version}`),
  hooks: [],
  applyMethod: 'ssa',
  labels: { team: 'a' },
  extra: {},
});

describe.each(['secret', 'configmap'] as const)('records in the driver %s', (driver) => {
  const cluster = sharedSandbox();
  const storageIn = async (namespace: string): Promise<ReturnType<typeof kubeStorage>> => {
    const { client } = await cluster();
    const namespaces = await (await cluster()).resource('Namespace');
    await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    return kubeStorage({ client, namespace, driver, clock: new ManualClock(1_700_000_000_000) });
  };

  it('are found again, oldest first, with the labels of the user', async () => {
    const storage = await storageIn('found');
    for (const version of [2, 10, 1]) await storage.create(revision(version, 'superseded'));
    await storage.create(revision(1, 'deployed', 'other'));
    const history = await storage.history('web');
    expect(history.map(({ version }) => version)).toEqual([1, 2, 10]);
    expect(history[0]?.labels).toEqual({ team: 'a' });
    expect(await storage.list()).toHaveLength(4);
    expect((await storage.get('web', 10)).manifest.reveal()).toBe('# 10');
  });

  it('bear the labels and the name by which helm finds them', async () => {
    const storage = await storageIn('labelled');
    await storage.create(revision(1, 'deployed'));
    const record = await (
      await cluster()
    ).get(driver === 'secret' ? 'Secret' : 'ConfigMap', 'labelled', 'sh.helm.release.v1.web.v1');
    expect(record.metadata.labels).toEqual({
      createdAt: '1700000000',
      name: 'web',
      owner: 'helm',
      status: 'deployed',
      team: 'a',
      version: '1',
    });
    expect(record['type']).toBe(driver === 'secret' ? 'helm.sh/release.v1' : undefined);
  });

  it('are refused in the words of helm', async () => {
    const storage = await storageIn('refused');
    await storage.create(revision(1, 'deployed'));
    const told = (code: string, message: string): object => ({ code, message });
    await expect(storage.create(revision(1, 'failed'))).rejects.toMatchObject(
      told('exists', 'release: already exists'),
    );
    const absent = told('not-found', 'release: not found');
    await expect(storage.update(revision(2, 'failed'))).rejects.toMatchObject(absent);
    await expect(storage.get('web', 2)).rejects.toMatchObject(absent);
    await expect(storage.remove('web', 2)).rejects.toMatchObject(absent);
  });

  it('are left out of a history where they cannot be read', async () => {
    const storage = await storageIn('broken');
    await storage.create(revision(1, 'deployed'));
    await storage.create(revision(2, 'failed'));
    const kind = driver === 'secret' ? 'Secret' : 'ConfigMap';
    const data = { release: driver === 'secret' ? 'AAAA' : '!' };
    await (await cluster()).edit(kind, 'broken', 'sh.helm.release.v1.web.v1', { data });
    expect((await storage.history('web')).map(({ version }) => version)).toEqual([2]);
    await expect(storage.get('web', 1)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('go beyond a limit, oldest first, but the deployed one stays', async () => {
    const storage = await storageIn('limited');
    for (const version of [1, 2, 3, 4]) await storage.create(revision(version, version === 2 ? 'deployed' : 'failed'));
    await storeRevision(storage, await storage.history('web'), revision(5, 'pending-upgrade'), 2);
    expect((await storage.history('web')).map(({ version }) => version)).toEqual([2, 5]);
  });
});
