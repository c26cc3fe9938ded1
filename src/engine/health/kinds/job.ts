import type { KubeObject } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf, objectsAt, textAt } from '../object-fields.ts';

/** Job of batch/v1 (gitops-engine pkg/health/health_job.go). */
export function jobHealth(object: KubeObject): Health {
  const failed = conditionOf(object, 'Failed');
  if (failed?.['status'] === 'True') return { status: 'Degraded', message: textAt(failed, 'message') };
  const complete = conditionOf(object, 'Complete');
  if (complete?.['status'] === 'True') return healthy(textAt(complete, 'message'));
  const suspended = conditionOf(object, 'Suspended');
  if (suspended?.['status'] === 'True') return { status: 'Suspended', message: textAt(suspended, 'message') };
  return progressing(textAt(objectsAt(object, 'status', 'conditions').at(-1), 'message'));
}
