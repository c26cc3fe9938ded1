import { describe, expect, it } from 'vitest';
import type { Delivery, RunRequest } from '../delivery.ts';
import type { Health, HealthStatus } from '../health/index.ts';
import { buildPlan, type ObjectState } from '../plan/index.ts';
import { deliveryOf, stateOf } from '../testing/index.ts';
import { advance, type Situation, type Step } from './advance.ts';
import type { ObjectResult, Progress } from './progress.ts';

const now = 1_000_000;

function situation(
  states: readonly ObjectState[],
  changes: Partial<Situation> & { delivery?: Delivery } = {},
): Situation {
  const delivery = changes.delivery ?? deliveryOf();
  return {
    delivery,
    revision: 'r1',
    plan: buildPlan(states, delivery.prune),
    namespaceDue: false,
    awaited: [],
    progress: undefined,
    changed: false,
    now,
    ...changes,
  };
}

function progressOf(changes: Partial<Progress> = {}): Progress {
  return {
    revision: 'r1',
    generation: '1',
    phase: 'running',
    repair: false,
    startedAt: now - 5_000,
    attempt: 0,
    results: [],
    message: '',
    ...changes,
  };
}

function resultOf(state: ObjectState, changes: Partial<ObjectResult> = {}): ObjectResult {
  return { key: state.key, version: 'v1', phase: 0, pruning: false, status: 'applied', message: 'created', ...changes };
}

const health = (status: HealthStatus, message = ''): Health => ({ status, message });
const missing = (name: string, changes: Parameters<typeof stateOf>[1] = {}) =>
  stateOf(name, { sync: 'missing', live: undefined, ...changes });
const acts = (step: Step): string[] =>
  step.kind === 'act' ? step.stage.actions.map(({ kind, key }) => `${kind} ${key.name}`) : [step.kind];

describe('advance: when a run starts', () => {
  const request: RunRequest = {
    id: 'q',
    revision: undefined,
    prune: false,
    dryRun: false,
    objects: undefined,
    initiatedBy: 'me',
  };

  it.each<[string, Partial<Delivery>, Progress | undefined, string]>([
    ['something differs', {}, undefined, 'act'],
    ['it is only done by hand', { mode: 'manual' }, undefined, 'rest'],
    ['it is only done by hand, and somebody asks', { mode: 'manual', request }, undefined, 'act'],
    ['a new revision', { mode: 'on-change' }, progressOf({ revision: 'r0', phase: 'succeeded' }), 'act'],
    ['a changed owner', { mode: 'on-change' }, progressOf({ generation: '0', phase: 'succeeded' }), 'act'],
    ['drift, unrepaired by policy', { mode: 'on-change' }, progressOf({ phase: 'succeeded' }), 'rest'],
    ['drift, repaired', { mode: 'continuous' }, progressOf({ phase: 'succeeded' }), 'act'],
    ['a revision that failed for good', {}, progressOf({ phase: 'failed' }), 'rest'],
    ['a revision whose run was terminated', {}, progressOf({ phase: 'terminated' }), 'rest'],
    ['another revision than the failed one', {}, progressOf({ phase: 'failed', revision: 'r0' }), 'act'],
    ['another run under way for an older revision', {}, progressOf({ phase: 'waiting', revision: 'r0' }), 'act'],
  ])('%s', (_what, delivery, progress, expected) => {
    expect(advance(situation([missing('a')], { delivery: deliveryOf(delivery), progress })).kind).toBe(expected);
  });

  describe('with what differs in ignored fields alone', () => {
    const a = stateOf('a');
    const withAlong = (...others: readonly ObjectState[]) =>
      buildPlan([a, ...others], deliveryOf().prune, { along: new Set([a]) });

    it('starts none', () => {
      expect(advance(situation([], { plan: withAlong() })).kind).toBe('rest');
      expect(advance(situation([], { plan: withAlong(), progress: progressOf({ phase: 'succeeded' }) })).kind).toBe(
        'rest',
      );
    });

    it('writes it in a run that there is', () => {
      expect(acts(advance(situation([], { plan: withAlong(missing('b')) })))).toEqual(['update a', 'create b']);
      expect(acts(advance(situation([], { plan: withAlong(), delivery: deliveryOf({ request }) })))).toEqual([
        'update a',
      ]);
    });

    it('leaves it out of a repair', () => {
      const progress = progressOf({ phase: 'succeeded' });
      expect(acts(advance(situation([], { plan: withAlong(missing('b')), progress })))).toEqual(['create b']);
    });
  });

  it('does nothing for a revision that changes nothing, unless every revision counts', () => {
    const progress = progressOf({ revision: 'r0', phase: 'succeeded' });
    expect(advance(situation([stateOf('a')], { progress })).kind).toBe('rest');
    const delivery = deliveryOf({ everyRevision: true });
    expect(advance(situation([stateOf('a')], { progress, delivery }))).toMatchObject({
      kind: 'finish',
      progress: { phase: 'succeeded', revision: 'r1' },
    });
  });

  it('marks a run that repairs a delivered revision', () => {
    const step = advance(situation([missing('a')], { progress: progressOf({ phase: 'succeeded' }) }));
    expect(step).toMatchObject({ kind: 'act', progress: { repair: true } });
  });

  it('never runs the same request twice', () => {
    const delivery = deliveryOf({ mode: 'manual', request });
    const progress = progressOf({ requestId: 'q', phase: 'failed' });
    expect(advance(situation([missing('a')], { delivery, progress })).kind).toBe('rest');
  });
});

