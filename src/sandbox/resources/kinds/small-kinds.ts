import { jsonEqual, type KubeObject, numberAt, objectAt, textAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported } from '../../machinery/field-error.ts';
import { amountErrors, shareErrors } from '../../validation/amounts.ts';
import { changeErrors, immutable } from '../../validation/rules.ts';
import { labelSelector } from '../../validation/selectors.ts';
import { leaseRule, priorityRule } from '../../validation/kinds/cluster.ts';
import { storageClassRule } from '../../validation/kinds/storage.ts';
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
    ...labelSelector(spec['selector'], 'spec.selector'),
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
    prepareForCreate: dropElection,
    completeUpdate: dropElection,
    validate: leaseErrors,
    validateUpdate: (object) => leaseErrors(object),
  }),
};

/** Fields behind a feature gate that is off (coordinated leader election). */
function dropElection(draft: KubeObject): void {
  const spec = objectAt(draft, 'spec');
  delete spec['strategy'];
  delete spec['preferredHolder'];
}

function leaseErrors(object: KubeObject): readonly FieldError[] {
  return leaseRule(object, '');
}

const systemClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** PriorityClasses (kubernetes 1.36, pkg/apis/scheduling/validation). */
export const priorityClassBehaviour: KindBehaviour = {
  strategy: {
    // Counted once: no change of a class raises it.
    generation: true,
    validate: (object) => {
      const name = object.metadata.name ?? '';
      const value = numberAt(object, ['value']);
      const policy = priorityRule(object, '');
      if (!name.startsWith('system-')) {
        const most = 1_000_000_000;
        const text = `maximum allowed value of a user defined priority is ${most}`;
        return value > most ? [forbiddenField('value', text), ...policy] : policy;
      }
      if (systemClasses[name] === value) return policy;
      const text = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
      return [forbiddenField('metadata.name', text)];
    },
    validateUpdate: (object, old) => [
      ...(jsonEqual(object['value'], old['value'])
        ? []
        : [forbiddenField('value', 'may not be changed in an update.')]),
      ...changeErrors(object, old, { preemptionPolicy: immutable }),
    ],
  },
};

/** StorageClasses (kubernetes 1.36, pkg/apis/storage/validation). */
export const storageClassBehaviour: KindBehaviour = {
  strategy: {
    returnDeleted: true,
    validate: (object) => storageClassRule(object, ''),
    validateUpdate: (object, old) => [
      ...storageClassRule(object, ''),
      ...changeErrors(object, old, {
        provisioner: immutable,
        parameters: immutable,
        reclaimPolicy: immutable,
        volumeBindingMode: immutable,
      }),
    ],
  },
};
