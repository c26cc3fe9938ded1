import type { ObjectKey } from '../../base/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Engine } from '../engine.ts';
import { buildPlan, type Plan, type Refusal } from '../plan/index.ts';
import type { Progress } from '../progress/index.ts';
import { alongIn } from './along.ts';
import type { HookLooks } from './look-at-hooks.ts';
import type { ObjectStates } from './object-states.ts';

/** The plan of the run that is under way: a request may prune, or touch only some objects; fights are left out until their pause ends. */
export function planOf(
  engine: Engine,
  delivery: Delivery,
  looked: ObjectStates,
  { refused, hooks }: { readonly refused: readonly Refusal[]; readonly hooks: HookLooks },
  progress: Progress | undefined,
): Plan {
  const request = delivery.request;
  for (const state of looked.states) {
    if (state.sync === 'out-of-sync') engine.fights.differs(delivery.cluster, state, delivery.apply.fieldManager);
  }
  const isAsked = ({ key }: { key: ObjectKey }): boolean =>
    request?.objects === undefined || request.objects.some((wanted) => matches(wanted, key));
  const chosen = looked.states.filter(
    (state) =>
      isAsked(state) &&
      (request !== undefined ||
        progress?.phase !== 'succeeded' ||
        engine.fights.fightOver(delivery.cluster, state.key) === undefined),
  );
  const prune = request === undefined ? delivery.prune : { ...delivery.prune, enabled: request.prune };
  const along = alongIn(delivery, chosen, progress);
  // Neither a repair nor a sync of some objects runs hooks (Argo CD v3.6, controller/sync.go). A run that only validates would have to delete
  // what earlier ones left of them.
  const plain =
    request?.objects !== undefined ||
    request?.hooks === false ||
    request?.dryRun === true ||
    isRepair(delivery, progress);
  return buildPlan(chosen, prune, {
    problems: looked.problems,
    refused: [...refused, ...(plain ? [] : hooks.refused)].filter(isAsked),
    along,
    hooks: plain ? [] : hooks.tasks,
  });
}

function isRepair({ request }: Delivery, progress: Progress | undefined): boolean {
  const underWay = progress !== undefined && !ends.has(progress.phase);
  return underWay && progress.repair && request === undefined;
}

const ends: ReadonlySet<Progress['phase']> = new Set(['succeeded', 'failed', 'error', 'terminated']);

function matches(wanted: ObjectKey, key: ObjectKey): boolean {
  const { group, kind, namespace, name } = wanted;
  return (
    group === key.group && kind === key.kind && name === key.name && (namespace === '' || namespace === key.namespace)
  );
}
