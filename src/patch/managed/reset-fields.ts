import { FieldSet } from '../fieldpath/index.ts';
import type { FieldFilter } from './managed-kind.ts';

/** What a write resets, by subresource; `main` is the resource itself. */
type Resets = Readonly<Record<string, FieldSet | undefined>>;

const status = FieldSet.of(['f:status']);
const spec = FieldSet.of(['f:spec']);
const metadataAndSpec = FieldSet.of(['f:metadata'], ['f:spec']);

const usual: Resets = { main: status, status: spec };
const metadataToo: Resets = { main: status, status: metadataAndSpec };
const nothing: Resets = {};

/** By `group/kind`, from the strategies' GetResetFields in kubernetes 1.36 pkg/registry. */
const builtin: Readonly<Record<string, Resets>> = {
  '/Namespace': { main: status, status: spec, finalize: status },
  '/Node': usual,
  '/PersistentVolume': usual,
  '/PersistentVolumeClaim': usual,
  '/Pod': {
    main: status,
    status: FieldSet.of(['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']),
  },
  '/ReplicationController': usual,
  '/ResourceQuota': usual,
  '/Service': usual,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': metadataToo,
  'apiextensions.k8s.io/CustomResourceDefinition': usual,
  'apiregistration.k8s.io/APIService': metadataToo,
  'apps/DaemonSet': usual,
  'apps/Deployment': { main: status, status: FieldSet.of(['f:spec'], ['f:metadata', 'f:labels']) },
  'apps/ReplicaSet': usual,
  'apps/StatefulSet': usual,
  'autoscaling/HorizontalPodAutoscaler': usual,
  'batch/CronJob': usual,
  'batch/Job': usual,
  'certificates.k8s.io/CertificateSigningRequest': {
    main: FieldSet.of(['f:spec'], ['f:status']),
    status: FieldSet.of(['f:spec'], ['f:status', 'f:conditions']),
    approval: FieldSet.of(['f:spec'], ['f:status', 'f:certificate']),
  },
  'certificates.k8s.io/PodCertificateRequest': { status: spec },
  'flowcontrol.apiserver.k8s.io/FlowSchema': metadataToo,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': metadataToo,
  'internal.apiserver.k8s.io/StorageVersion': metadataToo,
  'networking.k8s.io/Ingress': usual,
  'networking.k8s.io/ServiceCIDR': metadataToo,
  'policy/PodDisruptionBudget': usual,
  'resource.k8s.io/DeviceTaintRule': metadataToo,
  'resource.k8s.io/ResourceClaim': metadataToo,
  'resource.k8s.io/ResourcePoolStatusRequest': metadataToo,
  'scheduling.k8s.io/PodGroup': metadataToo,
  'storage.k8s.io/VolumeAttachment': metadataToo,
  'storagemigration.k8s.io/StorageVersionMigration': metadataToo,
};

/**
 * What a write to a kind (or its `subresource`) resets and so nobody comes to own by it; undefined for none. For custom resources say
 * whether the kind has the status subresource: with it the main resource resets `status`, and `status` resets all else.
 */
export function resetFields(
  kind: { readonly group: string; readonly kind: string },
  subresource = '',
  custom?: { readonly statusSubresource: boolean },
): FieldFilter | undefined {
  if (kind.group === '' && kind.kind === 'Pod' && podKeeps[subresource] !== undefined) {
    const patterns = podKeeps[subresource];
    return (set) => patterns.reduce((kept, pattern) => kept.union(along(set, pattern)), FieldSet.empty);
  }
  const customResets = custom?.statusSubresource === true ? metadataToo : nothing;
  const resets = custom === undefined ? builtin[`${kind.group}/${kind.kind}`] : customResets;
  const reset = resets?.[subresource === '' ? 'main' : subresource];
  return reset === undefined ? undefined : (set) => set.recursiveDifference(reset);
}

/** Subresources of pods that say what they keep instead; undefined stands for any step. */
const podKeeps: Readonly<Record<string, readonly (readonly (string | undefined)[])[] | undefined>> = {
  ephemeralcontainers: [['f:spec', 'f:ephemeralContainers']],
  resize: ['f:containers', 'f:initContainers'].flatMap((list) =>
    ['f:resources', 'f:resizePolicy'].map((field) => ['f:spec', list, undefined, field]),
  ),
};

/** The part of a set along `pattern`, and all below its end. */
function along(set: FieldSet, pattern: readonly (string | undefined)[]): FieldSet {
  const [step, ...rest] = pattern;
  if (pattern.length === 0) return set;
  return FieldSet.from(
    [...set.entries()]
      .filter(([element]) => step === undefined || element === step)
      .map(([element, { member, below }]) => [
        element,
        { member, below: below === undefined ? undefined : along(below, rest) },
      ]),
  );
}
