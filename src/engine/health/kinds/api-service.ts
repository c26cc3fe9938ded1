import { type KubeObject, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf } from '../object-fields.ts';

/** APIService of apiregistration.k8s.io/v1 (gitops-engine pkg/health/health_apiservice.go). */
export function apiServiceHealth(object: KubeObject): Health {
  const available = conditionOf(object, 'Available');
  if (available === undefined) return progressing('Waiting to be processed');
  const message = `${textAt(available, 'reason')}: ${textAt(available, 'message')}`;
  return available['status'] === 'True' ? healthy(message) : progressing(message);
}
