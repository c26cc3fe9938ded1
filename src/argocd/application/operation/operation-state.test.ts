import { describe, expect, it } from 'vitest';
import { formatTime, jsonAt, type JsonObject, type KubeObject, type ObjectKey } from '../../../base/index.ts';
import type { ObjectState, Outcome, Progress } from '../../../engine/index.ts';
import { buildPlan } from '../../../engine/plan/index.ts';
import { deliveryOf, stateOf } from '../../../engine/testing/index.ts';
import { operationStateOf } from './operation-state.ts';
import { progressOfApplication } from './progress.ts';

const start = Date.UTC(2026, 0, 1, 13, 59, 30);
const revision = 'a'.repeat(40);
const source = { repoURL: 'https://git.example/app', path: 'app' };
const app: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'myapp', namespace: 'argocd' },
  spec: { source, destination: { namespace: 'default' }, syncPolicy: { automated: { prune: true } } },
};
const running: Progress = {
  revision,
  generation: '1',
  phase: 'running',
  repair: false,
  startedAt: start,
  attempt: 0,
  results: [],
  message: '',
};

type Changes = Partial<Omit<Progress, 'results'>> & { results?: Progress['results'] };

function outcomeOf(states: readonly ObjectState[], changes: Partial<Outcome> = {}): Outcome {
  const delivery =
    changes.delivery ?? deliveryOf({ retry: { limit: 5, initialMs: 10_000, factor: 2, maxMs: 180_000 } });
  return {
    now: start + 1_000,
    delivery,
    objects: states,
    plan: buildPlan(states, delivery.prune),
    ...changes,
  } as Outcome;
}

function stateAfter(
  states: readonly ObjectState[],
  changes: Changes,
  outcome: Partial<Outcome> = {},
  owner = app,
): JsonObject {
  return operationStateOf(owner, outcomeOf(states, outcome), { ...running, ...changes });
}

function resultOf(key: ObjectKey, changes: Partial<Progress['results'][number]> = {}): Progress['results'][number] {
  return { key, version: 'v1', phase: 0, pruning: false, status: 'applied', message: 'created', ...changes };
}

function resourcesOf(state: JsonObject): unknown[] {
  const resources = jsonAt(state, 'syncResult', 'resources') as JsonObject[] | undefined;
  return (resources ?? []).map(({ name, status, hookPhase, message }) => [name, status, hookPhase, message]);
}

