import { definitionStrategy } from '../crd/definition-strategy.ts';
import type { KindBehaviour } from './builtin-types.ts';
import { eventBehaviour, newEventBehaviour } from './kinds/event.ts';
import { podBehaviour } from './kinds/pod.ts';
import { serviceBehaviour } from './kinds/service.ts';
import { namespaceBehaviour } from './kinds/namespace.ts';
import { pathSegmentProblems } from '../validation/names.ts';
import { type StandardOptions, standardStrategy } from './standard-strategy.ts';

/** Names that are parts of a path. */
const pathName = { nameProblems: pathSegmentProblems } as const;

/** What kinds do beyond the common, by `group/kind`, as far as flags tell it (kubernetes 1.36, pkg/registry strategy.go). */
const standard: Readonly<Record<string, StandardOptions>> = {
  '/ConfigMap': {},
  '/Endpoints': { createOnUpdate: true },
  '/LimitRange': { createOnUpdate: true },
  '/Node': { status: true, keepStatusOnCreate: true },
  '/PersistentVolume': { status: true, returnDeleted: true },
  '/PersistentVolumeClaim': { status: true, returnDeleted: true },
  '/PodTemplate': { generation: true, returnDeleted: true },
  '/ReplicationController': { status: true, generation: true, orphanByDefault: true },
  '/ResourceQuota': { status: true, returnDeleted: true },
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
  'apps/DaemonSet': { status: true, generation: true },
  'apps/Deployment': { status: true, generation: true, annotationsCount: true, statusKeeps: ['labels'] },
  'apps/ReplicaSet': { status: true, generation: true },
  'apps/StatefulSet': { status: true, generation: true },
  'autoscaling/HorizontalPodAutoscaler': { status: true },
  'batch/CronJob': { status: true, generation: true },
  'batch/Job': { status: true, generation: true, orphanByDefault: true },
  'certificates.k8s.io/CertificateSigningRequest': { status: true },
  'coordination.k8s.io/Lease': { createOnUpdate: true, conditionalUpdateOnly: true },
  'discovery.k8s.io/EndpointSlice': { generation: true },
  'flowcontrol.apiserver.k8s.io/FlowSchema': { status: true, generation: true, statusKeeps: ['*'] },
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': { status: true, generation: true, statusKeeps: ['*'] },
  'networking.k8s.io/Ingress': { status: true, generation: true },
  'networking.k8s.io/IngressClass': { generation: true },
  'networking.k8s.io/NetworkPolicy': { generation: true },
  'networking.k8s.io/ServiceCIDR': { status: true, statusKeeps: ['*'] },
  'node.k8s.io/RuntimeClass': { createOnUpdate: true, conditionalUpdateOnly: true },
  'policy/PodDisruptionBudget': { status: true, generation: true, conditionalUpdateOnly: true },
  'rbac.authorization.k8s.io/ClusterRole': { createOnUpdate: true, ...pathName },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { createOnUpdate: true, ...pathName },
  'rbac.authorization.k8s.io/Role': { createOnUpdate: true, ...pathName },
  'rbac.authorization.k8s.io/RoleBinding': { createOnUpdate: true, ...pathName },
  'resource.k8s.io/DeviceClass': { generation: true, returnDeleted: true },
  'resource.k8s.io/ResourceClaim': { status: true, returnDeleted: true, statusKeeps: ['*'] },
  'resource.k8s.io/ResourceClaimTemplate': { returnDeleted: true },
  'resource.k8s.io/ResourceSlice': { generation: true, returnDeleted: true },
  'scheduling.k8s.io/PriorityClass': { generation: true },
  'storage.k8s.io/CSIDriver': { conditionalUpdateOnly: true, returnDeleted: true },
  'storage.k8s.io/CSINode': { conditionalUpdateOnly: true, returnDeleted: true },
  'storage.k8s.io/CSIStorageCapacity': { conditionalUpdateOnly: true },
  'storage.k8s.io/StorageClass': { returnDeleted: true },
  'storage.k8s.io/VolumeAttachment': {
    status: true,
    conditionalUpdateOnly: true,
    returnDeleted: true,
    statusKeeps: ['*'],
  },
  'storage.k8s.io/VolumeAttributesClass': { returnDeleted: true },
};

/** What every built-in kind does, by `group/kind`. */
export function builtinBehaviours(): ReadonlyMap<string, KindBehaviour> {
  const behaviours = new Map<string, KindBehaviour>(
    Object.entries(standard).map(([kind, options]) => [kind, { strategy: standardStrategy(options) }]),
  );
  behaviours.set('apiextensions.k8s.io/CustomResourceDefinition', { strategy: definitionStrategy() });
  behaviours.set('/Pod', podBehaviour);
  behaviours.set('/Service', serviceBehaviour());
  behaviours.set('/Namespace', namespaceBehaviour);
  behaviours.set('/Event', eventBehaviour);
  behaviours.set('events.k8s.io/Event', newEventBehaviour);
  return behaviours;
}
