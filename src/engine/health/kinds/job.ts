import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';

/**
 * Job of batch/v1 (gitops-engine pkg/health/health_job.go). As there, a condition counts whatever its status is, but for Suspended; a Job
 * that was suspended once is taken for complete.
 */
export function jobHealth(object: KubeObject): Health {
  const conditions = objectsAt(object, 'status', 'conditions');
  const last = (...types: readonly string[]) =>
    conditions.findLast((condition) => types.includes(textAt(condition, 'type')));
  const failed = last('Failed');
  if (failed !== undefined) return { status: 'Degraded', message: textAt(failed, 'message') };
  const message = textAt(last('Complete', 'Suspended'), 'message');
  if (last('Complete', 'Suspended') === undefined) return progressing();
  const suspended = conditions.some(({ type, status }) => type === 'Suspended' && status === 'True');
  return suspended ? { status: 'Suspended', message } : healthy(message);
}
