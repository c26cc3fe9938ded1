import { describe, expect, it } from 'vitest';
import type { HealthStatus } from '../health/index.ts';
import { plainPlacement } from '../placement.ts';
import type { HookPlacement } from '../placement.ts';
import { buildPlan, type HookTask, type ObjectState } from '../plan/index.ts';
import { deliveryOf, stateOf } from '../testing/index.ts';
import { advance, type Step } from './advance.ts';
import { type LiveHook, tidyStage } from './hooks.ts';
import type { ObjectResult, Progress } from './progress.ts';

const now = 1_000_000;
const origin = { file: 'a.yaml', line: 1, column: 1 };
const finalizer = 'test.dev/hook';
const phases = { before: -1, beside: 0, after: 1, failed: 2 } as const;

interface TaskParts {
  readonly phase?: keyof typeof phases;
  readonly live?: 'held' | 'left' | 'leaving';
  readonly health?: HealthStatus;
  readonly sync?: HookTask['sync'];
  readonly policies?: HookPlacement['deletePolicies'];
}

function taskOf(name: string, parts: TaskParts = {}): HookTask {
  const { phase = 'before', live, health, sync = 'out-of-sync', policies = ['BeforeHookCreation'] } = parts;
  const { desired, ...state } = stateOf(name);
  if (desired === undefined) throw new Error('a hook is desired');
  const metadata = {
    ...desired.metadata,
    ...(live === 'held' ? { finalizers: [finalizer] } : {}),
    ...(live === 'leaving' ? { deletionTimestamp: '1970-01-01T00:16:00Z' } : {}),
  };
  const hook: HookPlacement = {
    phases: [{ phase: phases[phase], name: phase, onFailure: phase === 'failed' }],
    deletePolicies: policies,
    finalizer,
  };
  return {
    ...state,
    desired,
    manifest: { object: desired, origin, originOf: () => origin },
    live: live === undefined ? undefined : { ...desired, metadata },
    sync,
    health: health === undefined ? undefined : { status: health, message: `it is ${health}` },
    placement: { ...plainPlacement, phase: phases[phase], hook },
  };
}

