import { definitionStrategy } from '../crd/definition-strategy.ts';
import type { KindBehaviour } from './builtin-types.ts';
import { daemonSetBehaviour, deploymentBehaviour, replicaSetBehaviour, statefulSetBehaviour } from './kinds/apps.ts';
import { autoscalerBehaviour } from './kinds/autoscaler.ts';
import { cronJobBehaviour, jobBehaviour } from './kinds/batch.ts';
import { certificateRequestBehaviour } from './kinds/certificate-request.ts';
import { configMapBehaviour, secretBehaviour } from './kinds/configs.ts';
import { eventBehaviour, newEventBehaviour } from './kinds/event.ts';
import { ingressBehaviour } from './kinds/ingress.ts';
import { limitRangeBehaviour, quotaBehaviour } from './kinds/limits.ts';
import { namespaceBehaviour } from './kinds/namespace.ts';
import { podBehaviour } from './kinds/pod.ts';
import { bindingBehaviour, roleBehaviour } from './kinds/rbac.ts';
import { serviceBehaviour } from './kinds/service.ts';
import {
  disruptionBudgetBehaviour,
  leaseBehaviour,
  priorityClassBehaviour,
  storageClassBehaviour,
} from './kinds/small-kinds.ts';
import { claimBehaviour, volumeBehaviour } from './kinds/volumes.ts';
import { type StandardOptions, standardStrategy } from './standard-strategy.ts';

/** What kinds do beyond the common, by `group/kind`, as far as flags tell it (kubernetes 1.36, pkg/registry strategy.go). */
const standard: Readonly<Record<string, StandardOptions>> = {
  '/Endpoints': { createOnUpdate: true },
  '/Node': { status: true, keepStatusOnCreate: true },
  '/PodTemplate': { generation: true, returnDeleted: true },
  '/ReplicationController': { status: true, generation: true, orphanByDefault: true },
  '/ServiceAccount': { returnDeleted: true },
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': {
    status: true,
    generation: true,
    conditionalUpdateOnly: true,
    statusKeeps: ['*'],
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': { generation: true, conditionalUpdateOnly: true },
  'apiregistration.k8s.io/APIService': { status: true, conditionalUpdateOnly: true, statusKeeps: ['*'] },
  'discovery.k8s.io/EndpointSlice': { generation: true },
  'flowcontrol.apiserver.k8s.io/FlowSchema': { status: true, generation: true, statusKeeps: ['*'] },
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': { status: true, generation: true, statusKeeps: ['*'] },
  'networking.k8s.io/IngressClass': { generation: true },
  'networking.k8s.io/NetworkPolicy': { generation: true },
  'networking.k8s.io/ServiceCIDR': { status: true, statusKeeps: ['*'] },
  'node.k8s.io/RuntimeClass': { createOnUpdate: true, conditionalUpdateOnly: true },
  'resource.k8s.io/DeviceClass': { generation: true, returnDeleted: true },
  'resource.k8s.io/ResourceClaim': { status: true, returnDeleted: true, statusKeeps: ['*'] },
  'resource.k8s.io/ResourceClaimTemplate': { returnDeleted: true },
  'resource.k8s.io/ResourceSlice': { generation: true, returnDeleted: true },
  'storage.k8s.io/CSIDriver': { conditionalUpdateOnly: true, returnDeleted: true },
  'storage.k8s.io/CSINode': { conditionalUpdateOnly: true, returnDeleted: true },
  'storage.k8s.io/CSIStorageCapacity': { conditionalUpdateOnly: true },
  'storage.k8s.io/VolumeAttachment': {
    status: true,
    conditionalUpdateOnly: true,
    returnDeleted: true,
    statusKeeps: ['*'],
  },
  'storage.k8s.io/VolumeAttributesClass': { returnDeleted: true },
};

/** Kinds with behaviour of their own. */
const own: Readonly<Record<string, () => KindBehaviour>> = {
  '/ConfigMap': () => configMapBehaviour,
  '/Event': () => eventBehaviour,
  '/LimitRange': () => limitRangeBehaviour,
  '/Namespace': () => namespaceBehaviour,
  '/PersistentVolume': () => volumeBehaviour,
  '/PersistentVolumeClaim': () => claimBehaviour,
  '/Pod': () => podBehaviour,
  '/ResourceQuota': () => quotaBehaviour,
  '/Secret': () => secretBehaviour,
  // Addresses are given out by each cluster for itself.
  '/Service': () => serviceBehaviour(),
  'apiextensions.k8s.io/CustomResourceDefinition': () => ({ strategy: definitionStrategy() }),
  'apps/DaemonSet': () => daemonSetBehaviour,
  'apps/Deployment': () => deploymentBehaviour,
  'apps/ReplicaSet': () => replicaSetBehaviour,
  'apps/StatefulSet': () => statefulSetBehaviour,
  'autoscaling/HorizontalPodAutoscaler': () => autoscalerBehaviour,
  'batch/CronJob': () => cronJobBehaviour,
  'batch/Job': () => jobBehaviour,
  'certificates.k8s.io/CertificateSigningRequest': () => certificateRequestBehaviour,
  'coordination.k8s.io/Lease': () => leaseBehaviour,
  'events.k8s.io/Event': () => newEventBehaviour,
  'networking.k8s.io/Ingress': () => ingressBehaviour,
  'policy/PodDisruptionBudget': () => disruptionBudgetBehaviour,
  'rbac.authorization.k8s.io/ClusterRole': () => roleBehaviour(true),
  'rbac.authorization.k8s.io/ClusterRoleBinding': () => bindingBehaviour(['ClusterRole']),
  'rbac.authorization.k8s.io/Role': () => roleBehaviour(false),
  'rbac.authorization.k8s.io/RoleBinding': () => bindingBehaviour(['Role', 'ClusterRole']),
  'scheduling.k8s.io/PriorityClass': () => priorityClassBehaviour,
  'storage.k8s.io/StorageClass': () => storageClassBehaviour,
};

/** What every built-in kind does, by `group/kind`. */
export function builtinBehaviours(): ReadonlyMap<string, KindBehaviour> {
  return new Map<string, KindBehaviour>([
    ...Object.entries(standard).map(([kind, options]) => [kind, { strategy: standardStrategy(options) }] as const),
    ...Object.entries(own).map(([kind, behaviour]) => [kind, behaviour()] as const),
  ]);
}
