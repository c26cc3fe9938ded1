import { describeKey, formatKey, formatProblem, type ObjectKey, withPlace } from '../../base/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Health } from '../health/index.ts';
import type { Action, HookTask, Plan, Stage } from '../plan/index.ts';
import {
  clearingStage,
  failedHooks,
  hookResult,
  type LiveHook,
  runningHooks,
  terminateHooks,
  tidyStage,
  withHooksRead,
} from './hooks.ts';
import type { ObjectResult, Progress } from './progress.ts';

/** What comes next. Every step but `act` ends the pass. */
export type Step =
  | { readonly kind: 'act'; readonly progress: Progress; readonly stage: Stage }
  /** Something is not healthy yet; looked at again at an event, or at `until`. `brief`: it will be in a moment. */
  | { readonly kind: 'wait'; readonly progress: Progress; readonly until: number | undefined; readonly brief: boolean }
  /** `failed`: what the run failed by. */
  | { readonly kind: 'finish'; readonly progress: Progress; readonly failed?: RunFailure }
  /** Nothing to do; looked at again at `until`. */
  | { readonly kind: 'rest'; readonly progress: Progress | undefined; readonly until: number | undefined };

/** What a run failed by: a write, a deletion, or the health of what it wrote. */
export type RunFailure = 'apply' | 'prune' | 'health';

/** An object that is waited for. */
export interface Awaited {
  readonly key: ObjectKey;
  readonly health: Health | undefined;
}

/** What a step is decided from. */
export interface Situation {
  readonly delivery: Delivery;
  readonly revision: string;
  readonly plan: Plan;
  /** The namespace that everything goes into is to be made, or to be made as the owner wants it, before a run writes anything. */
  readonly namespaceDue: boolean;
  /** What the run's end waits for, with its health; undefined: it has none, and is not waited for. */
  readonly awaited: readonly Awaited[];
  readonly progress: Progress | undefined;
  /** Hooks that are there, of whatever run; absent: none. */
  readonly hooks?: readonly LiveHook[];
  /** Something is different from when the last attempt failed: what it failed by may be so no longer. */
  readonly changed: boolean;
  readonly now: number;
}

/**
 * The progress machine: a pure function from what is to what comes next. See docs/decisions/0003-progress-machine.md for the proof
 * that it carries the operations of the dialects.
 */
export function advance(situation: Situation): Step {
  const { progress: before, delivery } = situation;
  // What only validates changes nothing, not even what an earlier run left.
  const hooks = delivery.request?.dryRun === true ? [] : (situation.hooks ?? []);
  const own = tidyStage(before, hooks, 'of this run');
  if (before !== undefined && own !== undefined) return { kind: 'act', progress: before, stage: own };
  const progress = current(situation);
  if (progress.kind === 'rest') {
    const all = tidyStage(before, hooks, 'all');
    return before === undefined || all === undefined ? progress : { kind: 'act', progress: before, stage: all };
  }
  return goOn(situation, progress.progress);
}

/** The run to go on with: the one that the status tells of, a new one, or none. */
function current(situation: Situation): { kind: 'run'; progress: Progress } | Extract<Step, { kind: 'rest' }> {
  const { delivery, progress, revision, now } = situation;
  const same = progress !== undefined && progress.revision === revision && progress.generation === delivery.generation;
  if (progress !== undefined && progress.phase === 'terminating') {
    return { kind: 'run', progress };
  }
  if (delivery.request !== undefined && delivery.request.id !== progress?.requestId) {
    return start(situation, { requestId: delivery.request.id, repair: false });
  }
  if (progress !== undefined && (progress.phase === 'running' || progress.phase === 'waiting')) {
    if (same || progress.requestId !== undefined) return { kind: 'run', progress };
    return start(situation, { repair: false });
  }
  if (progress?.phase === 'retrying' && (same || progress.requestId !== undefined)) {
    const delay = retryDelay(delivery, progress.attempt);
    // Retries that are counted are not spent on a change that may not be the last.
    const soon = situation.changed && delivery.retry.limit < 0;
    const due = (progress.finishedAt ?? now) + (soon ? Math.min(delay, changedDelayMs) : delay);
    if (now < due) return { kind: 'rest', progress, until: due };
    const { finishedAt: _finished, waitingSince: _waiting, ...rest } = progress;
    return { kind: 'run', progress: { ...rest, phase: 'running', attempt: progress.attempt + 1, results: [] } };
  }
  const rest: Step = { kind: 'rest', progress, until: undefined };
  if (delivery.mode === 'manual') return rest;
  const { stages, refused } = situation.plan;
  const { namespaceDue } = situation;
  const differs = refused.length > 0 || stages.some((stage) => stage.actions.some(isReason));
  const ended = same ? progress.phase : undefined;
  if (ended === 'failed' || ended === 'error' || ended === 'terminated') return rest;
  if (ended === 'succeeded') {
    const unwell = situation.awaited.some(({ health }) => health !== undefined && isUnwell(health));
    return (differs || unwell) && delivery.mode === 'continuous' ? start(situation, { repair: true }) : rest;
  }
  return differs || namespaceDue || delivery.everyRevision ? start(situation, { repair: false }) : rest;
}

