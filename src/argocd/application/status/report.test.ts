/**
 * What a pass writes to an Application: every kind of outcome goes through the same few helpers here, and is told twice, so they stand in one
 * file.
 */
import { describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject, type Problem, textAt } from '../../../base/index.ts';
import type {
  GitDeliverySource,
  ObjectResult,
  ObjectState,
  Outcome,
  Progress,
  Translation,
} from '../../../engine/index.ts';
import { buildPlan } from '../../../engine/plan/index.ts';
import { deliveryOf, stateOf } from '../../../engine/testing/index.ts';
import { applicationOf, controlPlane, patched, source } from '../../testing/builders.ts';
import { progressOfApplication } from '../operation/progress.ts';
import { generationOf } from '../source-digest.ts';
import { type Report, reportApplication } from './report.ts';

const start = Date.UTC(2026, 0, 1, 8);
const revision = 'a'.repeat(40);
const application = applicationOf({ syncPolicy: { automated: { prune: true, selfHeal: true } } });
const generation = generationOf(application, source, undefined);
const run: Progress = {
  revision,
  generation,
  phase: 'succeeded',
  repair: false,
  startedAt: start,
  finishedAt: start + 1_000,
  attempt: 0,
  results: [],
  message: '',
};

function outcomeOf(states: readonly ObjectState[] | undefined, changes: Partial<Outcome> = {}): Outcome {
  const delivery = changes.delivery ?? deliveryOf({ generation });
  return {
    delivery,
    now: start + 1_000,
    revision: { commit: revision },
    sourceType: 'Directory',
    warnings: [],
    objects: states,
    plan: states === undefined ? undefined : buildPlan(states, delivery.prune),
    progress: undefined,
    contested: [],
    fights: [],
    failure: undefined,
    ...changes,
  } as Outcome;
}

function report(owner: KubeObject, what: Outcome | Translation): Report {
  return reportApplication(owner, what, { controlPlane, now: start + 1_000 });
}

/** The owner once a report is written. */
function written(owner: KubeObject, { patch }: Report): KubeObject {
  return patch === undefined ? owner : (patched(owner, patch.patch) as KubeObject);
}

const statusOf = (owner: KubeObject): JsonObject => (owner['status'] ?? {}) as JsonObject;
const messages = ({ events }: Report): string[] => events.map(({ reason, message }) => `${reason}: ${message}`);
const conditionsOf = (owner: KubeObject): unknown =>
  ((jsonAt(owner, 'status', 'conditions') ?? []) as JsonObject[]).map(
    (condition) => `${textAt(condition, 'type')}: ${textAt(condition, 'message')}`,
  );

const applied = (state: ObjectState, changes: Partial<ObjectResult> = {}): ObjectResult => ({
  key: state.key,
  version: 'v1',
  phase: 0,
  pruning: false,
  status: 'applied',
  message: 'created',
  ...changes,
});
const problem = (code: string, message: string, more: Partial<Problem> = {}): Problem => ({ code, message, ...more });

const a = stateOf('a');
const synced = outcomeOf([a], { progress: { ...run, results: [applied(a)] } });
const missing = stateOf('a', { sync: 'missing', live: undefined });
const refused = applied(missing, { status: 'failed', message: 'no such field', code: 'invalid' });

