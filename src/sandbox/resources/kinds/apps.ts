import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { amountErrors, isZero, shareErrors } from '../../validation/amounts.ts';
import { nonNegativeErrors, workloadErrors } from '../../validation/pods/pod-template.ts';
import { claimSpecRule } from '../../validation/kinds/claims.ts';
import { dnsLabelProblems, judgeName } from '../../validation/names.ts';
import { atLeast, each, fields, given, oneOf, text } from '../../validation/rules.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** Deployments (kubernetes 1.36, pkg/apis/apps/validation). */
export const deploymentBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    annotationsCount: true,
    statusKeeps: ['labels'],
    validate: deploymentErrors,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...deploymentErrors(object), ...selectorChange(object, old)],
  }),
};

/** ReplicaSets. */
export const replicaSetBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    validate: replicaSetErrors,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...replicaSetErrors(object), ...selectorChange(object, old)],
  }),
};

/** StatefulSets. */
export const statefulSetBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    nameProblems: (name, prefix) => judgeName(name, prefix, dnsLabelProblems),
    prepareForCreate: typeClaims,
    completeUpdate: typeClaims,
    validate: statefulSetErrors,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...statefulSetErrors(object), ...statefulSetChange(object, old)],
  }),
};

const generationAnnotation = 'deprecated.daemonset.template.generation';

/** DaemonSets: the count of template changes stands in an annotation. */
export const daemonSetBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    prepareForCreate: (draft) => annotate(draft, 1),
    completeUpdate: (draft, old) => {
      const before = Number(old.metadata.annotations?.[generationAnnotation] ?? 1);
      const same = jsonEqual(objectAt(draft, 'spec')['template'], objectAt(old, 'spec')['template']);
      annotate(draft, same ? before : before + 1);
    },
    validate: daemonSetErrors,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...daemonSetErrors(object), ...selectorChange(object, old)],
  }),
};

function annotate(draft: KubeObject, generation: number): void {
  draft.metadata.annotations = { ...draft.metadata.annotations, [generationAnnotation]: String(generation) };
}

/** The claims inside a StatefulSet say what they are. */
function typeClaims(draft: KubeObject): void {
  // Behind a feature gate that is off.
  delete objectAt(draft, 'spec', 'updateStrategy', 'rollingUpdate')['maxUnavailable'];
  for (const claim of objectsAt(draft, 'spec', 'volumeClaimTemplates')) {
    claim['apiVersion'] = 'v1';
    claim['kind'] = 'PersistentVolumeClaim';
    claim['status'] = { phase: 'Pending' };
  }
}

function selectorChange(object: KubeObject, old: KubeObject): FieldError[] {
  const selector = objectAt(object, 'spec')['selector'];
  if (jsonEqual(selector, objectAt(old, 'spec')['selector'])) return [];
  return [invalid('spec.selector', selector, 'field is immutable')];
}

