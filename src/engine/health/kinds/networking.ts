import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';

/** Service: one of type LoadBalancer needs an address (gitops-engine pkg/health/health_service.go). */
export function serviceHealth(object: KubeObject): Health {
  return textAt(object, 'spec', 'type') === 'LoadBalancer' && !hasAddress(object) ? progressing() : healthy();
}

/** Ingress: needs an address (gitops-engine pkg/health/health_ingress.go). */
export function ingressHealth(object: KubeObject): Health {
  return hasAddress(object) ? healthy() : progressing();
}

function hasAddress(object: KubeObject): boolean {
  return objectsAt(object, 'status', 'loadBalancer', 'ingress').length > 0;
}