const outcomes: Readonly<Record<string, { owner?: KubeObject; what: Outcome | Translation }>> = {
  'a first sync': { what: synced },
  'a comparison alone': { what: outcomeOf([missing]) },
  'nothing to deliver': { what: outcomeOf([]) },
  'a wave that is waited for': {
    what: outcomeOf(
      [
        stateOf('a', { health: { status: 'Progressing', message: 'half' } }),
        stateOf('b', { sync: 'missing', live: undefined, placement: { wave: 1 } }),
      ],
      { progress: { ...runWithout(), phase: 'waiting', results: [applied(a)], message: 'waiting' } },
    ),
  },
  'a failure that is tried again': {
    what: outcomeOf([missing], { progress: { ...run, phase: 'retrying', results: [refused] } }),
  },
  'a failure for good': {
    what: outcomeOf([missing], { progress: { ...run, phase: 'failed', attempt: 5, results: [refused] } }),
  },
  'a source that is gone': {
    what: outcomeOf(undefined, {
      revision: undefined,
      failure: { stage: 'source', problems: [problem('unreachable', 'the connection is refused')] },
    }),
  },
  'a cluster that is gone': {
    what: outcomeOf(undefined, { failure: { stage: 'compare', problems: [problem('unreachable', 'no answer')] } }),
  },
  'an operation that ends': {
    owner: { ...application, operation: { initiatedBy: { username: 'me' }, sync: {} } },
    what: synced,
  },
  'an operation of a broken spec': {
    owner: { ...application, operation: { initiatedBy: { username: 'me' }, retry: { limit: 1 }, sync: {} } },
    what: {
      kind: 'blocked',
      reason: 'InvalidSpecError',
      problems: [problem('invalid-spec', 'no project')],
      retryMs: undefined,
    },
  },
  'an operation that names nothing': { owner: { ...application, operation: { info: [] } }, what: synced },
  'a refresh': {
    owner: applicationOf({}, { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } }),
    what: outcomeOf([a]),
  },
  'objects of two owners': {
    what: outcomeOf([], { plan: { stages: [], refused: [], problems: [problem('two-owners', 'it belongs to b')] } }),
  },
  'a deletion that is refused': {
    what: outcomeOf([], {
      delivery: { ...deliveryOf(), source: undefined },
      failure: { stage: 'prune', problems: [problem('forbidden', 'may not')] },
    }),
  },
};

function runWithout(): Progress {
  const { finishedAt: _finished, ...rest } = run;
  return rest;
}

describe('a report', () => {
  it.each(Object.entries(outcomes))('of %s says it once', (_what, { owner = application, what }) => {
    const first = report(owner, what);
    expect(first.patch).toBeDefined();
    const after = written(owner, first);
    // The next pass reads the run back from the status.
    const again =
      'kind' in what || what.progress === undefined ? what : { ...what, progress: progressOfApplication(after) };
    expect(report(after, again)).toEqual({ patch: undefined, events: [] });
  });

  it('holds no value of a Secret, whatever becomes of it', () => {
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a', namespace: 'default' },
      data: { password: 'aHVudGVyMg==' },
      stringData: { token: 'hunter2' },
    };
    const key = { group: '', kind: 'Secret', namespace: 'default', name: 'a' };
    for (const sync of ['synced', 'out-of-sync', 'missing', 'extra'] as const) {
      const state = stateOf('a', {
        key,
        sync,
        desired: sync === 'extra' ? undefined : secret,
        live: sync === 'missing' ? undefined : secret,
        differences: [{ path: ['data', 'password'], desired: 'aHVudGVyMg==', live: 'b2xk' }],
      });
      for (const phase of ['succeeded', 'failed', 'retrying'] as const) {
        const told = JSON.stringify(
          report(application, outcomeOf([state], { progress: { ...run, phase, results: [applied(state)] } })),
        );
        expect(told).toContain('"kind":"Secret"');
        expect(told).not.toMatch(/hunter2|aHVudGVyMg|b2xk/);
      }
    }
  });
});

