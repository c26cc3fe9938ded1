import { type KubeObject, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';

/** Workflow of argoproj.io (gitops-engine pkg/health/health_argo.go). */
export function workflowHealth(object: KubeObject): Health {
  const message = textAt(object, 'status', 'message');
  switch (textAt(object, 'status', 'phase')) {
    case '':
    case 'Pending':
    case 'Running':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
    case 'Error':
      return { status: 'Degraded', message };
    default:
      return { status: 'Unknown', message };
  }
}