function start(
  situation: Situation,
  run: { requestId?: string; repair: boolean },
): { kind: 'run'; progress: Progress } {
  const { delivery, revision, now } = situation;
  return {
    kind: 'run',
    progress: {
      ...run,
      revision,
      generation: delivery.generation,
      phase: 'running',
      startedAt: now,
      attempt: 0,
      results: [],
      message: '',
    },
  };
}

/** How long a failed attempt is left alone although what it failed by may have changed. */
const changedDelayMs = 1_000;

/** What comes before every phase: the namespace alone. */
const namespaceStage: Stage = { kind: 'write', phase: -1, wave: 0, objects: [], actions: [] };

/** The next step of a run that is under way. */
function goOn(situation: Situation, before: Progress): Step {
  const { plan, now } = situation;
  const progress = before.phase === 'terminating' ? before : withHooksRead(before, tasksOf(plan));
  if (progress.phase === 'terminating') return terminate(situation, progress);
  const failed = progress.results.filter((result) => result.status === 'failed');
  if (failed.length > 0) {
    const by = failed.every(({ pruning }) => pruning) ? 'prune' : 'apply';
    return fail(situation, progress, by, failureMessage(failed));
  }
  if (plan.onFailure?.some(({ hooks = [] }) => hooks.some((task) => hookResult(progress, task) !== undefined)))
    return fail(situation, progress, 'health', progress.message);
  if (plan.refused.length > 0) return fail(situation, progress, 'apply', plan.refused.map(formatProblem).join('\n'));
  if (situation.namespaceDue && progress.results.length === 0) return { kind: 'act', progress, stage: namespaceStage };
  const stages = progress.repair ? touched(plan.stages, progress) : plan.stages;
  for (const [index, stage] of stages.entries()) {
    const step = writeStage(situation, progress, stage);
    if (step !== undefined) return step;
    if (stage.kind === 'prune') {
      const later = stages
        .slice(index + 1)
        .some((next) => next.actions.some((action) => !isDone(progress, action, next)));
      const leaving = stage.objects.find((state) => isDone(progress, state, stage));
      if (later && leaving !== undefined)
        return wait(progress, undefined, `waiting for deletion of ${describeKey(leaving.key)}`, now, false);
      continue;
    }
    // What the last stage wrote is waited for only where hooks are waited for too (gitops-engine pkg/sync, Sync).
    const last = index === stages.length - 1 && (stage.hooks === undefined || stages.length === 1);
    const gates = stage.objects.filter(
      ({ placement }) => placement.gate === 'always' || (placement.gate === 'multi-stage' && !last),
    );
    const verdict = awaitHealth(situation, progress, gates, situation.delivery.gateTimeoutMs);
    if (verdict !== undefined) return verdict;
  }
  const { wait: policy } = situation.delivery;
  if (policy.kind !== 'none') {
    const verdict = awaitHealth(situation, progress, situation.awaited, policy.timeoutMs);
    if (verdict !== undefined) return verdict;
  }
  return finish(progress, 'succeeded', 'successfully synced (all tasks run)', now);
}