describe('a sync that succeeds', () => {
  const first = report(application, synced);
  const after = written(application, first);

  it('is told as Argo CD tells it', () => {
    expect(statusOf(after)).toMatchObject({
      controllerNamespace: 'argocd',
      health: { status: 'Healthy', lastTransitionTime: '2026-01-01T08:00:01Z' },
      history: [{ id: 0, revision, source, initiatedBy: { automated: true }, deployedAt: '2026-01-01T08:00:01Z' }],
      operationState: {
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        startedAt: '2026-01-01T08:00:00Z',
        finishedAt: '2026-01-01T08:00:01Z',
        operation: { initiatedBy: { automated: true }, sync: { prune: true, revision } },
        syncResult: { revision, source },
      },
      reconciledAt: '2026-01-01T08:00:01Z',
      resourceHealthSource: 'appTree',
      resources: [{ kind: 'ConfigMap', name: 'a', namespace: 'default', status: 'Synced', version: 'v1' }],
      sourceType: 'Directory',
      sync: { status: 'Synced', revision, comparedTo: { source, destination: { namespace: 'default' } } },
    });
    expect(Object.keys(statusOf(after))).not.toContain('conditions');
    expect(after['operation']).toBeUndefined();
  });

  it('is told in Events that say where it went', () => {
    expect(messages(first)).toEqual([
      `OperationStarted: Initiated automated sync to '${revision}'`,
      `OperationCompleted: Sync operation to ${revision} succeeded`,
      'ResourceUpdated: Updated sync status:  -> Synced',
      'ResourceUpdated: Updated health status:  -> Healthy',
    ]);
    for (const event of first.events) {
      expect(event.annotations).toEqual({
        'dest-namespace': 'default',
        'dest-server': 'https://kubernetes.default.svc',
      });
    }
  });

  it('of drift is a repair, without history', () => {
    const healing = {
      ...run,
      repair: true,
      startedAt: start + 60_000,
      finishedAt: start + 61_000,
      results: [applied(a)],
    };
    const second = report(after, outcomeOf([a], { now: start + 61_000, progress: healing }));
    expect(messages(second)).toEqual([
      `OperationStarted: Initiated automated sync to '${revision}'`,
      `OperationCompleted: Partial sync operation to ${revision} succeeded`,
    ]);
    const status = statusOf(written(after, second));
    expect(status['history']).toEqual(statusOf(after)['history']);
    expect(jsonAt(status, 'operationState', 'operation', 'sync')).toMatchObject({
      autoHealAttemptsCount: 1,
      resources: [{ kind: 'ConfigMap', name: 'a' }],
    });
  });

  it('takes the operation away that asked for it', () => {
    const owner: KubeObject = { ...application, operation: { initiatedBy: { username: 'me' }, sync: { prune: true } } };
    const told = report(owner, synced);
    expect(told.patch?.patch['operation']).toBeNull();
    expect(messages(told)[0]).toBe(`OperationCompleted: Sync operation to ${revision} succeeded`);
    expect(statusOf(written(owner, told))).toMatchObject({ history: [{ initiatedBy: { username: 'me' } }] });
  });
});

describe('a run that goes on', () => {
  it('leaves its operation on the Application, and takes it away at its end', () => {
    const waiting = outcomes['a wave that is waited for']!.what as Outcome;
    const after = written(application, report(application, waiting));
    expect(after['operation']).toEqual({
      initiatedBy: { automated: true },
      retry: { limit: 5 },
      sync: { prune: true, revision, source },
    });
    expect(statusOf(after)).toMatchObject({
      health: { status: 'Progressing', message: 'Caused by ConfigMap:default/a' },
      operationState: { phase: 'Running', message: 'waiting for healthy state of /ConfigMap/a' },
      sync: { status: 'OutOfSync' },
    });
    const ends = { ...progressOfApplication(after)!, phase: 'succeeded', finishedAt: start + 5_000 } as Progress;
    const end = report(after, outcomeOf([a], { progress: ends, now: start + 5_000 }));
    expect(written(after, end)['operation']).toBeUndefined();
    // It began before: only its end is told.
    expect(messages(end)[0]).toBe(`OperationCompleted: Sync operation to ${revision} succeeded`);
  });

  it('gives way to a newer revision', () => {
    const after = written(application, report(application, outcomes['a wave that is waited for']!.what));
    const newer = { ...run, revision: 'b'.repeat(40), startedAt: start + 9_000, finishedAt: start + 9_500 };
    const told = report(
      after,
      outcomeOf([a], { progress: newer, now: start + 9_500, revision: { commit: newer.revision } }),
    );
    expect(messages(told).slice(0, 2)).toEqual([
      `OperationStarted: Initiated automated sync to '${newer.revision}'`,
      `OperationCompleted: Sync operation to ${newer.revision} succeeded`,
    ]);
    expect(written(after, told)['operation']).toBeUndefined();
  });
});

