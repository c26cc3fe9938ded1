import { formatKey, type KubeObject, type ObjectKey } from '../../base/index.ts';
import type { Action, HookTask, Stage } from '../plan/index.ts';
import type { Placement } from '../placement.ts';
import type { ObjectResult, Progress } from './progress.ts';

/** A hook that is there, of whatever run. */
export interface LiveHook {
  readonly key: ObjectKey;
  readonly version: string;
  readonly live: KubeObject;
  readonly placement: Placement;
}

/** What a run knows of a hook; undefined before it was started. */
export function hookResult(
  { results }: Progress,
  { key, placement }: Pick<Action, 'key' | 'placement'>,
): ObjectResult | undefined {
  const wanted = formatKey(key);
  return results.find(
    (result) => result.hookPhase !== undefined && result.phase === placement.phase && formatKey(result.key) === wanted,
  );
}

/** The hooks that were started and have not ended. */
export function runningHooks(progress: Progress, tasks: readonly HookTask[]): readonly HookTask[] {
  return tasks.filter((task) => hookResult(progress, task)?.hookPhase === 'running');
}

/** The hooks that ended badly. */
export function failedHooks(progress: Progress, tasks: readonly HookTask[]): readonly HookTask[] {
  return tasks.filter((task) => hookResult(progress, task)?.hookPhase === 'failed');
}

/**
 * The run with what its hooks came to by now. A hook of this run that has no result was started by a process that did not live to say so:
 * it is waited for, not run twice.
 */
export function withHooksRead(progress: Progress, tasks: readonly HookTask[]): Progress {
  const changed = tasks.flatMap((task): ObjectResult[] => {
    const known = hookResult(progress, task);
    if (known?.hookPhase !== 'running' && (known !== undefined || !isOfRun(task))) return [];
    const result = known ?? startedResult(task);
    const read = { ...result, ...endOf(task) };
    return known === undefined || read.hookPhase !== 'running' ? [read] : [];
  });
  return withResults(progress, changed);
}

/** The run with other results of the same hooks. */
function withResults(progress: Progress, changed: readonly ObjectResult[]): Progress {
  if (changed.length === 0) return progress;
  const idOf = ({ key, phase }: ObjectResult): string => `${phase}/${formatKey(key)}`;
  const others = new Map(changed.map((result) => [idOf(result), result]));
  const results = progress.results.map((result) => {
    const other = result.hookPhase === undefined ? undefined : others.get(idOf(result));
    if (other !== undefined) others.delete(idOf(result));
    return other ?? result;
  });
  return { ...progress, results: [...results, ...others.values()] };
}

function startedResult({ key, version, placement: { phase, wave } }: HookTask): ObjectResult {
  return { key, version, phase, wave, pruning: false, status: 'applied', message: 'created', hookPhase: 'running' };
}

/** A hook that still has its finalizer is of a run that has not ended: it is this one's where it is what this one would write. */
function isOfRun({ live, placement, sync }: HookTask): boolean {
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return false;
  return sync === 'synced' && isHeld(placement, live);
}

function isHeld({ hook }: Pick<Placement, 'hook'>, live: KubeObject): boolean {
  return hook !== undefined && live.metadata.finalizers?.includes(hook.finalizer) === true;
}

/** How a hook ended, by its health (gitops-engine pkg/sync, getOperationPhase); nothing while it runs. */
function endOf({ key, live, health }: HookTask): Pick<ObjectResult, 'hookPhase' | 'message'> | undefined {
  if (live === undefined)
    return { hookPhase: 'failed', message: 'the hook was deleted before it ended: sync again to run it anew' };
  if (health === undefined) return { hookPhase: 'succeeded', message: `${key.name} created` };
  const { message } = health;
  if (health.status === 'Healthy') return { hookPhase: 'succeeded', message };
  if (health.status === 'Progressing' || health.status === 'Suspended') return undefined;
  return { hookPhase: 'failed', message };
}

