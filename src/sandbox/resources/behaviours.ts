import { type Json, type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { forbiddenField } from '../machinery/field-error.ts';
import { policyBindingRule, policyRule, webhookConfigurationRule } from '../validation/kinds/admission.ts';
import {
  apiServiceErrors,
  flowSchemaRule,
  ingressClassRule,
  ipAddressErrors,
  nodeErrors,
  priorityLevelRule,
  runtimeClassRule,
  serviceRangeRule,
} from '../validation/kinds/cluster.ts';
import { endpointSliceErrors, endpointsRule } from '../validation/kinds/endpoints.ts';
import { networkPolicyRule } from '../validation/kinds/network-policy.ts';
import {
  attributesClassRule,
  csiDriverRule,
  csiNodeRule,
  storageCapacityRule,
  volumeAttachmentRule,
} from '../validation/kinds/storage.ts';
import { replicationControllerErrors, templateErrors } from '../validation/pods/pod-template.ts';
import { changeErrors, type ChangeRule, immutable, type Rule } from '../validation/rules.ts';
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
import type { FieldError } from '../machinery/field-error.ts';
import { type StandardOptions, standardStrategy } from './standard-strategy.ts';

/** What kinds do beyond the common, by `group/kind`, as far as flags tell it (kubernetes 1.36, pkg/registry strategy.go). */
const standard: Readonly<Record<string, StandardOptions>> = {
  '/Endpoints': { createOnUpdate: true, ...ruled(endpointsRule) },
  '/Node': {
    status: true,
    keepStatusOnCreate: true,
    prepareForCreate: listRange,
    completeUpdate: listRange,
    ...judged(nodeErrors),
  },
  '/PodTemplate': {
    generation: true,
    returnDeleted: true,
    ...judged((object) => templateErrors(objectAt(object, 'template'), 'template')),
  },
  '/ReplicationController': {
    status: true,
    generation: true,
    orphanByDefault: true,
    ...judged(replicationControllerErrors),
  },
  '/ServiceAccount': { returnDeleted: true },
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': { generation: true, conditionalUpdateOnly: true },
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': {
    generation: true,
    conditionalUpdateOnly: true,
    ...ruled(webhookConfigurationRule),
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': {
    status: true,
    generation: true,
    conditionalUpdateOnly: true,
    statusKeeps: ['*'],
    ...ruled(policyRule),
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': {
    generation: true,
    conditionalUpdateOnly: true,
    ...ruled(policyBindingRule),
  },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': {
    generation: true,
    conditionalUpdateOnly: true,
    ...ruled(webhookConfigurationRule),
  },
  'apiregistration.k8s.io/APIService': {
    status: true,
    conditionalUpdateOnly: true,
    statusKeeps: ['*'],
    nameProblems: () => [],
    ...judged(apiServiceErrors),
  },
  'discovery.k8s.io/EndpointSlice': {
    generation: true,
    prepareForCreate: dropTopology,
    completeUpdate: dropTopology,
    validate: endpointSliceErrors,
    validateUpdate: (object, old) => [
      ...endpointSliceErrors({ ...object, addressType: old['addressType'] ?? '' }),
      ...changeErrors(object, old, { addressType: immutable }),
    ],
  },
  'flowcontrol.apiserver.k8s.io/FlowSchema': {
    status: true,
    generation: true,
    statusKeeps: ['*'],
    ...ruled(flowSchemaRule),
  },
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': {
    status: true,
    generation: true,
    statusKeeps: ['*'],
    ...ruled(priorityLevelRule),
  },
  'networking.k8s.io/IngressClass': { generation: true, ...ruled(ingressClassRule, { 'spec.controller': immutable }) },
  'networking.k8s.io/IPAddress': { nameProblems: () => [], ...judged(ipAddressErrors) },
  'networking.k8s.io/NetworkPolicy': { generation: true, ...ruled(networkPolicyRule) },
  'networking.k8s.io/ServiceCIDR': { status: true, statusKeeps: ['*'], ...ruled(serviceRangeRule) },
  'node.k8s.io/RuntimeClass': {
    createOnUpdate: true,
    conditionalUpdateOnly: true,
    ...ruled(runtimeClassRule, { handler: immutable }),
  },
  'resource.k8s.io/DeviceClass': { generation: true, returnDeleted: true },
  'resource.k8s.io/ResourceClaim': { status: true, returnDeleted: true, statusKeeps: ['*'] },
  'resource.k8s.io/ResourceClaimTemplate': { returnDeleted: true },
  'resource.k8s.io/ResourceSlice': { generation: true, returnDeleted: true },
  'storage.k8s.io/CSIDriver': {
    conditionalUpdateOnly: true,
    returnDeleted: true,
    ...ruled(csiDriverRule, {
      'spec.attachRequired': (value) => immutable(value, 'spec.attachedRequired'),
      'spec.volumeLifecycleModes': immutable,
    }),
  },
  'storage.k8s.io/CSINode': { conditionalUpdateOnly: true, returnDeleted: true, ...ruled(csiNodeRule) },
  'storage.k8s.io/CSIStorageCapacity': {
    conditionalUpdateOnly: true,
    ...ruled(storageCapacityRule, { storageClassName: immutable, nodeTopology: immutable }),
  },
  'storage.k8s.io/VolumeAttachment': {
    status: true,
    conditionalUpdateOnly: true,
    returnDeleted: true,
    statusKeeps: ['*'],
    ...ruled(volumeAttachmentRule, {
      spec: (value) => immutable(shownAttachment(value), 'spec'),
    }),
  },
  'storage.k8s.io/VolumeAttributesClass': {
    returnDeleted: true,
    prepareForCreate: protectClass,
    ...ruled(attributesClassRule, {
      driverName: (_value, path) => forbiddenField(path, 'updates to driverName are forbidden.'),
      parameters: (_value, path) => forbiddenField(path, 'updates to parameters are forbidden.'),
    }),
  },
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