describe('what is wrong', () => {
  it('with a sync is a condition while automation will not try again', () => {
    const failed = outcomes['a failure for good']!.what as Outcome;
    const after = written(application, report(application, failed));
    const text = 'one or more objects failed to apply, reason: no such field (retried 5 times).';
    expect(conditionsOf(after)).toEqual([`SyncError: Failed last sync attempt to [${revision}]: ${text}`]);
    const elsewhere = { ...failed, revision: { commit: 'b' }, progress: progressOfApplication(after) };
    expect(conditionsOf(written(after, report(after, elsewhere as Outcome)))).toEqual([]);
    const byHand = { ...failed, delivery: deliveryOf({ generation, mode: 'manual' }) };
    expect(conditionsOf(written(application, report(application, byHand)))).toEqual([]);
  });

  it('with the source keeps what was known, as unknown', () => {
    const before = written(application, report(application, synced));
    const gone = outcomes['a source that is gone']!.what as Outcome;
    const told = report(before, { ...gone, now: start + 60_000, progress: progressOfApplication(before) });
    const after = written(before, told);
    expect(statusOf(after)).toMatchObject({
      health: { status: 'Healthy' },
      resources: [{ kind: 'ConfigMap', name: 'a', status: 'Unknown', requiresPruning: true }],
      sync: { status: 'Unknown' },
      history: [{ id: 0 }],
    });
    expect(jsonAt(after, 'status', 'sync', 'revision')).toBeUndefined();
    expect(jsonAt(after, 'status', 'sourceType')).toBeUndefined();
    expect(messages(told)).toEqual(['ResourceUpdated: Updated sync status: Synced -> Unknown']);
    expect(conditionsOf(after)).toEqual([
      'ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: the connection is refused',
    ]);
  });

  it('with the spec leaves the rest alone', () => {
    const before = written(application, report(application, synced));
    const blocked: Translation = {
      kind: 'blocked',
      reason: 'InvalidSpecError',
      problems: [problem('invalid-spec', 'no project'), problem('invalid-spec', 'no cluster')],
      retryMs: undefined,
    };
    const after = written(before, report(before, blocked));
    expect(conditionsOf(after)).toEqual(['InvalidSpecError: no cluster', 'InvalidSpecError: no project']);
    expect(statusOf(after)).toEqual({
      ...statusOf(before),
      conditions: expect.anything() as unknown,
      health: { status: 'Unknown', lastTransitionTime: '2026-01-01T08:00:01Z' },
      sync: { ...(statusOf(before)['sync'] as JsonObject), status: 'Unknown' },
    });
  });

  it('with the spec ends an operation', () => {
    const { owner, what } = outcomes['an operation of a broken spec']!;
    const told = report(owner!, what);
    expect(statusOf(written(owner!, told))).toMatchObject({
      operationState: {
        phase: 'Running',
        retryCount: 1,
        message: expect.stringContaining('InvalidSpecError: no project. Retrying') as string,
      },
    });
    const once = { ...owner!, operation: { sync: {} } };
    const ended = report(once, what);
    expect(ended.patch?.patch['operation']).toBeNull();
    expect(messages(ended)[0]).toBe('OperationCompleted: Sync operation failed: InvalidSpecError: no project');
  });

  it('with a deletion is a condition of its own', () => {
    const after = written(application, report(application, outcomes['a deletion that is refused']!.what));
    expect(conditionsOf(after)).toEqual(['DeletionError: may not']);
    const leaving = applicationOf({}, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
    const waits: Translation = {
      kind: 'blocked',
      reason: 'DeletionError',
      problems: [problem('unconfirmed', 'it waits')],
      retryMs: undefined,
    };
    expect(Object.keys(statusOf(written(leaving, report(leaving, waits))))).toEqual(['conditions']);
  });

  it.each<[string, Partial<Outcome>, string]>([
    [
      'an empty source',
      { plan: { stages: [], refused: [], problems: [problem('empty-source', 'nothing')] } },
      `SyncError: Skipping sync attempt to [${revision}]: auto-sync will wipe out all resources`,
    ],
    [
      "another owner's objects",
      { plan: { stages: [], refused: [], problems: [problem('two-owners', 'it belongs to b')] } },
      'SharedResourceWarning: it belongs to b',
    ],
    [
      'an object without a namespace',
      {
        plan: {
          stages: [],
          problems: [],
          refused: [
            { ...problem('namespace-missing', 'it is missing'), file: 'a.yaml', line: 2, key: a.key, version: 'v1' },
          ],
        },
      },
      'InvalidSpecError: it is missing (a.yaml:2)',
    ],
    [
      'objects that others want',
      { contested: [problem('two-owners', 'b wants it')] },
      'SharedResourceWarning: b wants it',
    ],
    [
      'objects that stand there twice',
      {
        warnings: [
          problem('repeated-object', 'appeared 2 times.', { object: '/ConfigMap/d/a', file: 'a.yaml', line: 3 }),
        ],
      },
      'RepeatedResourceWarning: Resource /ConfigMap/d/a appeared 2 times. (a.yaml:3)',
    ],
    [
      'a fight',
      { fights: [{ object: 'Deployment/d/a', manager: 'scaler', field: 'spec.replicas' }] },
      'SyncError: Owner owners/one: scaler keeps changing spec.replicas of Deployment/d/a back; repairs are slowed',
    ],
  ])('%s', (_what, changes, condition) => {
    expect(conditionsOf(written(application, report(application, outcomeOf([a], changes))))).toEqual([condition]);
  });

  it('keeps the time of a condition that says the same', () => {
    const twice = outcomeOf([a], { contested: [problem('two-owners', 'b wants it')] });
    const before = written(application, report(application, twice));
    const more = {
      ...twice,
      now: start + 99_000,
      contested: [...twice.contested, problem('two-owners', 'c wants it')],
    };
    const conditions = jsonAt(written(before, report(before, more)), 'status', 'conditions') as JsonObject[];
    expect(conditions.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([
      '2026-01-01T08:00:01Z',
      '2026-01-01T08:01:39Z',
    ]);
  });
});

describe('the verdicts on objects', () => {
  const resourcesOf = (states: readonly ObjectState[], changes: Partial<Outcome> = {}, owner = application) =>
    jsonAt(written(owner, report(owner, outcomeOf(states, changes))), 'status', 'resources') as JsonObject[];

  it('are sorted by group, kind, namespace and name', () => {
    const keys = ['b', 'a'].flatMap((name) => [
      stateOf(name),
      stateOf(name, { key: { group: 'apps', kind: 'Deployment', namespace: 'default', name } }),
    ]);
    expect(resourcesOf(keys).map((entry) => `${textAt(entry, 'kind')} ${textAt(entry, 'name')}`)).toEqual([
      'ConfigMap a',
      'ConfigMap b',
      'Deployment a',
      'Deployment b',
    ]);
  });

  it.each<[string, ObjectState, JsonObject]>([
    ['what differs', stateOf('a', { sync: 'out-of-sync' }), { status: 'OutOfSync' }],
    ['what is missing', missing, { status: 'OutOfSync' }],
    [
      'what is left over',
      stateOf('a', { sync: 'extra', desired: undefined, placement: { wave: 2 } }),
      { status: 'OutOfSync', requiresPruning: true },
    ],
    ['waves', stateOf('a', { placement: { wave: -1 } }), { status: 'Synced', syncWave: -1 }],
  ])('tell of %s', (_what, state, expected) => {
    expect(resourcesOf([state])).toEqual([
      { kind: 'ConfigMap', name: 'a', namespace: 'default', version: 'v1', ...expected },
    ]);
  });

  it('tell of what must be confirmed, by the object or by the Application', () => {
    const desired: KubeObject = {
      ...a.desired!,
      metadata: { ...a.desired!.metadata, annotations: { 'argocd.argoproj.io/sync-options': 'Delete=confirm' } },
    };
    expect(resourcesOf([stateOf('a', { desired })])[0]).toMatchObject({ requiresDeletionConfirmation: true });
    const owner = applicationOf({ syncPolicy: { syncOptions: ['Prune=confirm'] } });
    expect(resourcesOf([a], {}, owner)[0]).toMatchObject({ requiresDeletionConfirmation: true });
  });

  it('tell of what the project does not permit', () => {
    const refusalOf = (name: string, code: string) => ({
      ...problem(code, 'no'),
      file: 'app.yaml',
      key: stateOf(name).key,
      version: 'v1',
    });
    const refused = [refusalOf('s', 'kind-not-permitted'), refusalOf('t', 'namespace-not-permitted')];
    // The namespace that would be made stands in no file.
    const made = { ...problem('kind-not-permitted', 'no'), key: stateOf('made').key, version: 'v1' };
    const plan = { stages: [], problems: [], refused: [...refused, made] };
    const told = outcomeOf([stateOf('s', { sync: 'extra', desired: undefined })], { plan });
    const status = statusOf(written(application, report(application, told)));
    expect(status['resources']).toEqual([
      { kind: 'ConfigMap', name: 's', namespace: 'default', status: 'Unknown', version: 'v1' },
      { kind: 'ConfigMap', name: 't', namespace: 'default', status: 'OutOfSync', version: 'v1' },
    ]);
    expect(status['sync']).toMatchObject({ status: 'OutOfSync' });
  });

  it('do not call an Application out of sync for extras that say so', () => {
    const live: KubeObject = {
      ...a.live!,
      metadata: { ...a.live!.metadata, annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' } },
    };
    const extra = stateOf('b', { sync: 'extra', desired: undefined, live });
    expect(statusOf(written(application, report(application, outcomeOf([a, extra]))))['sync']).toMatchObject({
      status: 'Synced',
    });
  });

  it('do call it so when its namespace is to be made anew', () => {
    const spec = {
      syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { team: 'red' } } },
    };
    const made = (team: string): JsonObject => ({
      operationState: { phase: 'Succeeded', syncResult: { managedNamespaceMetadata: { labels: { team } } } },
    });
    const syncOf = (team: string) => {
      const owner = applicationOf(spec, { status: made(team) });
      return jsonAt(written(owner, report(owner, outcomeOf([a]))), 'status', 'sync', 'status');
    };
    expect(syncOf('red')).toBe('Synced');
    expect(syncOf('blue')).toBe('OutOfSync');
  });
});

describe('a refresh', () => {
  it('is answered, also where nothing is new', () => {
    const before = written(application, report(application, outcomeOf([a])));
    const asked: KubeObject = {
      ...before,
      metadata: { ...before.metadata, annotations: { 'argocd.argoproj.io/refresh': 'normal', kept: 'yes' } },
    };
    const told = report(asked, outcomeOf([a], { now: start + 60_000 }));
    const after = written(asked, told);
    expect(after.metadata.annotations).toEqual({ kept: 'yes' });
    expect(statusOf(after)).toEqual({ ...statusOf(before), reconciledAt: '2026-01-01T08:01:00Z' });
    expect(told.events).toEqual([]);
  });
});

describe('source messages', () => {
  const told = (stage: 'source' | 'render', problems: readonly Problem[], reference = 'main', path = 'app') => {
    const delivery = deliveryOf({
      source: {
        ...(deliveryOf().source as GitDeliverySource),
        reference: { kind: 'revision', revision: reference },
        path,
      },
    });
    const after = written(
      application,
      report(application, outcomeOf(undefined, { delivery, failure: { stage, problems } })),
    );
    return (conditionsOf(after) as string[])[0]?.replace(/^ComparisonError: .*? source 1 of 1: rpc error: /, '');
  };

  it.each<[string, string | undefined, string]>([
    [
      'a revision that is not there',
      told('source', [problem('revision-not-found', 'no branch stable')], 'stable'),
      "code = Unknown desc = unable to resolve 'stable' to a commit SHA: no branch stable",
    ],
    [
      'a repository that is not there',
      told('source', [problem('not-found', 'no repository')]),
      'code = Unknown desc = failed to list refs: no repository',
    ],
    ['a tree that is too large', told('source', [problem('too-large', '9 GB')]), 'code = Unknown desc = 9 GB'],
    [
      'a path that is not there',
      told('render', [problem('path-not-found', 'the path app does not exist')]),
      'code = Unknown desc = app: app path does not exist: the path app does not exist',
    ],
    [
      'a file that cannot be read, with its place',
      told('render', [problem('yaml-syntax', 'a tab', { file: 'app/x/a.yaml', line: 4, column: 2 })]),
      'code = FailedPrecondition desc = Failed to unmarshal "a.yaml": app/x/a.yaml:4:2: a tab',
    ],
    [
      'several files',
      told('render', [
        problem('yaml-syntax', 'a tab', { file: 'a.yaml', line: 4 }),
        problem('yaml-syntax', 'a hash', { file: 'b.yaml', line: 1 }),
      ]),
      'code = FailedPrecondition desc = Failed to unmarshal "a.yaml": a.yaml:4: a tab; b.yaml:1: a hash',
    ],
    ['what else', told('render', [problem('time-out', 'it took too long')]), 'code = Unknown desc = it took too long'],
  ])('%s', (_what, message, expected) => {
    expect(message).toBe(expected);
  });
});
