import { type KubeObject, numberAt, objectAt } from '../../../base/index.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn, watchOwned } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { claim } from '../ownership.ts';
import { isFinished, pods } from '../pods.ts';
import {
  deployments,
  desiredReplicasAnnotation,
  fenceposts,
  isComplete,
  isPaused,
  isRolling,
  replicaSets,
  replicasOf,
  revisionOf,
  statusCount,
  sum,
} from './deployment-object.ts';
import { proportionalSizes } from './proportions.ts';
import { byAge, findGenerations, freshReplicas, type Generations, scaleReplicaSet } from './replica-sets.ts';
import { notePause, syncRolloutStatus, syncStatus } from './rollout-status.ts';

/** Rolls out the templates of Deployments (kubernetes 1.36, pkg/controller/deployment). */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  watches: [
    watchOwn(deployments.group, deployments.plural),
    watchOwned(replicaSets.group, replicaSets.plural, 'Deployment'),
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const deployment = client.get(deployments, namespace, name);
    if (deployment === undefined) return undefined;
    const owned = await claim(client, replicaSets, deployment);
    return reconcile(deployment, owned, client);
  },
};

async function reconcile(
  stored: KubeObject,
  owned: readonly KubeObject[],
  client: ControllerClient,
): Promise<ReconcileResult | void> {
  if (stored.metadata.deletionTimestamp !== undefined) {
    const { fresh, old, deployment } = await findGenerations(stored, owned, false, client);
    return syncStatus(deployment, fresh, old, client);
  }
  const noted = await notePause(stored, client);
  if (isPaused(noted)) return scaleOnly(noted, owned, client);
  if (owned.some((set) => isActive(set) && scaledSince(noted, set))) return scaleOnly(noted, owned, client);
  return isRolling(noted) ? rollOver(noted, owned, client) : recreate(noted, owned, client);
}

function isActive(set: KubeObject): boolean {
  return replicasOf(set) > 0;
}

/** Whether a Deployment asks for another number of pods than when the ReplicaSet was last sized. */
function scaledSince(deployment: KubeObject, set: KubeObject): boolean {
  const desired = set.metadata.annotations?.[desiredReplicasAnnotation];
  return desired !== undefined && Number(desired) !== replicasOf(deployment);
}

async function scaleOnly(stored: KubeObject, owned: readonly KubeObject[], client: ControllerClient): Promise<void> {
  const { fresh, old, deployment } = await findGenerations(stored, owned, false, client);
  const all = fresh === undefined ? old : [...old, fresh];
  const active = all.filter(isActive);
  const only = active.length > 1 ? undefined : (active[0] ?? fresh ?? [...old].sort(byAge).at(-1));
  if (only !== undefined) {
    await scaleReplicaSet(deployment, only, replicasOf(deployment), client);
  } else if (isSaturated(deployment, fresh)) {
    for (const set of old.filter(isActive)) await scaleReplicaSet(deployment, set, 0, client);
  } else if (isRolling(deployment)) {
    for (const [set, size] of proportionalSizes(deployment, active)) {
      await scaleReplicaSet(deployment, set, size, client, { annotate: true });
    }
  }
  if (isPaused(deployment)) await cleanUp(deployment, old, client);
  await syncStatus(deployment, ...latest(fresh, old, client), client);
}

function isSaturated(deployment: KubeObject, fresh: KubeObject | undefined): boolean {
  if (fresh === undefined) return false;
  const wanted = replicasOf(deployment);
  return (
    replicasOf(fresh) === wanted &&
    !scaledSince(deployment, fresh) &&
    statusCount(fresh, 'availableReplicas') === wanted
  );
}

async function rollOver(
  stored: KubeObject,
  owned: readonly KubeObject[],
  client: ControllerClient,
): Promise<ReconcileResult> {
  const generations = await findGenerations(stored, owned, true, client);
  const { fresh, old, deployment } = generations;
  if (fresh === undefined) return {};
  const grown = await growFresh(deployment, fresh, old, client);
  const shrunk = grown ? false : await shrinkOld(generations, client);
  if (!grown && !shrunk && isComplete(deployment, objectAt(deployment, 'status'))) {
    await cleanUp(deployment, old, client);
  }
  return syncRolloutStatus(deployment, ...latest(fresh, old, client), client);
}

