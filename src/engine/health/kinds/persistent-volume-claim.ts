import { type KubeObject, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';

/** PersistentVolumeClaim (gitops-engine pkg/health/health_pvc.go). */
export function persistentVolumeClaimHealth(object: KubeObject): Health {
  switch (textAt(object, 'status', 'phase')) {
    case 'Bound':
      return healthy();
    case 'Pending':
      return progressing();
    case 'Lost':
      return { status: 'Degraded', message: '' };
    default:
      return { status: 'Unknown', message: '' };
  }
}
