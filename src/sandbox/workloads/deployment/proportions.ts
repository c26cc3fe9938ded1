import type { KubeObject } from '../../../base/index.ts';
import { fenceposts, maxReplicasAnnotation, replicasOf, statusCount, sum } from './deployment-object.ts';
import { byAge } from './replica-sets.ts';

/**
 * How many pods each active ReplicaSet gets when a Deployment is scaled in the middle of a rollout: in proportion, so that the
 * rollout is neither hastened nor undone (kubernetes 1.36, pkg/controller/deployment/sync.go scale).
 */
export function proportionalSizes(
  deployment: KubeObject,
  active: readonly KubeObject[],
): ReadonlyMap<KubeObject, number> {
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + fenceposts(deployment).surge : 0;
  const toAdd = allowed - sum(active, replicasOf);
  // Larger ones first; of equals the newer grow first and the older shrink first.
  const ordered = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? -byAge(a, b) : byAge(a, b)));
  const sizes = new Map<KubeObject, number>();
  let added = 0;
  for (const set of ordered) {
    const share = toAdd === 0 ? 0 : shareOf(deployment, set, toAdd, added);
    sizes.set(set, replicasOf(set) + share);
    added += share;
  }
  const [largest] = ordered;
  if (largest !== undefined && toAdd !== 0) {
    sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added));
  }
  return sizes;
}

function shareOf(deployment: KubeObject, set: KubeObject, toAdd: number, added: number): number {
  if (replicasOf(set) === 0) return 0;
  const fraction = fractionOf(deployment, set);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(deployment: KubeObject, set: KubeObject): number {
  const wanted = replicasOf(deployment);
  const own = replicasOf(set);
  if (wanted === 0) return -own;
  const annotated = Number(set.metadata.annotations?.[maxReplicasAnnotation] ?? 0) || 0;
  const before = annotated || statusCount(deployment, 'replicas');
  if (before === 0) return 0;
  return Math.round((own * (wanted + fenceposts(deployment).surge)) / before) - own;
}