function deploymentErrors(object: KubeObject): FieldError[] {
  const deadline = objectAt(object, 'spec')['progressDeadlineSeconds'];
  const minReady = numberAt(object, ['spec', 'minReadySeconds']);
  const late = typeof deadline === 'number' && deadline <= minReady;
  return [
    ...nonNegativeErrors(object, ['replicas']),
    ...workloadErrors(object, 'deployment'),
    ...strategyErrors(objectAt(object, 'spec', 'strategy')),
    ...nonNegativeErrors(object, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds']),
    ...(late ? [invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')] : []),
  ];
}

function strategyErrors(strategy: JsonObject): FieldError[] {
  const type = textAt(strategy, 'type');
  const rolling = strategy['rollingUpdate'];
  if (type === 'Recreate') {
    if (rolling === undefined) return [];
    return [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type !== 'RollingUpdate') {
    const shown = { Type: type, RollingUpdate: null };
    return [notSupported('spec.strategy', shown, ['Recreate', 'RollingUpdate'])];
  }
  const path = 'spec.strategy.rollingUpdate';
  const { maxSurge, maxUnavailable } = objectAt(strategy, 'rollingUpdate');
  const errors = [
    ...amountErrors(maxUnavailable, `${path}.maxUnavailable`),
    ...amountErrors(maxSurge, `${path}.maxSurge`),
    ...shareErrors(maxUnavailable, `${path}.maxUnavailable`),
  ];
  if (isZero(maxSurge) && isZero(maxUnavailable)) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return errors;
}

function replicaSetErrors(object: KubeObject): FieldError[] {
  return [...nonNegativeErrors(object, ['replicas', 'minReadySeconds']), ...workloadErrors(object, 'replicaset')];
}

function statefulSetErrors(object: KubeObject): FieldError[] {
  const policies = ['OrderedReady', 'Parallel'];
  const policy = textAt(object, 'spec', 'podManagementPolicy');
  const strategy = textAt(object, 'spec', 'updateStrategy', 'type');
  const errors: FieldError[] = [];
  if (policy === '') errors.push(required('spec.podManagementPolicy'));
  else if (!policies.includes(policy)) {
    errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  if (strategy !== 'RollingUpdate' && strategy !== 'OnDelete') {
    errors.push(
      invalid('spec.updateStrategy', { Type: strategy, RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'"),
    );
  }
  const rolling = objectAt(object, 'spec', 'updateStrategy')['rollingUpdate'];
  const partition = numberAt(rolling, ['partition']);
  if (strategy === 'OnDelete' && rolling !== undefined) {
    const shown = { Partition: partition, MaxUnavailable: objectAt(rolling)['maxUnavailable'] ?? null };
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    errors.push(invalid('spec.updateStrategy.rollingUpdate', shown, why));
  }
  if (strategy === 'RollingUpdate' && partition < 0) {
    const why = 'must be greater than or equal to 0';
    errors.push(invalid('spec.updateStrategy.rollingUpdate.partition', partition, why));
  }
  return [
    ...errors,
    ...retention(objectAt(object, 'spec')['persistentVolumeClaimRetentionPolicy'], retentionPath),
    ...nonNegativeErrors(object, ['replicas', 'minReadySeconds']),
    ...fields({ start: atLeast(0) })(objectAt(object, 'spec')['ordinals'], 'spec.ordinals'),
    ...text(dnsLabelProblems)(objectAt(object, 'spec')['serviceName'], 'spec.serviceName'),
    ...workloadErrors(withClaimVolumes(object), 'statefulset'),
    ...claims(objectAt(object, 'spec')['volumeClaimTemplates'], 'spec.volumeClaimTemplates'),
  ];
}

const kept = given(oneOf('Retain', 'Delete'));
const retention = fields({ whenDeleted: kept, whenScaled: kept });
const retentionPath = 'spec.persistentVolumeClaimRetentionPolicy';
const claims = each(fields({ spec: claimSpecRule }));

/** The claims of a StatefulSet are volumes of its pods. */
function withClaimVolumes(object: KubeObject): KubeObject {
  const template = objectAt(object, 'spec', 'template');
  const podSpec = objectAt(template, 'spec');
  const own = new Set(objectsAt(podSpec, 'volumes').map((volume) => volume['name']));
  const claims = objectsAt(object, 'spec', 'volumeClaimTemplates')
    .map((claim) => textAt(claim, 'metadata', 'name'))
    .filter((name) => !own.has(name))
    .map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const volumes = [...claims, ...objectsAt(podSpec, 'volumes')];
  const spec = { ...objectAt(object, 'spec'), template: { ...template, spec: { ...podSpec, volumes } } };
  return { ...object, spec };
}

const changeable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

function statefulSetChange(object: KubeObject, old: KubeObject): FieldError[] {
  const fixed = (set: KubeObject): JsonObject =>
    Object.fromEntries(Object.entries(objectAt(set, 'spec')).filter(([field]) => !changeable.has(field)));
  if (jsonEqual(fixed(object), fixed(old))) return [];
  const text =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [forbiddenField('spec', text)];
}

function daemonSetErrors(object: KubeObject): FieldError[] {
  const strategy = textAt(object, 'spec', 'updateStrategy', 'type');
  const known = strategy === 'RollingUpdate' || strategy === 'OnDelete';
  return [
    ...workloadErrors(object, 'daemonset'),
    ...nonNegativeErrors(object, ['minReadySeconds', 'revisionHistoryLimit']),
    ...(known
      ? []
      : [notSupported('spec.updateStrategy', { Type: strategy, RollingUpdate: null }, ['RollingUpdate', 'OnDelete'])]),
    ...(strategy === 'RollingUpdate' ? daemonUpdateErrors(objectAt(object, 'spec', 'updateStrategy')) : []),
  ];
}

function daemonUpdateErrors(strategy: JsonObject): FieldError[] {
  const path = 'spec.updateStrategy.rollingUpdate';
  if (strategy['rollingUpdate'] === undefined) return [required(path)];
  const { maxUnavailable, maxSurge } = objectAt(strategy, 'rollingUpdate');
  const errors = [
    ...amountErrors(maxUnavailable, `${path}.maxUnavailable`),
    ...amountErrors(maxSurge, `${path}.maxSurge`),
    ...shareErrors(maxUnavailable, `${path}.maxUnavailable`),
    ...shareErrors(maxSurge, `${path}.maxSurge`),
  ];
  const [some, surge] = [!isZero(maxUnavailable), !isZero(maxSurge)];
  if (some && surge)
    errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!some && !surge) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
}
