import { describe, expect, it } from 'vitest';
import { type KubeObject, keyOf, noMetrics, systemClock } from '../../base/index.ts';
import { type ApiResource, type KubeClient, KubeError, type KubeErrorCode } from '../../kube/index.ts';
import { plainPlacement, type Placement } from '../placement.ts';
import type { Action, Stage } from '../plan/index.ts';
import { deliveryOf } from '../testing/index.ts';
import { runValidated } from './run-validated.ts';
import type { ApplyTarget } from './target.ts';

const policy = deliveryOf().apply;
const { signal } = new AbortController();

function writeOf(name: string, placement: Partial<Placement> = {}, kind = 'ConfigMap'): Action {
  const apiVersion = kind === 'CustomResourceDefinition' ? 'apiextensions.k8s.io/v1' : 'v1';
  const desired: KubeObject = { apiVersion, kind, metadata: { name, namespace: 'default' } };
  const reason = 'it is not in the cluster';
  return {
    kind: 'create',
    key: keyOf(desired),
    placement: { ...plainPlacement, ...placement },
    desired,
    digest: '',
    manifest: undefined,
    reason,
  };
}

function stageOf(actions: readonly Action[], wave = 0): Stage {
  return { kind: 'write', phase: 0, wave, objects: [], actions };
}

/** A cluster that refuses some names, and tells what it was asked, in order: `dry b`, `write a`. */
function cluster(refused: Readonly<Record<string, KubeErrorCode>> = {}, changes: Partial<ApplyTarget> = {}) {
  const asked: string[] = [];
  const patch: KubeClient['patch'] = (ref, _patch, options) => {
    asked.push(`${options?.dryRun === true ? 'dry' : 'write'} ${ref.name}`);
    const code = refused[ref.name];
    if (code !== undefined) return Promise.reject(new KubeError(code, `${ref.name}: ${code}`));
    return Promise.resolve({ apiVersion: 'v1', kind: ref.resource.kind, metadata: { name: ref.name } });
  };
  const target: ApplyTarget = {
    client: { patch } as KubeClient,
    policy,
    prune: deliveryOf().prune,
    dryRun: false,
    metrics: noMetrics,
    clock: systemClock,
    resourceOf: ({ kind }) => Promise.resolve({ kind, namespaced: true } as ApiResource),
    wrote: () => undefined,
    deleted: () => undefined,
    ...changes,
  };
  const run = (stage: Stage, stages = [stage], live?: KubeObject) =>
    runValidated(target, stage, stages, () => live, signal);
  return { asked, run };
}

describe('runValidated', () => {
  it('writes the first object as its own validation, after dry runs of all others', async () => {
    const { asked, run } = cluster();
    const first = stageOf([writeOf('a'), writeOf('b')]);
    const results = await run(first, [first, stageOf([writeOf('c')], 1)]);
    expect(asked).toEqual(['dry b', 'dry c', 'write a', 'write b']);
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
  });

  it('writes nothing where another object is refused, and tells of the first too', async () => {
    const { asked, run } = cluster({ a: 'invalid', c: 'forbidden' });
    const results = await run(stageOf([writeOf('a'), writeOf('b'), writeOf('c')]));
    expect(asked.filter((request) => request.startsWith('write'))).toEqual([]);
    expect(results.map(({ key, validated }) => [key.name, validated])).toEqual([
      ['a', true],
      ['c', true],
    ]);
  });

  it('writes nothing else where the first object is refused', async () => {
    const { asked, run } = cluster({ a: 'invalid' });
    const results = await run(stageOf([writeOf('a'), writeOf('b')]));
    expect(asked).toEqual(['dry b', 'write a']);
    expect(results).toMatchObject([{ key: { name: 'a' }, status: 'failed', code: 'invalid', validated: true }]);
  });

  it('does not call a write refused that may have been carried out', async () => {
    const { asked, run } = cluster({ a: 'timeout' });
    const [result] = await run(stageOf([writeOf('a'), writeOf('b')]));
    expect(asked).toEqual(['dry b', 'write a']);
    expect(result?.validated).toBeUndefined();
  });

  const live: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', managedFields: [{ manager: 'test', operation: 'Update' }] },
  };
  it.each([
    ['may have to be deleted and created anew', { force: true }],
    ['has fields to be adopted', {}],
  ])('validates the first object too where it %s', async (_, placement) => {
    const { asked, run } = cluster({ b: 'invalid' });
    await run(stageOf([writeOf('a', placement), writeOf('b')]), undefined, live);
    expect(asked).toEqual(['dry a', 'dry b']);
  });

  it('leaves out what can only be validated once something else of the run is there', async () => {
    const { asked, run } = cluster();
    const definition = writeOf('things.test.dev', {}, 'CustomResourceDefinition');
    if ('desired' in definition) definition.desired['spec'] = { group: '', names: { kind: 'Thing' } };
    await run(stageOf([definition, writeOf('a', {}, 'Thing'), writeOf('b')]));
    expect(asked.slice(0, 2)).toEqual(['dry b', 'write things.test.dev']);
  });
});
