import { definitionController } from '../crd/definition-controller.ts';
import type { ControllerHost } from './controller-host.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace-controller.ts';
import { rootCaController } from './root-ca-controller.ts';
import { serviceAccountController } from './service-account-controller.ts';

/** Starts every controller of a cluster. `certificate` is that of its authority, PEM. */
export function startControllers(host: ControllerHost, certificate: string): void {
  host.start(serviceAccountController);
  host.start(rootCaController(certificate));
  host.start(namespaceController);
  host.start(garbageCollector);
  host.start(definitionController, { manager: 'kube-apiserver' });
}
