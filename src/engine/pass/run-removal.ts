import { describeKey, isAbort, type KubeObject, messageOf, type Problem } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import { runStage } from '../apply/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { emptyOutcome, type Outcome } from '../outcome.ts';
import { type Action, buildPlan, inventoryOf, type ObjectState } from '../plan/index.ts';
import { ownerId } from '../owner-id.ts';
import type { ObjectResult, Progress } from '../progress/index.ts';
import { lookAtObjects } from './object-states.ts';
import { applyTarget } from './target.ts';

/**
 * One pass over the deletion of everything that the owner owns: wave by wave, the last first, each waited for. Only objects that still
 * carry the owner's marks are deleted.
 */
export async function runRemoval(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  signal: AbortSignal,
): Promise<Outcome> {
  const base = { ...emptyOutcome(delivery, engine.options.clock.now()), deleting: true };
  try {
    const view = await engine.view(delivery.cluster, delivery.identity, signal);
    for (const entry of delivery.inventory) await view.observe(entry, entry.namespace, signal);
    view.interest(ownerId(delivery.owner), delivery.inventory);
    await view.readUnwatched(delivery.inventory, signal);
    const look = () => lookAtObjects(engine, delivery, dialect, [], { view, resources: new Map(), signal });
    let { states } = await look();
    const leaving = states.filter(leaves);
    if (leaving.length === 0)
      return { ...base, objects: states, inventory: inventoryOf(states, delivery.prune), deleting: false };
    const unconfirmed = delivery.prune.confirmed === true ? undefined : leaving.find(asksFirst);
    if (unconfirmed !== undefined) {
      const message = `${describeKey(unconfirmed.key)} asks for a confirmation before it is deleted: nothing is deleted until there is one`;
      return { ...base, objects: states, failure: { stage: 'prune', problems: [{ code: 'unconfirmed', message }] } };
    }
    // Everything goes: the highest wave first, whatever the policy for pruning is.
    const policy = { ...delivery.prune, enabled: true, allowEmpty: true, last: true };
    const plan = buildPlan(leaving.map(asExtra), policy);
    const [stage] = plan.stages;
    const before = leaving.some(
      ({ live, placement }) => live?.metadata.deletionTimestamp !== undefined && placement.wave > (stage?.wave ?? 0),
    );
    const target = applyTarget(engine, delivery, view, signal);
    const liveOf = (action: Action): KubeObject | undefined => view.get(action.key);
    const results = stage === undefined || before ? [] : await runStage(target, stage, liveOf, signal);
    ({ states } = await look());
    const problems = results
      .filter(({ status }) => status === 'failed')
      .map(({ message }): Problem => ({ code: 'prune', message }));
    const progress = removalProgress(delivery, results, engine.options.clock.now());
    const remaining = states.filter(leaves);
    const deleting = remaining.length > 0;
    return {
      ...base,
      objects: states,
      inventory: inventoryOf(states, delivery.prune),
      deleting,
      stagesLeft: remaining.some(({ live }) => live?.metadata.deletionTimestamp === undefined),
      progress,
      failure: problems.length > 0 ? { stage: 'prune', problems } : undefined,
    };
  } catch (error) {
    if (!(error instanceof KubeError) || isAbort(error) || signal.aborted) throw error;
    return { ...base, failure: { stage: 'prune', problems: [{ code: error.code, message: messageOf(error) }] } };
  }
}

function leaves({ live, placement }: ObjectState): boolean {
  return live !== undefined && placement.remove !== false;
}

function asksFirst({ live, placement }: ObjectState): boolean {
  return placement.remove === 'confirmed' && live?.metadata.deletionTimestamp === undefined;
}

/** What is not pruned may still go with its owner. */
function asExtra(state: ObjectState): ObjectState {
  return { ...state, placement: { ...state.placement, prune: true } };
}

/** What the pass deleted, in the form in which dialects read results. */
function removalProgress(delivery: Delivery, results: readonly ObjectResult[], now: number): Progress {
  const phase = results.some(({ status }) => status === 'failed') ? 'failed' : 'running';
  return {
    revision: '',
    generation: delivery.generation,
    phase,
    repair: false,
    startedAt: now,
    attempt: 0,
    results,
    message: '',
  };
}
