import { type KubeObject, numberAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf, isUnobserved } from '../object-fields.ts';

/** Deployment of apps/v1 (gitops-engine pkg/health/health_deployment.go). */
export function deploymentHealth(object: KubeObject): Health {
  if ((object['spec'] as { paused?: boolean } | undefined)?.paused === true) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  if (isUnobserved(object))
    return progressing('Waiting for rollout to finish: observed deployment generation less than desired generation');
  const name = object.metadata.name ?? '';
  if (conditionOf(object, 'Progressing')?.['reason'] === 'ProgressDeadlineExceeded') {
    return { status: 'Degraded', message: `Deployment "${name}" exceeded its progress deadline` };
  }
  const wanted = numberAt(object, ['spec', 'replicas']);
  const updated = numberAt(object, ['status', 'updatedReplicas']);
  const replicas = numberAt(object, ['status', 'replicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  if (updated < wanted) {
    return progressing(`Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (replicas > updated) {
    return progressing(`Waiting for rollout to finish: ${replicas - updated} old replicas are pending termination...`);
  }
  if (available < updated) {
    return progressing(`Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`);
  }
  return healthy();
}
