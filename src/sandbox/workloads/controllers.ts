import { definitionController } from '../crd/definition-controller.ts';
import type { Storage } from '../storage.ts';
import type { ControllerHost } from './controller-host.ts';
import { deploymentController } from './deployment/deployment-controller.ts';
import { garbageCollector } from './garbage-collector.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { PodAddresses } from './kubelet/pod-addresses.ts';
import { namespaceController } from './namespace-controller.ts';
import { replicaSetController } from './replica-set.ts';
import { rootCaController } from './root-ca-controller.ts';
import { scheduler } from './scheduler.ts';
import { serviceAccountController } from './service-account-controller.ts';

/** Starts every controller of a cluster. `certificate` is that of its authority, PEM. */
export function startControllers(host: ControllerHost, storage: Storage, certificate: string): void {
  host.start(serviceAccountController);
  host.start(rootCaController(certificate));
  host.start(namespaceController);
  host.start(garbageCollector);
  host.start(definitionController, { manager: 'kube-apiserver' });
  host.start(deploymentController);
  host.start(replicaSetController);
  host.start(scheduler, { manager: 'kube-scheduler' });
  host.start(kubelet(new PodAddresses(storage)), { manager: 'kubelet' });
}
