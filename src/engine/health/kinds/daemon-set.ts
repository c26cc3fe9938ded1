import { type KubeObject, numberAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { isUnobserved } from '../object-fields.ts';

/** DaemonSet of apps/v1 (gitops-engine pkg/health/health_daemonset.go). */
export function daemonSetHealth(object: KubeObject): Health {
  if (isUnobserved(object))
    return progressing('Waiting for rollout to finish: observed daemon set generation less than desired generation');
  const wanted = numberAt(object, ['status', 'desiredNumberScheduled']);
  const updated = numberAt(object, ['status', 'updatedNumberScheduled']);
  const available = numberAt(object, ['status', 'numberAvailable']);
  const name = object.metadata.name ?? '';
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return healthy(`daemon set ${updated} out of ${wanted} new pods have been updated`);
  }
  if (updated < wanted) {
    return progressing(
      `Waiting for daemon set "${name}" rollout to finish: ${updated} out of ${wanted} new pods have been updated...`,
    );
  }
  if (available < wanted) {
    return progressing(
      `Waiting for daemon set "${name}" rollout to finish: ${available} of ${wanted} updated pods are available...`,
    );
  }
  return healthy();
}