describe('the message', () => {
  const a = stateOf('a');
  const failed = resultOf(a.key, { status: 'failed', message: 'no such field', code: 'invalid' });
  it.each<[string, Changes, string]>([
    ['success', { phase: 'succeeded' }, 'successfully synced (all tasks run)'],
    ['a failure', { phase: 'failed', results: [failed] }, 'one or more objects failed to apply, reason: no such field'],
    [
      'failures',
      { phase: 'failed', results: [failed, { ...failed, message: 'and no other' }] },
      'one or more objects failed to apply, reason: no such field,and no other',
    ],
    [
      'what was refused before anything was written',
      { phase: 'failed', results: [{ ...failed, validated: true }] },
      'one or more objects failed to apply (dry run), reason: no such field',
    ],
    [
      'the namespace',
      { phase: 'failed', results: [{ ...failed, phase: -1 }] },
      'the namespace failed to apply, reason: no such field',
    ],
    [
      'an unknown kind',
      { phase: 'failed', results: [{ ...failed, code: 'unserved' }] },
      'one or more synchronization tasks are not valid: The Kubernetes API could not find /ConfigMap for requested resource default/a. Make sure the "ConfigMap" CRD is installed on the destination cluster.',
    ],
    [
      'a failure that is tried again',
      { phase: 'retrying', finishedAt: start + 1_000, results: [failed] },
      'one or more objects failed to apply, reason: no such field. Retrying attempt #1 at 1:59PM.',
    ],
    [
      'a failure that was tried again',
      { phase: 'failed', attempt: 2, results: [failed] },
      'one or more objects failed to apply, reason: no such field (retried 2 times).',
    ],
    [
      'where that stands which failed',
      { phase: 'failed', results: [{ ...failed, place: { file: 'a.yaml', line: 3, column: 5 } }] },
      'one or more objects failed to apply, reason: no such field (a.yaml:3:5)',
    ],
    [
      'what to do where a namespace is missing',
      {
        phase: 'failed',
        results: [{ ...failed, message: 'namespaces "x" not found', place: { file: 'a.yaml', line: 1 } }],
      },
      'one or more objects failed to apply, reason: namespaces "x" not found (a.yaml:1); create the namespace, or let the sync option CreateNamespace=true create that of the destination',
    ],
    [
      'what to do about an object that is too large',
      {
        phase: 'failed',
        results: [{ ...failed, message: 'Request entity too large: limit is 3145728', place: { file: 'a.yaml' } }],
      },
      'one or more objects failed to apply, reason: Request entity too large: limit is 3145728 (a.yaml); split it into smaller objects',
    ],
    ['the end by hand', { phase: 'terminated', message: 'Operation terminated' }, 'Operation terminated'],
  ])('says %s', (_what, changes, message) => {
    expect(stateAfter([a], changes)['message']).toBe(message);
  });

  it('says what a wave is waited for', () => {
    const health = { status: 'Progressing', message: '' } as const;
    const states = [
      stateOf('a', { health, key: { group: 'apps', kind: 'Deployment', namespace: 'default', name: 'a' } }),
      stateOf('b', { health, placement: { rank: 1 } }),
      stateOf('c', { placement: { wave: 1 } }),
    ];
    const message = stateAfter(states, { phase: 'waiting' })['message'];
    expect(message).toBe('waiting for healthy state of apps/Deployment/a and 1 more resources');
  });

  it('says that objects were unhealthy, and that there was nothing to do', () => {
    const health = { failure: { stage: 'health', problems: [] } } as Partial<Outcome>;
    expect(stateAfter([a], { phase: 'failed' }, health)['message']).toBe(
      'one or more synchronization tasks completed unsuccessfully',
    );
    expect(stateAfter([], { phase: 'succeeded' })['message']).toBe('successfully synced (no more tasks)');
  });

  it('says what the project does not permit', () => {
    const refused = [
      { code: 'x', message: 'resource :Secret is not permitted in project p', key: a.key, version: 'v1' },
    ];
    const state = stateAfter([], { phase: 'failed' }, { plan: { stages: [], problems: [], refused } });
    expect(state['message']).toBe(
      'one or more synchronization tasks are not valid: resource :Secret is not permitted in project p',
    );
    expect(resourcesOf(state)).toEqual([['a', 'SyncFailed', undefined, refused[0]?.message]]);
  });

  it('is an error where an object has no namespace', () => {
    const refused = [
      { code: 'namespace-missing', message: 'it is missing', file: 'a.yaml', line: 2, key: a.key, version: 'v1' },
    ];
    const state = stateAfter([], { phase: 'failed' }, { plan: { stages: [], problems: [], refused } });
    expect(state).toMatchObject({ phase: 'Error', message: 'InvalidSpecError: it is missing (a.yaml:2)' });
    expect(state['syncResult']).not.toHaveProperty('resources');
  });
});