/** A kind whose objects are judged by a rule, and some of whose fields never change. */
function ruled(rule: Rule, fixed: Readonly<Record<string, ChangeRule>> = {}): StandardOptions {
  return judged((object) => rule(object, ''), fixed);
}

function judged(
  errorsOf: (object: KubeObject) => readonly FieldError[],
  fixed: Readonly<Record<string, ChangeRule>> = {},
): StandardOptions {
  return {
    validate: errorsOf,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...errorsOf(object), ...changeErrors(object, old, fixed)],
  };
}

/** How Go prints an attachment's spec, which has no JSON names there. */
function shownAttachment(spec: Json | undefined): Json {
  const source = objectAt(spec, 'source');
  const { persistentVolumeName = null, inlineVolumeSpec = null } = source;
  return {
    Attacher: textAt(spec, 'attacher'),
    Source: { PersistentVolumeName: persistentVolumeName, InlineVolumeSpec: inlineVolumeSpec },
    NodeName: textAt(spec, 'nodeName'),
  };
}

/** The one range of a node's pods is also the first of its ranges. */
function listRange(draft: KubeObject): void {
  const spec = objectAt(draft, 'spec');
  const range = textAt(spec, 'podCIDR');
  if (range !== '') spec['podCIDRs'] ??= [range];
}

/** Classes in use are kept (plugin/pkg/admission/storage/persistentvolume/resize, storageobjectinuseprotection). */
function protectClass(draft: KubeObject): void {
  const finalizers = draft.metadata.finalizers ?? [];
  draft.metadata.finalizers = [...finalizers, 'kubernetes.io/vac-protection'];
}

/** The labels of nodes that beta versions carried (registry/discovery/endpointslice). */
function dropTopology(draft: KubeObject): void {
  for (const endpoint of objectsAt(draft, 'endpoints')) delete endpoint['deprecatedTopology'];
}
