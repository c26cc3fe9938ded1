import { describeKey, type Problem } from '../../base/index.ts';
import type { PrunePolicy } from '../delivery.ts';
import { mayPrune } from './may-prune.ts';
import { hookStages, withHooks } from './hook-stages.ts';
import { inOrder } from './order.ts';
import type { Action, HookTask, ObjectState, Plan, Refusal, Stage } from './plan.ts';

/**
 * Orders what differs. Objects are written by phase, wave, rank and name. Extras are deleted afterwards in the opposite order (highest wave
 * first), or within the waves where the prune policy says so. Every phase and wave that holds an object makes a stage, also one without
 * actions: its objects may be gates. While desired objects are refused nothing is deleted: what stands in for an extra may be one of them
 * in its older form.
 */
export function buildPlan(
  states: readonly ObjectState[],
  policy: PrunePolicy,
  left: {
    readonly problems?: readonly Problem[];
    readonly refused?: readonly Refusal[];
    /** Objects that are as desired but for ignored fields, which are written along with the others. */
    readonly along?: ReadonlySet<ObjectState>;
    /** What runs beside the objects. */
    readonly hooks?: readonly HookTask[];
  } = {},
): Plan {
  const { problems = [], refused = [], along = new Set(), hooks = [] } = left;
  const desired = states.filter((state) => state.sync !== 'extra');
  const [onFailure, inTurn] = parted(hooks, isOnFailure);
  const objects = stagesOf(desired, (state) => writeOf(state) ?? (along.has(state) ? alongOf(state) : undefined));
  const writes = withHooks(objects, inTurn);
  const { extras, guarded } = pruned(states, { ...policy, enabled: policy.enabled && refused.length === 0 });
  const stages = policy.last
    ? beforeLastHooks(
        writes,
        pruneStages(extras, byWaveReversed).filter(({ actions }) => actions.length > 0),
      )
    : mirrored(writes, extras);
  return { stages, onFailure: hookStages(onFailure), problems: [...problems, ...guarded], refused };
}

function isOnFailure({ placement: { phase, hook } }: HookTask): boolean {
  return hook.phases.some((one) => one.phase === phase && one.onFailure);
}

function parted<T>(list: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [list.filter(test), list.filter((one) => !test(one))];
}

/** What is deleted after all writes comes before the hooks that follow them. */
function beforeLastHooks(writes: readonly Stage[], prunes: readonly Stage[]): Stage[] {
  const after = writes.findIndex(({ phase, objects }) => phase > 0 && objects.length === 0);
  return after < 0 ? [...writes, ...prunes] : [...writes.slice(0, after), ...prunes, ...writes.slice(after)];
}

function stagesOf(states: readonly ObjectState[], actionOf: (state: ObjectState) => Action | undefined): Stage[] {
  const byStage = new Map<string, ObjectState[]>();
  for (const state of [...states].sort(inOrder)) {
    const { phase, wave } = state.placement;
    const id = `${phase}/${wave}`;
    byStage.set(id, [...(byStage.get(id) ?? []), state]);
  }
  return [...byStage.values()].map((members) => ({
    kind: 'write',
    phase: members[0]?.placement.phase ?? 0,
    wave: members[0]?.placement.wave ?? 0,
    objects: members,
    actions: members.flatMap((state) => actionOf(state) ?? []),
  }));
}

function writeOf(state: ObjectState): Action | undefined {
  const { key, placement, desired, digest, manifest, sync, live } = state;
  if (desired === undefined || sync === 'synced' || placement.write === 'ignore') return undefined;
  const base = { key, placement, desired, digest, manifest };
  if (live?.metadata.deletionTimestamp !== undefined)
    return { ...base, kind: 'await-deletion', live, reason: `${describeKey(key)} is still being deleted` };
  if (sync === 'missing') return { ...base, kind: 'create', reason: 'it is not in the cluster' };
  const first = state.differences[0];
  const reason = first === undefined ? 'it differs' : `${first.path.join('.')} differs`;
  return { ...base, kind: placement.replace ? 'replace' : 'update', reason };
}

