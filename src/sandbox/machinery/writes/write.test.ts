import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KubeObject } from '../../../base/index.ts';
import { StorageError } from '../../storage/index.ts';
import type { Cluster } from '../cluster.ts';
import type { ResourceType } from '../resource-type.ts';
import { commit } from './write.ts';

const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } };
const type = { strategy: {} } as unknown as ResourceType;

/** A cluster whose storage takes every write, and cannot make it durable. */
function clusterOnFullDisk(): Cluster {
  const stored = { kind: 'put', object, previous: undefined };
  return {
    storage: { commit: () => ({ stored, durable: Promise.reject(new StorageError('full', 'no space left')) }) },
  } as unknown as Cluster;
}

describe('a write that does not become durable', () => {
  it('ends no process where nobody waits for it, as controllers do not', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const written = commit(clusterOnFullDisk(), type, { kind: 'put', key: '/configmaps/default/a', object }, 1);
    await setImmediate();
    expect(unhandled).toEqual([]);
    await expect(written?.durable).rejects.toMatchObject({ code: 'StorageFull', httpStatus: 507 });
  });
});
