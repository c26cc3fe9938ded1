import { describe, expect, it } from 'vitest';
import { noMetrics, systemClock } from '../../base/index.ts';
import type { ApiResource, KubeClient } from '../../kube/index.ts';
import type { Stage } from '../plan/index.ts';
import { deliveryOf, stateOf } from '../testing/index.ts';
import { runStage } from './run-stage.ts';
import type { ApplyTarget } from './target.ts';

const signal = new AbortController().signal;
const resource: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
} as ApiResource;

/** A target whose client records what it is asked, and says that everything was done. */
function targetOf(changes: Partial<ApplyTarget>): { target: ApplyTarget; asked: string[] } {
  const asked: string[] = [];
  const { apply: policy, prune } = deliveryOf();
  const client = {
    patch: (ref: { name: string }) => {
      asked.push(`patch ${ref.name}`);
      return Promise.resolve(stateOf(ref.name).desired);
    },
    delete: (ref: { name: string }) => {
      asked.push(`delete ${ref.name}`);
      return Promise.resolve(undefined);
    },
  } as unknown as KubeClient;
  const target: ApplyTarget = {
    client,
    policy,
    prune,
    dryRun: false,
    metrics: noMetrics,
    clock: systemClock,
    resourceOf: () => Promise.resolve(resource),
    wrote: () => undefined,
    deleted: () => undefined,
    ...changes,
  };
  return { target, asked };
}

function stageOf(kind: Stage['kind'], ...names: readonly string[]): Stage {
  const objects = names.map((name) => stateOf(name));
  const actions = objects.map(({ key, placement, desired, live, digest }) =>
    kind === 'write'
      ? { kind: 'create' as const, key, placement, desired: desired!, digest, manifest: undefined, reason: 'test' }
      : { kind: 'delete' as const, key, placement, live: live!, reason: 'test' },
  );
  return { kind, phase: 0, wave: 0, objects, actions };
}

describe('restrictions', () => {
  const restrictions = {
    id: 'x',
    refusal: ({ name }: { name: string }, namespaced: boolean) =>
      name === 'theirs' && namespaced ? { code: 'no', message: 'it is theirs' } : undefined,
  };

  it.each(['write', 'prune'] as const)('hold when a stage comes to %s, whatever was known before', async (kind) => {
    const { target, asked } = targetOf({ restrictions });
    const results = await runStage(target, stageOf(kind, 'ours', 'theirs'), () => undefined, signal);
    expect(asked).toEqual([kind === 'write' ? 'patch ours' : 'delete ours']);
    expect(results.map(({ key, status }) => [key.name, status])).toEqual([
      ['ours', kind === 'write' ? 'applied' : 'pruned'],
      ['theirs', 'failed'],
    ]);
    expect(results[1]?.message).toBe('it is theirs');
  });

  it('are of the objects of a kind without a namespace too', async () => {
    const { target, asked } = targetOf({
      restrictions,
      resourceOf: () => Promise.resolve({ ...resource, namespaced: false }),
    });
    await runStage(target, stageOf('write', 'theirs'), () => undefined, signal);
    expect(asked).toEqual(['patch theirs']);
  });
});
