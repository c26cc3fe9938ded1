import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type KubeObject, silentLogger, systemClock } from '../../base/index.ts';
import type { Storage, StoredChange } from '../storage.ts';
import { openDurableStorage } from './durable-storage.ts';
import { MemoryStorage } from './memory-storage.ts';
import { StorageError } from './storage-error.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const implementations: Record<string, (history: number) => Promise<Storage>> = {
  memory: (history) => Promise.resolve(new MemoryStorage({ history })),
  durable: (history) => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-storage-'));
    folders.push(folder);
    return openDurableStorage({ folder, clock: systemClock, logger: silentLogger, groupMs: 0, sync: false, history });
  },
};

function configMap(name: string, data: Record<string, string> = {}, namespace = 'default'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

function put(storage: Storage, object: KubeObject, expected = 0): StoredChange {
  const key = `/configmaps/${object.metadata.namespace}/${object.metadata.name}`;
  const result = storage.commit({ kind: 'put', key, object }, expected);
  if ('conflict' in result) throw new Error(`conflict on ${key}`);
  return result.stored;
}

describe.each(Object.entries(implementations))('storage: %s', (_, open) => {
  it('starts at version 1 and grows by one with each write', async () => {
    const storage = await open(100);
    expect(storage.resourceVersion).toBe(1);
    expect(put(storage, configMap('a')).resourceVersion).toBe(2);
    expect(put(storage, configMap('b')).object.metadata.resourceVersion).toBe('3');
    expect(storage.resourceVersion).toBe(3);
    await storage.close();
  });

  it('gives what was put, with its version in the metadata', async () => {
    const storage = await open(100);
    put(storage, configMap('a', { x: '1' }));
    const stored = storage.get('/configmaps/default/a');
    expect(stored).toEqual({
      key: '/configmaps/default/a',
      resourceVersion: 2,
      object: { ...configMap('a', { x: '1' }), metadata: { name: 'a', namespace: 'default', resourceVersion: '2' } },
    });
    expect(storage.get('/configmaps/default/b')).toBeUndefined();
    await storage.close();
  });

  it.each([
    ['a create of what exists', 'put', 0],
    ['an update of an older version', 'put', 1],
    ['a delete of an older version', 'delete', 1],
  ] as const)('refuses %s and gives what is stored', async (_name, kind, expected) => {
    const storage = await open(100);
    put(storage, configMap('a'));
    const key = '/configmaps/default/a';
    const result = storage.commit(kind === 'put' ? { kind, key, object: configMap('a') } : { kind, key }, expected);
    expect(result).toEqual({ conflict: storage.get(key) });
    expect(storage.resourceVersion).toBe(2);
    await storage.close();
  });

  it.each([
    ['an update', { kind: 'put', key: '/configmaps/default/a', object: configMap('a') }, 7],
    ['a delete', { kind: 'delete', key: '/configmaps/default/a' }, 7],
    ['a delete of what should be absent', { kind: 'delete', key: '/configmaps/default/a' }, 0],
  ] as const)('answers %s of what is gone with nothing', async (_name, change, expected) => {
    const storage = await open(100);
    expect(storage.commit(change, expected)).toEqual({ conflict: undefined });
    await storage.close();
  });

  it('scans by prefix in key order', async () => {
    const storage = await open(100);
    for (const [namespace, name] of [
      ['b', 'x'],
      ['a', 'z'],
      ['a', 'm'],
      ['ab', 'a'],
      ['a-b', 'a'],
    ] as const) {
      put(storage, configMap(name, {}, namespace));
    }
    storage.commit({ kind: 'put', key: 'apps/deployments/a/m', object: configMap('m', {}, 'a') }, 0);
    const keys = (prefix: string): readonly string[] => storage.scan(prefix).map((stored) => stored.key);
    expect(keys('/configmaps/')).toEqual([
      '/configmaps/a-b/a',
      '/configmaps/a/m',
      '/configmaps/a/z',
      '/configmaps/ab/a',
      '/configmaps/b/x',
    ]);
    expect(keys('/configmaps/a/')).toEqual(['/configmaps/a/m', '/configmaps/a/z']);
    expect(keys('/configmaps/none/')).toEqual([]);
    expect(keys('apps/deployments/')).toEqual(['apps/deployments/a/m']);
    expect(keys('')).toHaveLength(6);
    await storage.close();
  });

  it('shows a deleted object under the version of its delete', async () => {
    const storage = await open(100);
    put(storage, configMap('a', { x: '1' }));
    const seen: StoredChange[] = [];
    storage.tail('/configmaps/', 2, (change) => seen.push(change));
    storage.commit({ kind: 'delete', key: '/configmaps/default/a' }, 2);
    expect(storage.get('/configmaps/default/a')).toBeUndefined();
    expect(storage.scan('/configmaps/')).toEqual([]);
    expect(seen).toMatchObject([
      { kind: 'delete', resourceVersion: 3, object: { metadata: { resourceVersion: '3' }, data: { x: '1' } } },
    ]);
    expect(seen[0]?.previous?.metadata.resourceVersion).toBe('2');
    await storage.close();
  });

  it('tails the past and then what comes, under the prefix only', async () => {
    const storage = await open(100);
    put(storage, configMap('a'));
    put(storage, configMap('b', {}, 'other'));
    const seen: string[] = [];
    const tail = storage.tail('/configmaps/default/', 1, (change) =>
      seen.push(`${change.kind} ${change.key} ${change.resourceVersion}`),
    );
    put(storage, configMap('a', { x: '2' }), 2);
    put(storage, configMap('c', {}, 'other'));
    tail?.stop();
    put(storage, configMap('d'));
    expect(seen).toEqual(['put /configmaps/default/a 2', 'put /configmaps/default/a 4']);
    await storage.close();
  });

  it('keeps the order for every listener where one of them writes', async () => {
    const storage = await open(100);
    const seen: number[] = [];
    storage.tail('/configmaps/', 1, (change) => {
      if (change.key === '/configmaps/default/a') put(storage, configMap('echo'));
    });
    storage.tail('/configmaps/', 1, (change) => seen.push(change.resourceVersion));
    put(storage, configMap('a'));
    expect(seen).toEqual([2, 3]);
    await storage.close();
  });

  it('goes on telling the others when a listener throws', async () => {
    const storage = await open(100);
    const seen: number[] = [];
    storage.tail('/configmaps/', 1, () => {
      throw new Error('broken listener');
    });
    storage.tail('/configmaps/', 1, (change) => seen.push(change.resourceVersion));
    put(storage, configMap('a'));
    put(storage, configMap('b'));
    expect(seen).toEqual([2, 3]);
    await storage.close();
  });

  it('forgets what lies further back than its history', async () => {
    const storage = await open(5);
    for (let index = 0; index < 20; index += 1) put(storage, configMap(`n${index}`));
    expect(storage.tail('/configmaps/', 2, () => undefined)).toBeUndefined();
    expect(storage.scanAt('/configmaps/', 2)).toBeUndefined();
    expect(storage.scanAt('/configmaps/', 17)).toHaveLength(16);
    const seen: number[] = [];
    storage.tail('/configmaps/', 18, (change) => seen.push(change.resourceVersion));
    expect(seen).toEqual([19, 20, 21]);
    await storage.close();
  });

  it('scans as of an earlier version', async () => {
    const storage = await open(100);
    put(storage, configMap('a', { x: '1' }));
    put(storage, configMap('b'));
    put(storage, configMap('a', { x: '2' }), 2);
    storage.commit({ kind: 'delete', key: '/configmaps/default/b' }, 3);
    put(storage, configMap('c'));
    const at = (version: number): readonly string[] | undefined =>
      storage.scanAt('/configmaps/', version)?.map((stored) => `${stored.key}@${stored.resourceVersion}`);
    expect(at(1)).toEqual([]);
    expect(at(2)).toEqual(['/configmaps/default/a@2']);
    expect(at(3)).toEqual(['/configmaps/default/a@2', '/configmaps/default/b@3']);
    expect(at(4)).toEqual(['/configmaps/default/a@4', '/configmaps/default/b@3']);
    expect(at(5)).toEqual(['/configmaps/default/a@4']);
    expect(at(6)).toEqual(['/configmaps/default/a@4', '/configmaps/default/c@6']);
    await storage.close();
  });

  it('refuses writes after close', async () => {
    const storage = await open(100);
    await storage.close();
    expect(() => put(storage, configMap('a'))).toThrow(StorageError);
  });
});