function alongOf({ key, placement, desired, digest, manifest, live }: ObjectState): Action | undefined {
  if (desired === undefined || live?.metadata.deletionTimestamp !== undefined) return undefined;
  return {
    kind: 'update',
    key,
    placement,
    desired,
    digest,
    manifest,
    along: true,
    reason: 'fields that are ignored differ',
  };
}

/** The extras that go, and the reason where they must not. */
function pruned(states: readonly ObjectState[], policy: PrunePolicy): { extras: ObjectState[]; guarded: Problem[] } {
  const extras = states.filter((state) => state.sync === 'extra' && state.live !== undefined);
  if (extras.length === 0 || !policy.enabled) return { extras: [], guarded: [] };
  const kept = states.some((state) => state.sync !== 'extra');
  if (!kept && !policy.allowEmpty) {
    const message = `the source holds no objects any more: nothing is deleted (${extras.length} would be). If this is meant, allow empty sources or delete the owner`;
    return { extras: [], guarded: [{ code: 'empty-source', message }] };
  }
  return { extras: extras.filter(({ placement }) => mayPrune(placement, policy)), guarded: [] };
}

/** The waves in which extras go, from the first to the last: a wave of the stage, and the wave that they were created in. */
type PruneWaves = (waves: readonly number[]) => readonly { readonly wave: number; readonly of: number }[];

const byWaveReversed: PruneWaves = (waves) => [...waves].reverse().map((wave) => ({ wave, of: wave }));

function pruneStages(extras: readonly ObjectState[], order: PruneWaves): Stage[] {
  const waves = [...new Set(extras.map(({ placement }) => placement.wave))].sort((a, b) => a - b);
  return order(waves).map(({ wave, of }) => {
    const objects = extras.filter(({ placement }) => placement.wave === of).sort((a, b) => inOrder(b, a));
    return { kind: 'prune', phase: 0, wave, objects, actions: objects.flatMap((state) => deletionOf(state) ?? []) };
  });
}

/**
 * Deletions within the waves of the writes: the waves of the extras are swapped end for end, and each comes before the writes of its wave. What
 * goes last goes after the last wave (gitops-engine pkg/sync, getSyncTasks).
 */
function mirrored(writes: readonly Stage[], extras: readonly ObjectState[]): Stage[] {
  const early = pruneStages(
    extras.filter(({ placement }) => !placement.pruneLast),
    (waves) => waves.map((wave, index) => ({ wave, of: waves[waves.length - 1 - index] ?? wave })),
  );
  const stages = [...early, ...writes].sort((a, b) => a.phase - b.phase || a.wave - b.wave || rankOf(a) - rankOf(b));
  const last = extras.filter(({ placement }) => placement.pruneLast);
  const wave = Math.max(0, ...stages.filter(({ phase }) => phase === 0).map((stage) => stage.wave)) + 1;
  const late = pruneStages(last, byWaveReversed).map((stage) => ({ ...stage, wave }));
  const after = stages.findIndex(({ phase }) => phase > 0);
  return after < 0 ? [...stages, ...late] : [...stages.slice(0, after), ...late, ...stages.slice(after)];
}

function rankOf({ kind }: Stage): number {
  return kind === 'prune' ? 0 : 1;
}

function deletionOf({ key, placement, live }: ObjectState): Action | undefined {
  if (live === undefined) return undefined;
  // A hook goes with its owner, whether it was read to its end or not.
  const finalizer = placement.hook?.finalizer;
  if (finalizer !== undefined && live.metadata.finalizers?.includes(finalizer) === true)
    return { kind: 'end-hook', key, placement, live, remove: true, reason: 'its owner is deleted' };
  if (live.metadata.deletionTimestamp !== undefined) return undefined;
  return { kind: 'delete', key, placement, live, reason: 'the source does not hold it any more' };
}