describe('the results', () => {
  const [first, second, third] = [0, 1, 2].map((wave) => stateOf(`wave-${wave}`, { placement: { wave } })) as [
    ObjectState,
    ObjectState,
    ObjectState,
  ];
  const progressing = { health: { status: 'Progressing', message: 'half of it' } } as const;

  it('tell of waves: what came before succeeded, what is waited for runs, what comes after is not told', () => {
    const states = [
      { ...first, health: { status: 'Healthy', message: 'fine' } as const },
      { ...second, ...progressing },
      third,
    ];
    const state = stateAfter(states, { phase: 'waiting', results: [resultOf(first.key), resultOf(second.key)] });
    expect(resourcesOf(state)).toEqual([
      ['wave-0', 'Synced', 'Succeeded', 'fine'],
      ['wave-1', 'Synced', 'Running', 'configmap/wave-1 created'],
    ]);
  });

  it('leave the last wave running: it is not looked at again', () => {
    const state = stateAfter([first, { ...second, ...progressing }], { phase: 'succeeded', finishedAt: start + 1_000 });
    expect(resourcesOf(state)).toEqual([
      ['wave-0', 'Synced', 'Succeeded', 'configmap/wave-0 unchanged'],
      ['wave-1', 'Synced', 'Running', 'configmap/wave-1 unchanged'],
    ]);
  });

  it('name what a wave failed by', () => {
    const degraded = { ...first, health: { status: 'Degraded', message: 'it crashes' } as const };
    const state = stateAfter([degraded, second], { phase: 'failed', results: [resultOf(first.key)] });
    expect(resourcesOf(state)).toEqual([['wave-0', 'Synced', 'Failed', 'it crashes']]);
  });

  it('put deletions first, and tell at the end what was not deleted', () => {
    const extra = (name: string): ObjectState => stateOf(name, { sync: 'extra', desired: undefined });
    const states = [first, extra('kept')];
    const results = [
      resultOf(first.key),
      resultOf(extra('gone').key, { pruning: true, status: 'pruned', message: 'pruned' }),
    ];
    const waiting = stateAfter(states, { phase: 'waiting', results });
    expect(resourcesOf(waiting).map((entry) => (entry as string[])[0])).toEqual(['gone', 'wave-0']);
    const ended = stateAfter(states, { phase: 'succeeded', results });
    expect(resourcesOf(ended)[1]).toEqual(['kept', 'PruneSkipped', 'Succeeded', 'ignored (no prune)']);
    const unasked = { delivery: deliveryOf({ prune: { ...deliveryOf().prune, enabled: false } }) };
    const left = stateAfter(states, { phase: 'succeeded', results: [resultOf(first.key)] }, unasked);
    expect(resourcesOf(left)[0]).toEqual(['kept', 'PruneSkipped', 'Succeeded', 'ignored (requires pruning)']);
  });

  it('take no object for the last that was written, once what came after it is deleted and gone', () => {
    const last = stateOf('last', { sync: 'extra', desired: undefined });
    const pruned = resultOf(last.key, { wave: 1, pruning: true, status: 'pruned', message: 'pruned' });
    const state = stateAfter([first], { phase: 'succeeded', results: [resultOf(first.key, { wave: 0 }), pruned] });
    expect(resourcesOf(state)[1]).toEqual(['wave-0', 'Synced', 'Succeeded', 'configmap/wave-0 created']);
  });

  it('tell of the namespace that was made, and put cluster-scoped objects into the destination', () => {
    const role = {
      ...first,
      key: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'r' },
    };
    const namespace = { group: '', kind: 'Namespace', namespace: '', name: 'default' };
    const made = resultOf(namespace, { phase: -1, message: 'created' });
    const state = stateAfter([role], { phase: 'succeeded', results: [resultOf(role.key), made] });
    const resources = jsonAt(state, 'syncResult', 'resources') as JsonObject[];
    expect(resources.map(({ kind, namespace: place, syncPhase }) => [kind, place, syncPhase])).toEqual([
      ['Namespace', '', 'PreSync'],
      ['ClusterRole', 'default', 'Sync'],
    ]);
  });

  it('say how it was applied', () => {
    const desired = (option: string): ObjectState => {
      const annotations = { 'argocd.argoproj.io/sync-options': option };
      const state = stateOf('a');
      const object = state.desired as KubeObject;
      return { ...state, desired: { ...object, metadata: { ...object.metadata, annotations } } };
    };
    const messages = (state: ObjectState, message: string, owner = app) =>
      resourcesOf(
        stateAfter([state], { phase: 'succeeded', results: [resultOf(state.key, { message })] }, {}, owner),
      ).map((entry) => (entry as string[])[3]);
    const everywhere: KubeObject = {
      ...app,
      spec: { ...(app['spec'] as JsonObject), syncPolicy: { automated: {}, syncOptions: ['ServerSideApply=true'] } },
    };
    expect(messages(stateOf('a'), 'recreated')).toEqual(['configmap/a configured']);
    expect(messages(desired('ServerSideApply=true'), 'created')).toEqual(['configmap/a serverside-applied']);
    expect(messages(stateOf('a'), 'created', everywhere)).toEqual(['configmap/a serverside-applied']);
    expect(messages(desired('ServerSideApply=false'), 'created', everywhere)).toEqual(['configmap/a created']);
    expect(messages(desired('Replace=true'), 'replaced', everywhere)).toEqual(['configmap/a replaced']);
  });

  it('tell of a dry run', () => {
    const request = {
      id: 'operation',
      revision: undefined,
      prune: false,
      dryRun: true,
      objects: undefined,
      initiatedBy: '',
    };
    const owner: KubeObject = { ...app, operation: { sync: { dryRun: true } } };
    const state = stateAfter(
      [first],
      { phase: 'succeeded', results: [resultOf(first.key)] },
      { delivery: deliveryOf({ request }) },
      owner,
    );
    expect(state['message']).toBe('successfully synced (no more tasks)');
    expect(resourcesOf(state)).toEqual([['wave-0', 'Synced', 'Succeeded', 'configmap/wave-0 created (dry run)']]);
  });

  it('name the images of workloads', () => {
    const object = {
      ...(first.desired as KubeObject),
      spec: { template: { spec: { containers: [{ image: 'b' }, { image: 'a' }] } } },
    };
    const state = stateAfter([{ ...first, desired: object }], { phase: 'succeeded' });
    expect(jsonAt(state, 'syncResult', 'resources', 0, 'images')).toEqual(['b', 'a']);
  });

  it('leave out what an operation did not touch', () => {
    const states = [first, second];
    const outOfSyncOnly: KubeObject = { ...app, operation: { sync: { syncOptions: ['ApplyOutOfSyncOnly=true'] } } };
    expect(resourcesOf(stateAfter(states, { phase: 'succeeded' }, {}, outOfSyncOnly))).toEqual([]);
    expect(resourcesOf(stateAfter(states, { phase: 'succeeded', repair: true }))).toEqual([]);
    const request = { id: 'operation', revision: undefined, prune: false, dryRun: false, initiatedBy: '' };
    const one = { ...request, objects: [{ ...first.key, namespace: '' }] };
    const state = stateAfter(states, { phase: 'succeeded' }, { delivery: deliveryOf({ request: one }) });
    expect(resourcesOf(state).map((entry) => (entry as string[])[0])).toEqual(['wave-0']);
  });
});

describe('what is read back', () => {
  it('is the run, and goes on: nothing is done that is not', () => {
    const states = [
      stateOf('a', { health: { status: 'Progressing', message: '' } }),
      stateOf('b', { placement: { wave: 1 } }),
    ];
    const results = [resultOf((states[0] as ObjectState).key)];
    const state = stateAfter(states, { phase: 'waiting', results, message: 'waiting' });
    const owner = { ...app, status: { operationState: state } };
    const again = progressOfApplication(owner);
    expect(again).toMatchObject({ revision, phase: 'running', repair: false, attempt: 0, results });
    // Said once, not once a pass.
    expect(operationStateOf(owner, outcomeOf(states), again ?? running)).toEqual(state);
  });

  it('tells attempts and the time of the next', () => {
    const state = stateAfter([], { phase: 'retrying', attempt: 1, finishedAt: start + 1_000 });
    expect(state).toMatchObject({ phase: 'Running', retryCount: 2, finishedAt: formatTime(start + 1_000) });
    const owner = { ...app, status: { operationState: state } };
    expect(progressOfApplication(owner)).toMatchObject({ phase: 'retrying', attempt: 1, finishedAt: start + 1_000 });
  });
});