/** What is still to be written in a stage, and the wait for its hooks; undefined when both are done. */
function writeStage(situation: Situation, progress: Progress, stage: Stage): Step | undefined {
  const { now } = situation;
  const pending = stage.actions.filter((action) => !isDone(progress, action, stage));
  const clearing = clearingStage(stage, pending);
  if (clearing !== undefined) return { kind: 'act', progress, stage: clearing };
  const leaving = pending.find(({ kind, placement }) => kind === 'await-deletion' && placement.hook !== undefined);
  if (leaving !== undefined)
    return wait(progress, undefined, `waiting for deletion of hook ${nameOf(leaving)}`, now, false);
  const actions = pending.filter(({ kind }) => kind !== 'await-deletion');
  if (actions.length > 0) return { kind: 'act', progress, stage: { ...stage, actions } };
  if (pending[0] !== undefined) return wait(progress, undefined, pending[0].reason, now, false);
  const { hooks = [] } = stage;
  const [first, ...more] = runningHooks(progress, hooks);
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more hooks`;
    return wait(progress, undefined, `waiting for completion of hook ${nameOf(first)}${others}`, now, false);
  }
  const bad = failedHooks(progress, hooks);
  if (bad.length === 0 || (situation.plan.onFailure ?? []).includes(stage)) return undefined;
  const messages = bad.map((task) => `${describeKey(task.key)}: ${hookResult(progress, task)?.message ?? ''}`);
  return fail(situation, progress, 'health', messages.join('\n'));
}

function nameOf({ key: { group, kind, name } }: { readonly key: ObjectKey }): string {
  return `${group}/${kind}/${name}`;
}

/** All hooks of a plan, in each of their phases. */
function tasksOf({ stages, onFailure = [] }: Plan): HookTask[] {
  return [...stages, ...onFailure].flatMap(({ hooks = [] }) => hooks);
}

/** The end of a run that somebody stops: hooks that run are deleted. */
function terminate({ plan, now }: Situation, before: Progress): Step {
  const { progress, stage } = terminateHooks(before, tasksOf(plan));
  return stage === undefined
    ? finish(progress, 'terminated', 'Operation terminated', now)
    : { kind: 'act', progress, stage };
}

/** What a repair has to do with: objects that are as they should be are no gates of it. */
function touched(stages: readonly Stage[], progress: Progress): Stage[] {
  return stages.flatMap((stage) => {
    const actions = stage.actions.filter(isReason);
    const acting = new Set(actions.map(({ key }) => formatKey(key)));
    const objects = stage.objects.filter((state) => acting.has(formatKey(state.key)) || isDone(progress, state, stage));
    const { hooks: _hooks, ...rest } = stage;
    return objects.length === 0 ? [] : [{ ...rest, actions, objects }];
  });
}

/** Whether an action is a reason for a run of its own. */
function isReason(action: Action): boolean {
  return !('along' in action) && action.placement.hook === undefined;
}

function isUnwell(health: Health): boolean {
  return health.status !== 'Healthy' && health.status !== 'Suspended';
}

/** Waits for, or fails by, the health of `objects`; undefined when all are healthy or have no health. */
function awaitHealth(
  situation: Situation,
  progress: Progress,
  objects: readonly Awaited[],
  timeoutMs: number | undefined,
): Step | undefined {
  const unhealthy = objects.flatMap(({ key, health }) =>
    health !== undefined && isUnwell(health) ? [{ key, health }] : [],
  );
  if (unhealthy.length === 0) return undefined;
  const degraded = unhealthy.find(({ health }) => health.status === 'Degraded');
  if (degraded !== undefined) {
    const { key, health } = degraded;
    return fail(situation, progress, 'health', `${describeKey(key)} is degraded: ${health.message}`);
  }
  const since = progress.waitingSince ?? situation.now;
  const until = timeoutMs === undefined ? undefined : since + timeoutMs;
  const names = unhealthy.map(({ key }) => describeKey(key)).join(', ');
  if (until !== undefined && situation.now >= until)
    return fail(situation, progress, 'health', `timeout waiting for: ${names}`);
  const brief = unhealthy.every(({ key }) => key.kind === 'CustomResourceDefinition');
  return wait(progress, until, `waiting for healthy state of ${names}`, situation.now, brief);
}

function wait(progress: Progress, until: number | undefined, message: string, now: number, brief: boolean): Step {
  return {
    kind: 'wait',
    until,
    brief,
    progress: { ...progress, phase: 'waiting', waitingSince: progress.waitingSince ?? now, message },
  };
}

/** The failure of an attempt, after the hooks that it calls for. What was refused before anything was written calls for none. */
function fail(situation: Situation, progress: Progress, failed: RunFailure, message: string): Step {
  const { delivery, plan, now } = situation;
  const begun = plan.refused.length === 0 && progress.results.every(({ validated }) => validated !== true);
  for (const stage of begun ? (plan.onFailure ?? []) : []) {
    const step = writeStage(situation, progress, stage);
    if (step !== undefined) return step;
  }
  const { limit } = delivery.retry;
  const again = limit < 0 || progress.attempt < limit;
  return { ...finish(progress, again ? 'retrying' : 'failed', message, now), failed };
}

function finish(
  progress: Progress,
  phase: Progress['phase'],
  message: string,
  now: number,
): Extract<Step, { kind: 'finish' }> {
  return { kind: 'finish', progress: { ...progress, phase, message, finishedAt: now } };
}

/** The wait before the attempt after `attempt`, in ms. */
export function retryDelay(delivery: Delivery, attempt: number): number {
  const { initialMs, factor, maxMs } = delivery.retry;
  return Math.min(maxMs, initialMs * factor ** attempt);
}

function isDone(progress: Progress, action: Pick<Action, 'key' | 'placement'>, stage: Stage): boolean {
  if (action.placement.hook !== undefined) return hookResult(progress, action) !== undefined;
  const wanted = formatKey(action.key);
  return progress.results.some(
    ({ key, pruning, hookPhase }) =>
      hookPhase === undefined && formatKey(key) === wanted && pruning === (stage.kind === 'prune'),
  );
}

function failureMessage(failed: readonly ObjectResult[]): string {
  return failed.map(({ key, message, place }) => withPlace(`${describeKey(key)}: ${message}`, place)).join('\n');
}
