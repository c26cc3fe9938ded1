import { describeKey, formatKey } from '../../base/index.ts';
import { inOrder } from './order.ts';
import type { Action, HookTask, Stage } from './plan.ts';

/** The stages of what is written, with the hooks that run beside it; phases and waves of hooks alone make stages of their own. */
export function withHooks(writes: readonly Stage[], tasks: readonly HookTask[]): Stage[] {
  if (tasks.length === 0) return [...writes];
  const ofHooks = new Map(hookStages(tasks).map((stage) => [placeOf(stage), stage]));
  const beside = writes.map((stage) => {
    const hooks = ofHooks.get(placeOf(stage));
    ofHooks.delete(placeOf(stage));
    if (hooks === undefined) return stage;
    const actions = [...stage.actions, ...hooks.actions].sort(inOrder);
    return { ...stage, hooks: hooks.hooks ?? [], actions };
  });
  return [...beside, ...ofHooks.values()].sort((a, b) => a.phase - b.phase || a.wave - b.wave);
}

/** Stages of hooks alone, in the order in which they run. */
export function hookStages(tasks: readonly HookTask[]): Stage[] {
  const byPlace = Map.groupBy([...tasks].sort(inOrder), ({ placement }) => placeOf(placement));
  return [...byPlace.values()].map((hooks) => ({
    kind: 'write',
    phase: hooks[0]?.placement.phase ?? 0,
    wave: hooks[0]?.placement.wave ?? 0,
    objects: [],
    hooks,
    actions: hooks.map(runOf),
  }));
}

const placeOf = ({ phase, wave }: Pick<Stage, 'phase' | 'wave'>): string => `${phase}/${wave}`;

/** A hook runs in each run, however it ended in the last. */
function runOf({ key, placement, desired, digest, manifest, live }: HookTask): Action {
  const base = { key, placement, desired, digest, manifest };
  return live?.metadata.deletionTimestamp !== undefined
    ? { ...base, kind: 'await-deletion', live, reason: `${describeKey(key)} is still being deleted` }
    : { ...base, kind: 'run-hook', live, reason: 'a hook of this phase' };
}

/** Names a task: one object may be a hook of several phases. */
export function taskId({ key, placement }: Pick<HookTask, 'key' | 'placement'>): string {
  return `${placement.phase}/${formatKey(key)}`;
}
