import { describe, expect, it } from 'vitest';
import { Secret } from '../../../base/index.ts';
import { type Release, ReleaseError, type ReleaseStorage } from '../../../release/index.ts';
import { observedStorage, rememberedStorage } from './release-request.ts';

const revision = (version: number, status: Release['info']['status'] = 'deployed'): Release => ({
  name: 'web',
  namespace: 'shop',
  version,
  info: { firstDeployed: '', lastDeployed: '', deleted: '', description: '', status, notes: new Secret(''), extra: {} },
  chart: undefined,
  config: new Secret({}),
  manifest: new Secret(''),
  hooks: [],
  applyMethod: 'ssa',
  labels: {},
  extra: {},
});

/** Revisions in memory, and what was asked of them. */
function storageOf(...stored: Release[]): ReleaseStorage & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    get: () => Promise.reject(new Error('not asked for')),
    labels: () => Promise.reject(new Error('not asked for')),
    list: () => Promise.resolve(stored),
    history: () => {
      asked.push('history');
      return Promise.resolve([...stored]);
    },
    create: (release) => {
      asked.push(`create ${release.version}`);
      if (stored.some(({ version }) => version === release.version))
        return Promise.reject(new ReleaseError('exists', 'release: already exists'));
      stored.push(release);
      return Promise.resolve();
    },
    update: (release) => Promise.resolve(void asked.push(`update ${release.version}`)),
    remove: (_name, version) => Promise.resolve(void asked.push(`remove ${version}`)),
  };
}

describe('a remembered storage', () => {
  const versions = async (storage: ReleaseStorage): Promise<string[]> =>
    (await storage.history('web')).map(({ version, info }) => `${version} ${info.status}`);

  it('reads a history once, and knows what was written since', async () => {
    const stored = storageOf(revision(1), revision(2));
    const storage = rememberedStorage(stored);
    expect(await versions(storage)).toEqual(['1 deployed', '2 deployed']);
    await storage.create(revision(3, 'pending-upgrade'));
    await storage.update(revision(2, 'superseded'));
    await storage.update(revision(3));
    await storage.remove('web', 1);
    expect(await versions(storage)).toEqual(['2 superseded', '3 deployed']);
    expect(stored.asked.filter((asked) => asked === 'history')).toHaveLength(1);
  });

  it('reads anew where somebody else has written the next revision', async () => {
    const stored = storageOf(revision(1));
    const storage = rememberedStorage(stored);
    await versions(storage);
    await stored.create(revision(2));
    await expect(storage.create(revision(2))).rejects.toMatchObject({ code: 'exists' });
    expect(await versions(storage)).toEqual(['1 deployed', '2 deployed']);
  });
});

describe('an observed storage', () => {
  it('tells of what was written, once it is', async () => {
    const seen: number[] = [];
    const storage = observedStorage(storageOf(revision(1)), ({ version }) => seen.push(version));
    await storage.create(revision(2));
    await storage.update(revision(1));
    await expect(storage.create(revision(2))).rejects.toThrow('already exists');
    expect(seen).toEqual([2, 1]);
  });
});
