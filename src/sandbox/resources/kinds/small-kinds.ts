import { jsonEqual, type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { amountErrors, shareErrors } from '../../validation/amounts.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** PodDisruptionBudgets (kubernetes 1.36, pkg/apis/policy/validation). */
export const disruptionBudgetBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    conditionalUpdateOnly: true,
    validate: budgetErrors,
    validateUpdate: (object, _old, { subresource }) => (subresource === 'status' ? [] : budgetErrors(object)),
  }),
};

function budgetErrors(object: KubeObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const { minAvailable, maxUnavailable } = spec;
  const shown = {
    MinAvailable: minAvailable,
    Selector: spec['selector'] ?? null,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
  };
  const policy = spec['unhealthyPodEvictionPolicy'];
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  return [
    ...(minAvailable === undefined || maxUnavailable === undefined
      ? []
      : [invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set')]),
    ...['minAvailable', 'maxUnavailable'].flatMap((field) => [
      ...amountErrors(spec[field], `spec.${field}`),
      ...shareErrors(spec[field], `spec.${field}`),
    ]),
    ...(policy === undefined || policies.includes(textAt(spec, 'unhealthyPodEvictionPolicy'))
      ? []
      : [notSupported('spec.unhealthyPodEvictionPolicy', policy, policies)]),
  ];
}

/** Leases (kubernetes 1.36, pkg/apis/coordination/validation). */
export const leaseBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    createOnUpdate: true,
    conditionalUpdateOnly: true,
    validate: leaseErrors,
    validateUpdate: (object) => leaseErrors(object),
  }),
};

function leaseErrors(object: KubeObject): FieldError[] {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = objectAt(object, 'spec');
  const errors: FieldError[] = [];
  if (typeof duration === 'number' && duration <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  }
  if (typeof transitions === 'number' && transitions < 0) {
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  return errors;
}

const systemClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** PriorityClasses (kubernetes 1.36, pkg/apis/scheduling/validation). */
export const priorityClassBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    generation: true,
    validate: (object) => {
      const name = object.metadata.name ?? '';
      if (!name.startsWith('system-') || systemClasses[name] === object['value']) return [];
      const text = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
      return [forbiddenField('metadata.name', text)];
    },
    validateUpdate: (object, old) =>
      jsonEqual(object['value'], old['value']) ? [] : [forbiddenField('value', 'may not be changed in an update.')],
  }),
};

/** StorageClasses (kubernetes 1.36, pkg/apis/storage/validation). */
export const storageClassBehaviour: KindBehaviour = {
  strategy: {
    returnDeleted: true,
    validate: (object) => (textAt(object, 'provisioner') === '' ? [required('provisioner')] : []),
    validateUpdate: (object, old) =>
      ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'].flatMap((field) =>
        jsonEqual(object[field], old[field]) ? [] : [forbiddenField(field, `updates to ${field} are forbidden.`)],
      ),
  },
};