/** A stage that deletes what earlier runs left of hooks which ask for that; undefined where there is none. */
export function clearingStage(stage: Stage, pending: readonly Action[]): Stage | undefined {
  const actions = pending.flatMap((action): Action[] => {
    if (action.kind !== 'run-hook' || action.live === undefined) return [];
    const { key, placement, live } = action;
    if (placement.hook?.deletePolicies.includes('BeforeHookCreation') !== true) return [];
    return [{ kind: 'end-hook', key, placement, live, remove: true, reason: 'it is left of an earlier run' }];
  });
  return actions.length === 0 ? undefined : clear(stage, actions);
}

/**
 * A stage that lets go of hooks once their run has ended, and deletes those which ask for that; undefined where nothing is left to do. It
 * comes after the end has been written down: whoever is killed before that finds the hooks by their finalizers, and runs none twice.
 * `all`: also those of runs that nobody knows of any more, which are let go of and stay.
 */
export function tidyStage(
  progress: Progress | undefined,
  hooks: readonly LiveHook[],
  which: 'of this run' | 'all',
): Stage | undefined {
  const policy = progress === undefined ? undefined : endPolicies[progress.phase];
  if (progress === undefined || policy === undefined) return undefined;
  const actions = hooks.flatMap((hook): Action[] => {
    const { key, placement, live } = hook;
    const ran = hasRun(progress, hook);
    if (!ran && which !== 'all') return [];
    const deletes = ran && placement.hook?.deletePolicies.includes(policy) === true;
    const remove = deletes && live.metadata.deletionTimestamp === undefined;
    if (!remove && !isHeld(placement, live)) return [];
    return [{ kind: 'end-hook', key, placement, live, remove, reason: 'its run has ended' }];
  });
  return actions.length === 0 ? undefined : { kind: 'tidy', phase: 0, wave: 0, objects: [], actions };
}

/** Whether a hook is one that the run knows of; what was made after its end is a later run's. */
function hasRun({ results, finishedAt = Infinity }: Progress, { key, live }: LiveHook): boolean {
  const wanted = formatKey(key);
  const known = results.some((result) => result.hookPhase !== undefined && formatKey(result.key) === wanted);
  return known && !(Date.parse(live.metadata.creationTimestamp ?? '') > finishedAt);
}

const endPolicies: Partial<Record<Progress['phase'], 'HookSucceeded' | 'HookFailed'>> = {
  succeeded: 'HookSucceeded',
  retrying: 'HookFailed',
  failed: 'HookFailed',
  error: 'HookFailed',
  terminated: 'HookFailed',
};

/** The end of hooks that run when their run is terminated: they are deleted. */
export function terminateHooks(
  progress: Progress,
  tasks: readonly HookTask[],
): { readonly progress: Progress; readonly stage: Stage | undefined } {
  const stuck = failedEnds(progress);
  const running = runningHooks(progress, tasks);
  const deleted = running.flatMap((task): ObjectResult[] => {
    const result = hookResult(progress, task);
    return result === undefined ? [] : [{ ...result, hookPhase: 'succeeded', message: 'Deleted' }];
  });
  const actions = running.flatMap((task): Action[] => {
    const { key, placement, live } = task;
    if (
      live === undefined ||
      stuck.has(formatKey(key)) ||
      (live.metadata.deletionTimestamp !== undefined && !isHeld(placement, live))
    )
      return [];
    return [{ kind: 'end-hook', key, placement, live, remove: true, reason: 'the run is terminated' }];
  });
  return {
    progress: withResults(progress, deleted),
    stage: actions.length === 0 ? undefined : clear({ phase: 0, wave: 0 }, actions),
  };
}

/** Hooks that could not be let go of: that fails the run, and is not tried again in it. */
function failedEnds({ results }: Progress): ReadonlySet<string> {
  return new Set(
    results
      .filter(({ status, hookPhase }) => status === 'failed' && hookPhase === undefined)
      .map(({ key }) => formatKey(key)),
  );
}

function clear({ phase, wave }: Pick<Stage, 'phase' | 'wave'>, actions: readonly Action[]): Stage {
  return { kind: 'clear', phase, wave, objects: [], actions };
}
