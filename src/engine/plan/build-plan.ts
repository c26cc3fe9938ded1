import { describeKey, type Problem } from '../../base/index.ts';
import type { PrunePolicy } from '../delivery.ts';
import { inOrder } from './order.ts';
import type { Action, ObjectState, Plan, Stage } from './plan.ts';

/**
 * Orders what differs. Objects are written by phase, wave, rank and name; extras are deleted afterwards in the opposite order (highest
 * wave first), or before the writes of their wave where the prune policy says so. Every phase and wave that holds an object makes a stage,
 * also one without actions: its objects may be gates. While desired objects are refused nothing is deleted: what stands in for an extra may
 * be one of them in its older form.
 */
export function buildPlan(
  states: readonly ObjectState[],
  policy: PrunePolicy,
  left: { readonly problems?: readonly Problem[]; readonly refused?: readonly Problem[] } = {},
): Plan {
  const { problems = [], refused = [] } = left;
  const writes = stagesOf(states.filter((state) => state.sync !== 'extra'));
  const { deletions, guarded } = pruning(states, { ...policy, enabled: policy.enabled && refused.length === 0 });
  const stages = deletions.length === 0 ? writes : [...writes, ...pruneStages(deletions)];
  return { stages, problems: [...problems, ...guarded], refused };
}

function stagesOf(states: readonly ObjectState[]): Stage[] {
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
    actions: members.flatMap((state) => writeOf(state) ?? []),
  }));
}

function writeOf(state: ObjectState): Action | undefined {
  const { key, placement, desired, digest, sync, live } = state;
  if (desired === undefined || sync === 'synced' || placement.write === 'ignore') return undefined;
  if (live?.metadata.deletionTimestamp !== undefined) {
    return {
      kind: 'await-deletion',
      key,
      placement,
      live,
      desired,
      digest,
      reason: `${describeKey(key)} is still being deleted`,
    };
  }
  if (placement.hook !== undefined)
    return { kind: 'run-hook', key, placement, desired, digest, reason: 'a hook of this phase' };
  if (sync === 'missing')
    return { kind: 'create', key, placement, desired, digest, reason: 'it is not in the cluster' };
  const first = state.differences[0];
  const reason = first === undefined ? 'it differs' : `${first.path.join('.')} differs`;
  return { kind: placement.replace ? 'replace' : 'update', key, placement, desired, digest, reason };
}

/** The deletions, and the reasons for those that are left out. */
function pruning(states: readonly ObjectState[], policy: PrunePolicy): { deletions: Action[]; guarded: Problem[] } {
  const extras = states
    .filter((state) => state.sync === 'extra' && state.live !== undefined)
    .sort(inOrder)
    .reverse();
  if (extras.length === 0 || !policy.enabled) return { deletions: [], guarded: [] };
  const kept = states.some((state) => state.sync !== 'extra');
  if (!kept && !policy.allowEmpty) {
    const message = `the source holds no objects any more: nothing is deleted (${extras.length} would be). If this is meant, allow empty sources or delete the owner`;
    return { deletions: [], guarded: [{ code: 'empty-source', message }] };
  }
  const deletions = extras.flatMap((state): Action[] => {
    const { key, placement, live } = state;
    if (live === undefined || !placement.prune || live.metadata.deletionTimestamp !== undefined) return [];
    return [{ kind: 'delete', key, placement, live, reason: 'the source does not hold it any more' }];
  });
  return { deletions, guarded: [] };
}

function pruneStages(deletions: readonly Action[]): Stage[] {
  const byWave = new Map<number, Action[]>();
  for (const action of deletions) {
    const wave = action.placement.wave;
    byWave.set(wave, [...(byWave.get(wave) ?? []), action]);
  }
  return [...byWave].map(([wave, actions]) => ({ kind: 'prune', phase: 0, wave, objects: [], actions }));
}
