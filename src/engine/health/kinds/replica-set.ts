import { type KubeObject, numberAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf, isUnobserved } from '../object-fields.ts';

/** ReplicaSet of apps/v1 (gitops-engine pkg/health/health_replicaset.go). */
export function replicaSetHealth(object: KubeObject): Health {
  if (isUnobserved(object))
    return progressing('Waiting for rollout to finish: observed replica set generation less than desired generation');
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.['status'] === 'True') return { status: 'Degraded', message: textAt(failure, 'message') };
  const wanted = numberAt(object, ['spec', 'replicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  if (available < wanted) {
    return progressing(`Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`);
  }
  return healthy();
}