function resultOf({ key, placement }: HookTask, hookPhase: ObjectResult['hookPhase']): ObjectResult {
  return {
    key,
    version: 'v1',
    phase: placement.phase,
    pruning: false,
    status: 'applied',
    message: 'created',
    ...(hookPhase === undefined ? {} : { hookPhase }),
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

function stepOf(states: readonly ObjectState[], hooks: readonly HookTask[], progress: Progress | undefined): Step {
  const delivery = deliveryOf();
  const plan = buildPlan(states, delivery.prune, { hooks });
  const common = { delivery, revision: 'r1', plan, namespaceDue: false, awaited: [], changed: false, now };
  return advance({ ...common, progress });
}

const missing = (name: string): ObjectState => stateOf(name, { sync: 'missing', live: undefined });
const outline = (step: Step): string =>
  step.kind === 'act'
    ? `${step.stage.kind}: ${step.stage.actions.map(({ kind, key }) => `${kind} ${key.name}`).join(', ')}`
    : `${step.kind}: ${step.progress?.phase ?? ''} ${step.progress?.message ?? ''}`.trim();

describe('hooks in a run', () => {
  const web = missing('web');

  it.each<[string, readonly HookTask[], readonly [number, ObjectResult['hookPhase']][], string]>([
    ['begin it', [taskOf('a')], [], 'write: run-hook a'],
    [
      'are waited for',
      [taskOf('a', { live: 'held', health: 'Progressing' })],
      [[0, 'running']],
      'wait: waiting waiting for completion of hook /ConfigMap/a',
    ],
    [
      'that are suspended are waited for',
      [taskOf('a', { live: 'held', health: 'Suspended' })],
      [[0, 'running']],
      'wait: waiting waiting for completion of hook /ConfigMap/a',
    ],
    [
      'that succeeded let it go on',
      [taskOf('a', { live: 'held', health: 'Healthy' })],
      [[0, 'running']],
      'write: create web',
    ],
    ['without health let it go on', [taskOf('a', { live: 'held' })], [[0, 'running']], 'write: create web'],
    [
      'that failed end it',
      [taskOf('a', { live: 'held', health: 'Degraded' })],
      [[0, 'running']],
      'finish: failed ConfigMap/default/a: it is Degraded',
    ],
    [
      'that somebody deleted end it',
      [taskOf('a')],
      [[0, 'running']],
      'finish: failed ConfigMap/default/a: the hook was deleted before it ended: sync again to run it anew',
    ],
    [
      'of the failure follow a failed one',
      [taskOf('a', { live: 'held', health: 'Degraded' }), taskOf('b', { phase: 'failed' })],
      [[0, 'running']],
      'write: run-hook b',
    ],
    [
      'of the failure are waited for',
      [taskOf('a'), taskOf('b', { phase: 'failed', live: 'held', health: 'Progressing' })],
      [
        [0, 'failed'],
        [1, 'running'],
      ],
      'wait: waiting waiting for completion of hook /ConfigMap/b',
    ],
    ['of earlier runs go first', [taskOf('a', { live: 'left' })], [], 'clear: end-hook a'],
    [
      'that may stay are written over',
      [taskOf('a', { live: 'left', policies: ['HookSucceeded'] })],
      [],
      'write: run-hook a',
    ],
    [
      'that are on their way out are waited for',
      [taskOf('a', { live: 'leaving' })],
      [],
      'wait: waiting waiting for deletion of hook /ConfigMap/a',
    ],
    [
      'that a killed process started are not run twice',
      [taskOf('a', { live: 'held', health: 'Progressing', sync: 'synced' })],
      [],
      'wait: waiting waiting for completion of hook /ConfigMap/a',
    ],
  ])('%s', (_what, tasks, known, expected) => {
    const results = known.flatMap(([index, phase]) => {
      const task = tasks[index];
      return task === undefined ? [] : [resultOf(task, phase)];
    });
    expect(outline(stepOf([web], tasks, progressOf({ results })))).toBe(expected);
  });

  it('are no reason for one', () => {
    expect(stepOf([stateOf('web')], [taskOf('a')], undefined).kind).toBe('rest');
  });

  it('are deleted where it is terminated', () => {
    const task = taskOf('a', { live: 'held', health: 'Progressing' });
    const step = stepOf([web], [task], progressOf({ phase: 'terminating', results: [resultOf(task, 'running')] }));
    expect(outline(step)).toBe('clear: end-hook a');
    expect(step.progress?.results).toMatchObject([{ hookPhase: 'succeeded', message: 'Deleted' }]);
    expect(outline(stepOf([web], [taskOf('a')], step.progress))).toBe('finish: terminated Operation terminated');
  });
});

describe('hooks once their run has ended', () => {
  const hookOf = (parts: TaskParts, createdAt = now - 4_000): LiveHook => {
    const { key, version, live, placement } = taskOf('a', parts);
    if (live === undefined) throw new Error('a live hook is there');
    const creationTimestamp = new Date(createdAt).toISOString();
    return { key, version, placement, live: { ...live, metadata: { ...live.metadata, creationTimestamp } } };
  };
  const tidied = (progress: Progress | undefined, hook: LiveHook, which: 'of this run' | 'all' = 'all'): string =>
    (tidyStage(progress, [hook], which)?.actions ?? [])
      .map((action) => (action.kind === 'end-hook' && action.remove ? 'deleted' : 'let go'))
      .join();
  const ended = (phase: Progress['phase'], results = [resultOf(taskOf('a'), 'succeeded')]): Progress =>
    progressOf({ phase, finishedAt: now, results });

  it.each<[string, Progress | undefined, LiveHook, string]>([
    [
      'of a run that goes on',
      progressOf({ results: [resultOf(taskOf('a'), 'succeeded')] }),
      hookOf({ live: 'held' }),
      '',
    ],
    ['that are held', ended('succeeded'), hookOf({ live: 'held' }), 'let go'],
    ['that are let go already', ended('succeeded'), hookOf({ live: 'left' }), ''],
    ['that go after success', ended('succeeded'), hookOf({ live: 'held', policies: ['HookSucceeded'] }), 'deleted'],
    [
      'that go after success, after a failure',
      ended('failed'),
      hookOf({ live: 'held', policies: ['HookSucceeded'] }),
      'let go',
    ],
    ['that go after a failure', ended('failed'), hookOf({ live: 'left', policies: ['HookFailed'] }), 'deleted'],
    [
      'that go after a failure, before the next attempt',
      ended('retrying'),
      hookOf({ live: 'left', policies: ['HookFailed'] }),
      'deleted',
    ],
    ['that are going', ended('succeeded'), hookOf({ live: 'leaving', policies: ['HookSucceeded'] }), ''],
    ['that no run knows of', ended('succeeded', []), hookOf({ live: 'held', policies: ['HookSucceeded'] }), 'let go'],
    [
      'of a later run',
      ended('succeeded'),
      hookOf({ live: 'held', policies: ['HookSucceeded'] }, now + 2_000),
      'let go',
    ],
    ['where there was no run', undefined, hookOf({ live: 'held' }), ''],
  ])('%s', (_what, progress, hook, expected) => {
    expect(tidied(progress, hook)).toBe(expected);
  });

  it('of a later run are left to it while it may begin', () => {
    expect(tidied(ended('succeeded'), hookOf({ live: 'held' }, now + 2_000), 'of this run')).toBe('');
  });
});