async function growFresh(
  deployment: KubeObject,
  fresh: KubeObject,
  old: readonly KubeObject[],
  client: ControllerClient,
): Promise<boolean> {
  const wanted = replicasOf(deployment);
  if (replicasOf(fresh) === wanted) return false;
  const size = replicasOf(fresh) > wanted ? wanted : freshReplicas(deployment, old, fresh);
  return scaleReplicaSet(deployment, fresh, size, client);
}

/** Takes pods from old ReplicaSets: those that are not available at once, the others as new ones become available. */
async function shrinkOld({ deployment, fresh, old }: Generations, client: ControllerClient): Promise<boolean> {
  const active = old.filter(isActive).sort(byAge);
  if (active.length === 0 || fresh === undefined) return false;
  const minimum = replicasOf(deployment) - fenceposts(deployment).unavailable;
  const missing = replicasOf(fresh) - statusCount(fresh, 'availableReplicas');
  const room = sum(active, replicasOf) + replicasOf(fresh) - minimum - missing;
  if (room <= 0) return false;
  const sizes = new Map(active.map((set) => [set, replicasOf(set)]));
  const take = (set: KubeObject, count: number): number => {
    const taken = Math.min(sizes.get(set) ?? 0, Math.max(0, count));
    sizes.set(set, (sizes.get(set) ?? 0) - taken);
    return taken;
  };
  let unhealthy = 0;
  for (const set of active) {
    unhealthy += take(set, Math.min(room - unhealthy, replicasOf(set) - statusCount(set, 'availableReplicas')));
  }
  const available = sum([...active, fresh], (set) => statusCount(set, 'availableReplicas'));
  let healthy = 0;
  for (const set of active) healthy += take(set, available - minimum - healthy);
  let changed = false;
  for (const [set, size] of sizes) changed = (await scaleReplicaSet(deployment, set, size, client)) || changed;
  return changed;
}

async function recreate(
  stored: KubeObject,
  owned: readonly KubeObject[],
  client: ControllerClient,
): Promise<ReconcileResult> {
  const before = await findGenerations(stored, owned, false, client);
  let shrunk = false;
  for (const set of before.old.filter(isActive)) {
    shrunk = (await scaleReplicaSet(before.deployment, set, 0, client)) || shrunk;
  }
  if (shrunk || oldPodsRun(before, client)) {
    const result = await syncRolloutStatus(before.deployment, ...latest(before.fresh, before.old, client), client);
    // Pods are not watched: only their ReplicaSets, which no longer count those that are ending.
    return oldPodsRun(before, client) ? { againAfterMs: 50 } : result;
  }
  const { fresh, old, deployment } = await findGenerations(before.deployment, owned, true, client);
  if (fresh === undefined) return {};
  await scaleReplicaSet(deployment, fresh, replicasOf(deployment), client);
  if (isComplete(deployment, objectAt(deployment, 'status'))) await cleanUp(deployment, old, client);
  return syncRolloutStatus(deployment, ...latest(fresh, old, client), client);
}

function oldPodsRun({ old }: Generations, client: ControllerClient): boolean {
  if (sum(old, (set) => statusCount(set, 'replicas')) > 0) return true;
  return old.some((set) => client.controlled(pods, set).some((pod) => !isFinished(pod)));
}

/** Deletes the oldest ReplicaSets beyond those that are kept to roll back to. */
async function cleanUp(deployment: KubeObject, old: readonly KubeObject[], client: ControllerClient): Promise<void> {
  const limit = numberAt(deployment, ['spec', 'revisionHistoryLimit'], Number.MAX_SAFE_INTEGER);
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, alive.length - limit));
  for (const set of surplus) {
    const settled = numberAt(set, ['status', 'observedGeneration']) >= (set.metadata.generation ?? 0);
    if (statusCount(set, 'replicas') === 0 && replicasOf(set) === 0 && settled) await client.delete(replicaSets, set);
  }
}

/** The ReplicaSets as they are stored now. */
function latest(
  fresh: KubeObject | undefined,
  old: readonly KubeObject[],
  client: ControllerClient,
): readonly [KubeObject | undefined, readonly KubeObject[]] {
  const read = (set: KubeObject): KubeObject =>
    client.get(replicaSets, set.metadata.namespace ?? '', set.metadata.name ?? '') ?? set;
  return [fresh === undefined ? undefined : read(fresh), old.map(read)];
}