describe('advance: stages', () => {
  it('acts on the first stage that is not done, and only on what is left of it', () => {
    const states = [missing('a'), missing('b'), missing('c', { placement: { wave: 1 } })];
    const first = advance(situation(states));
    expect(acts(first)).toEqual(['create a', 'create b']);
    const progress = progressOf({ results: [resultOf(states[0]!)] });
    expect(acts(advance(situation(states, { progress })))).toEqual(['create b']);
  });

  it('goes on where it was cut off: what the cluster has already is not done again', () => {
    const states = [stateOf('a'), missing('b', { placement: { wave: 1 } })];
    expect(acts(advance(situation(states, { progress: progressOf() })))).toEqual(['create b']);
  });

  it('waits at a gate, and fails by it', () => {
    const gate = (status: HealthStatus) =>
      stateOf('gate', { health: health(status, 'why'), placement: { gate: 'multi-stage' } });
    const later = missing('later', { placement: { wave: 1 } });
    const waiting = advance(situation([gate('Progressing'), later], { progress: progressOf() }));
    expect(waiting).toMatchObject({
      kind: 'wait',
      until: undefined,
      progress: { phase: 'waiting', waitingSince: now },
    });
    expect(acts(advance(situation([gate('Healthy'), later], { progress: progressOf() })))).toEqual(['create later']);
    const failed = advance(situation([gate('Degraded'), later], { progress: progressOf() }));
    expect(failed).toMatchObject({
      kind: 'finish',
      progress: { phase: 'failed', message: expect.stringContaining('why') as string },
    });
  });

  it('does not wait at a multi-stage gate of the last stage', () => {
    const gate = stateOf('gate', { health: health('Progressing'), placement: { gate: 'multi-stage', wave: 1 } });
    expect(advance(situation([stateOf('a'), gate], { progress: progressOf() }))).toMatchObject({
      kind: 'finish',
      progress: { phase: 'succeeded' },
    });
  });

  it('repairs what differs without waiting for what does not', () => {
    const gate = stateOf('gate', { health: health('Degraded'), placement: { gate: 'multi-stage' } });
    const later = missing('later', { placement: { wave: 1 } });
    const progress = progressOf({ repair: true });
    expect(acts(advance(situation([gate, later], { progress })))).toEqual(['create later']);
  });

  it('does not wait at a multi-stage gate where there is one stage', () => {
    const gate = stateOf('gate', { health: health('Progressing'), placement: { gate: 'multi-stage' } });
    expect(advance(situation([gate], { progress: progressOf() }))).toMatchObject({
      kind: 'finish',
      progress: { phase: 'succeeded' },
    });
  });

  it('gives up a gate after its time', () => {
    const states = [
      stateOf('gate', { health: health('Progressing'), placement: { gate: 'always' } }),
      missing('b', { placement: { wave: 1 } }),
    ];
    const delivery = deliveryOf({ gateTimeoutMs: 60_000 });
    const since = (ms: number) =>
      advance(situation(states, { delivery, progress: progressOf({ phase: 'waiting', waitingSince: now - ms }) }));
    expect(since(59_999)).toMatchObject({ kind: 'wait', until: now + 1 });
    expect(since(60_000)).toMatchObject({ kind: 'finish', progress: { phase: 'failed' } });
  });

  it('waits between deletions and the writes that follow until what it deleted is gone', () => {
    const delivery = deliveryOf({ prune: { ...deliveryOf().prune, last: false } });
    const old = stateOf('old', { sync: 'extra', desired: undefined });
    const states = [old, missing('a')];
    expect(acts(advance(situation(states, { delivery })))).toEqual(['delete old']);
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const live = { ...old.live!, metadata: { ...old.live!.metadata, deletionTimestamp } };
    const progress = progressOf({ results: [resultOf(old, { pruning: true, status: 'pruned' })] });
    const step = advance(situation([{ ...old, live }, missing('a')], { delivery, progress }));
    expect(step).toMatchObject({
      kind: 'wait',
      progress: { message: 'waiting for deletion of ConfigMap/default/old' },
    });
    expect(acts(advance(situation([missing('a')], { delivery, progress })))).toEqual(['create a']);
    // Nothing comes after it: the run is done.
    expect(advance(situation([{ ...old, live }, stateOf('a')], { delivery, progress })).kind).toBe('finish');
  });

  it('waits until an object that is being deleted is gone', () => {
    const state = stateOf('a', { sync: 'out-of-sync' });
    const live = { ...state.live!, metadata: { ...state.live!.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(advance(situation([{ ...state, live }, missing('b')], { progress: progressOf() })).kind).toBe('act');
    expect(advance(situation([{ ...state, live }], { progress: progressOf() })).kind).toBe('wait');
  });
});

describe('advance: ends', () => {
  const delivery = deliveryOf({ retry: { limit: 2, initialMs: 1_000, factor: 3, maxMs: 5_000 } });
  const failing = (attempt: number) =>
    progressOf({ attempt, results: [resultOf(stateOf('a'), { status: 'failed', message: 'refused' })] });

  it('retries as often as it may, each time later, and then fails', () => {
    const first = advance(situation([missing('a')], { delivery, progress: failing(0) }));
    expect(first).toMatchObject({
      kind: 'finish',
      progress: {
        phase: 'retrying',
        attempt: 0,
        finishedAt: now,
        message: expect.stringContaining('refused') as string,
      },
    });
    expect(advance(situation([missing('a')], { delivery, progress: failing(2) }))).toMatchObject({
      progress: { phase: 'failed' },
    });
    const waiting = (attempt: number, ago: number) =>
      advance(
        situation([missing('a')], {
          delivery,
          progress: progressOf({ phase: 'retrying', attempt, finishedAt: now - ago }),
        }),
      );
    expect(waiting(0, 999)).toMatchObject({ kind: 'rest', until: now + 1 });
    expect(waiting(0, 1_000)).toMatchObject({ kind: 'act', progress: { attempt: 1, results: [] } });
    expect(waiting(1, 2_999)).toMatchObject({ kind: 'rest', until: now + 1 });
    expect(waiting(1, 3_000)).toMatchObject({ kind: 'act', progress: { attempt: 2 } });
  });

  it('retries without end where the limit is negative', () => {
    const endless = deliveryOf({ retry: { limit: -1, initialMs: 1_000, factor: 1, maxMs: 1_000 } });
    expect(advance(situation([missing('a')], { delivery: endless, progress: failing(1_000) }))).toMatchObject({
      progress: { phase: 'retrying' },
    });
  });

  it('retries without end at once where something has changed, and counted retries in their time', () => {
    const retry = { limit: -1, initialMs: 60_000, factor: 1, maxMs: 60_000 };
    const step = (limit: number, ago: number) =>
      advance(
        situation([missing('a')], {
          delivery: deliveryOf({ retry: { ...retry, limit } }),
          progress: progressOf({ phase: 'retrying', finishedAt: now - ago }),
          changed: true,
        }),
      );
    expect(step(-1, 999)).toMatchObject({ kind: 'rest', until: now + 1 });
    expect(step(-1, 1_000)).toMatchObject({ kind: 'act', progress: { attempt: 1 } });
    expect(step(5, 1_000)).toMatchObject({ kind: 'rest', until: now + 59_000 });
  });

  it.each([
    ['a write', { status: 'failed' as const }, 'apply'],
    ['a deletion', { status: 'failed' as const, pruning: true }, 'prune'],
  ])('says that it failed by %s', (_what, changes, failed) => {
    const progress = progressOf({ results: [resultOf(stateOf('a'), changes)] });
    expect(advance(situation([missing('a')], { progress }))).toMatchObject({ kind: 'finish', failed });
  });

  it('fails before it writes anything where an object may not be delivered', () => {
    const { key } = missing('a');
    const refused = [
      { code: 'namespace-missing', message: 'it has no namespace', file: 'a.yaml', line: 3, key, version: 'v1' },
    ];
    const plan = buildPlan([missing('a'), stateOf('old', { sync: 'extra', desired: undefined })], delivery.prune, {
      refused,
    });
    expect(plan.stages.map(({ kind }) => kind)).toEqual(['write']);
    expect(advance(situation([], { plan }))).toMatchObject({
      kind: 'finish',
      failed: 'apply',
      progress: { phase: 'failed', message: 'a.yaml:3: it has no namespace' },
    });
  });

  it('does not hold a new revision back by the retry of an old one', () => {
    const progress = progressOf({ revision: 'r0', phase: 'retrying', finishedAt: now });
    expect(advance(situation([missing('a')], { delivery, progress })).kind).toBe('act');
  });

  it('waits for what the end waits for, until its time is up', () => {
    const awaiting = deliveryOf({ wait: { kind: 'all', timeoutMs: 10_000 } });
    const state = stateOf('a');
    const step = (awaited: Health | undefined, since = 0) =>
      advance(
        situation([state], {
          delivery: awaiting,
          awaited: [{ key: state.key, health: awaited }],
          progress: progressOf({ phase: 'waiting', waitingSince: now - since }),
        }),
      );
    expect(step(health('Progressing'))).toMatchObject({ kind: 'wait', until: now + 10_000 });
    expect(step(health('Missing'), 10_000)).toMatchObject({ kind: 'finish', progress: { phase: 'failed' } });
    expect(step(health('Degraded'))).toMatchObject({ kind: 'finish', progress: { phase: 'failed' } });
    expect(step(health('Healthy'))).toMatchObject({ kind: 'finish', progress: { phase: 'succeeded' } });
    expect(step(undefined)).toMatchObject({ kind: 'finish', progress: { phase: 'succeeded' } });
  });

  it('looks again when what was healthy is not any more', () => {
    const awaiting = deliveryOf({ wait: { kind: 'all', timeoutMs: 10_000 } });
    const state = stateOf('a');
    const step = advance(
      situation([state], {
        delivery: awaiting,
        awaited: [{ key: state.key, health: health('Progressing') }],
        progress: progressOf({ phase: 'succeeded' }),
      }),
    );
    expect(step).toMatchObject({ kind: 'wait', progress: { repair: true } });
  });

  it('ends a run that is being terminated', () => {
    expect(advance(situation([missing('a')], { progress: progressOf({ phase: 'terminating' }) }))).toMatchObject({
      kind: 'finish',
      progress: { phase: 'terminated' },
    });
  });
});
