import { describe, expect, it } from 'vitest';
import { type JsonObject, type KubeObject, noMetrics } from '../../base/index.ts';
import { Comparer, type ComparisonSubject } from '../compare/index.ts';
import { plainPlacement } from '../placement.ts';
import type { Action } from '../plan/index.ts';
import { deliveryOf } from '../testing/index.ts';
import { rememberWrites } from './remember-writes.ts';
import { applyTarget } from './target.ts';

const delivery = deliveryOf();
const key = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const desired = configMap('ours');

function configMap(level: string, metadata: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'default', ...metadata },
    data: { level },
  };
}

/** The object as the API server has it, with the field `data.level` owned by `manager`. */
function served(level: string, resourceVersion: string, manager: string): KubeObject {
  const owns = (name: string, operation: string, fieldsV1: JsonObject): JsonObject => {
    return { manager: name, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 };
  };
  const level_ = { 'f:data': { 'f:level': {} } };
  const managedFields =
    manager === 'test' ? [owns('test', 'Apply', level_)] : [owns('test', 'Apply', {}), owns(manager, 'Update', level_)];
  return configMap(level, { resourceVersion, managedFields });
}

const action: Action = {
  kind: 'create',
  key,
  placement: plainPlacement,
  desired,
  digest: 'd',
  manifest: undefined,
  reason: 'missing',
};

/** The comparison with `live`; one that asks the API server finds a difference. */
async function compareWith(comparer: Comparer, live: KubeObject): Promise<string> {
  const subject = {
    cluster: delivery.cluster,
    key,
    desired,
    digest: 'd',
    live,
    placement: plainPlacement,
    policy: delivery.apply,
    client: { patch: () => Promise.resolve(configMap('ours')) },
    ref: { resource: undefined, namespace: 'default', name: 'a' },
  } as unknown as ComparisonSubject;
  return (await comparer.compare(subject, new AbortController().signal)).sync;
}

describe('rememberWrites', () => {
  it('takes what the API server answered for as desired', async () => {
    const comparer = new Comparer();
    rememberWrites(comparer, delivery, [action], new Map([[key, served('ours, defaulted', '5', 'test')]]));
    expect(await compareWith(comparer, served('ours, defaulted', '5', 'test'))).toBe('synced');
  });

  it('does not take for our write what somebody made of it before we noted it', async () => {
    const comparer = new Comparer();
    const edited = served('theirs', '6', 'somebody');
    rememberWrites(comparer, delivery, [action], new Map([[key, served('ours', '5', 'test')]]));
    expect(await compareWith(comparer, edited)).toBe('out-of-sync');
  });

  it('remembers nothing of a write that had no answer', async () => {
    const comparer = new Comparer();
    rememberWrites(comparer, delivery, [action], new Map());
    expect(await compareWith(comparer, served('theirs', '6', 'test'))).toBe('out-of-sync');
  });
});

describe('applyTarget', () => {
  const engine = { options: { metrics: noMetrics } } as Parameters<typeof applyTarget>[0];

  it.each([
    ['a dry run', true, []],
    ['a run', false, ['a']],
  ])('shows what was written ahead of the watch, but only of a run: %s', (_, dryRun, expected) => {
    const seen: string[] = [];
    const view = { wrote: ({ metadata }: KubeObject) => seen.push(metadata.name ?? '') };
    const request = { id: '1', revision: undefined, prune: false, dryRun, objects: undefined, initiatedBy: 'Ada' };
    const target = applyTarget(
      engine,
      deliveryOf({ request }),
      view as unknown as Parameters<typeof applyTarget>[2],
      new AbortController().signal,
    );
    target.wrote(key, desired);
    expect(seen).toEqual(expected);
    expect(target.dryRun).toBe(dryRun);
  });
});
