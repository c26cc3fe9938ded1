import { isJsonObject, jsonAt, type KubeObject, numberAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { isUnobserved } from '../object-fields.ts';

/** StatefulSet of apps/v1 (gitops-engine pkg/health/health_statefulset.go). */
export function statefulSetHealth(object: KubeObject): Health {
  const observed = numberAt(object, ['status', 'observedGeneration']);
  if (observed === 0 || isUnobserved(object)) {
    return progressing('Waiting for statefulset spec update to be observed...');
  }
  const wanted = jsonAt(object, 'spec', 'replicas');
  const ready = numberAt(object, ['status', 'readyReplicas']);
  if (typeof wanted === 'number' && ready < wanted)
    return progressing(`Waiting for ${wanted - ready} pods to be ready...`);
  const type = textAt(object, 'spec', 'updateStrategy', 'type');
  const rolling = jsonAt(object, 'spec', 'updateStrategy', 'rollingUpdate');
  const updated = numberAt(object, ['status', 'updatedReplicas']);
  if (type === 'RollingUpdate' && isJsonObject(rolling)) {
    const { partition } = rolling;
    if (typeof wanted === 'number' && typeof partition === 'number' && updated < wanted - partition) {
      return progressing(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    }
    return healthy(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  if (type === 'OnDelete') return healthy(`statefulset has ${ready} ready pods`);
  const current = textAt(object, 'status', 'currentRevision');
  const update = textAt(object, 'status', 'updateRevision');
  if (current !== update)
    return progressing(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`);
  const pods = numberAt(object, ['status', 'currentReplicas']);
  return healthy(`statefulset rolling update complete ${pods} pods at revision ${current}...`);
}
