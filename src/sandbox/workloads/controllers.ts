import { autoscalerController } from './autoscaler.ts';
import { daemonSetController } from './daemon-set/daemon-set-controller.ts';
import { quotaController } from '../admission/resource-quota/quota-controller.ts';
import { disruptionController } from './disruption-controller.ts';
import { endpointSliceController } from './endpoints/endpoint-slice-controller.ts';
import { endpointsController } from './endpoints/endpoints-controller.ts';
import { eventExpiry } from './cluster/event-expiry.ts';
import { cronJobController } from './job/cron-job-controller.ts';
import { jobController } from './job/job-controller.ts';
import { ttlController } from './job/ttl-controller.ts';
import { ingressAddresses, serviceLoadBalancers } from './load-balancers.ts';
import { roleAggregation } from './cluster/role-aggregation.ts';
import { statefulSetController } from './stateful-set/stateful-set-controller.ts';
import { claimBinder } from './volumes/claim-binder.ts';
import { claimProtection, volumeProtection } from './volumes/protection.ts';
import { volumePhases } from './volumes/volume-phases.ts';
import type { ServiceAccountTokens } from '../authorization/service-account-tokens.ts';
import { tokenController } from './cluster/token-controller.ts';
import { definitionController } from '../crd/definition-controller.ts';
import type { Storage } from '../storage.ts';
import type { ControllerHost } from './runtime/controller-host.ts';
import { deploymentController } from './deployment/deployment-controller.ts';
import { garbageCollector } from './cluster/garbage-collector.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { PodAddresses } from './kubelet/pod-addresses.ts';
import { namespaceController } from './cluster/namespace-controller.ts';
import { replicaSetController, replicationController } from './replica-set.ts';
import { rootCaController } from './cluster/root-ca-controller.ts';
import { scheduler } from './scheduler.ts';
import { serviceAccountController } from './cluster/service-account-controller.ts';

/** What controllers give to workloads. */
export interface ClusterIdentity {
  /** The certificate of the cluster's authority, PEM. */
  readonly certificate: string;
  readonly tokens: ServiceAccountTokens;
}

/** Starts what runs within an API server. */
export function startServerControllers(host: ControllerHost): void {
  host.start(definitionController, { manager: 'kube-apiserver' });
}

/** Starts what runs beside an API server. */
export function startControllers(
  host: ControllerHost,
  storage: Storage,
  { certificate, tokens }: ClusterIdentity,
): void {
  host.start(serviceAccountController);
  host.start(rootCaController(certificate));
  host.start(tokenController(tokens, certificate));
  host.start(namespaceController);
  host.start(garbageCollector);
  host.start(deploymentController);
  host.start(replicaSetController);
  host.start(statefulSetController);
  host.start(daemonSetController);
  host.start(replicationController);
  host.start(jobController);
  host.start(ttlController);
  host.start(cronJobController);
  host.start(endpointSliceController());
  host.start(endpointsController());
  host.start(autoscalerController);
  host.start(disruptionController);
  host.start(quotaController);
  host.start(claimBinder);
  host.start(volumePhases);
  host.start(claimProtection);
  host.start(volumeProtection);
  host.start(serviceLoadBalancers, { manager: 'cloud-controller-manager' });
  host.start(ingressAddresses, { manager: 'ingress-controller' });
  host.start(roleAggregation, { manager: 'clusterrole-aggregation-controller' });
  host.start(eventExpiry);
  host.start(scheduler, { manager: 'kube-scheduler' });
  host.start(kubelet(new PodAddresses(storage)), { manager: 'kubelet' });
}
