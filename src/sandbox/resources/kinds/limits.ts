import {
  type JsonObject,
  type KubeObject,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
  textMapAt,
} from '../../../base/index.ts';
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../machinery/field-error.ts';
import { qualifiedNameProblems } from '../../validation/names.ts';
import { quotaScopeErrors } from '../../validation/kinds/quota-scopes.ts';
import { changeErrors, immutable } from '../../validation/rules.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** LimitRanges (kubernetes 1.36, pkg/apis/core/validation ValidateLimitRange). */
export const limitRangeBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    createOnUpdate: true,
    validate: limitRangeErrors,
    validateUpdate: (object) => limitRangeErrors(object),
  }),
};

/** ResourceQuotas (kubernetes 1.36, pkg/apis/core/validation ValidateResourceQuotaSpec). */
export const quotaBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    returnDeleted: true,
    validate: quotaErrors,
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status'
        ? []
        : [...quotaErrors(object), ...changeErrors(object, old, { 'spec.scopes': immutable })],
  }),
};

const computed = ['cpu', 'memory', 'ephemeral-storage'];
const counted = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
];
const quotas = new Set([
  ...computed,
  ...counted,
  ...computed.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
]);
const ofContainers = new Set(computed);
const whole = new Set(counted);

function quotaErrors(object: KubeObject): FieldError[] {
  const hard = Object.entries(textMapAt(object, 'spec', 'hard')).flatMap(([name, amount]) => {
    const path = `spec.hard[${name}]`;
    const isHuge = /^(requests\.)?hugepages-/.test(name);
    const errors = nameErrors(name, path, isHuge || quotas.has(name), 'must be a standard resource for quota');
    const value = parseQuantity(amount) ?? 0n;
    if (value < 0n) errors.push(invalid(path, amount, 'must be greater than or equal to 0'));
    if ((whole.has(name) || isExtended(name)) && value % 1_000_000_000n !== 0n) {
      errors.push(invalid(path, amount, 'must be an integer'));
    }
    return errors;
  });
  return [...hard, ...quotaScopeErrors(objectAt(object, 'spec'))];
}

/** Whether a resource is none of Kubernetes' own. */
function isExtended(name: string): boolean {
  return name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('requests.');
}

function nameErrors(name: string, path: string, isStandard: boolean, rule: string): FieldError[] {
  const problems = qualifiedNameProblems(name);
  const isKnown = name.includes('/') || isStandard;
  if (problems.length === 0 && !isKnown) problems.push('must be a standard resource type or fully qualified');
  if (!isKnown) problems.push(rule);
  return problems.map((problem) => invalid(path, name, problem));
}

const bounds = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];

function limitRangeErrors(object: KubeObject): FieldError[] {
  const seen = new Set<string>();
  return objectsAt(object, 'spec', 'limits').flatMap((limit, index) => {
    const path = `spec.limits[${index}]`;
    const type = textAt(limit, 'type');
    const isStandard = ['Container', 'PersistentVolumeClaim', 'Pod'].includes(type);
    const errors = qualifiedNameProblems(type).map((problem) => invalid(`${path}.type`, type, problem));
    if (errors.length === 0 && !type.includes('/') && !isStandard) {
      errors.push(invalid(`${path}.type`, type, 'must be a standard limit type or fully qualified'));
    }
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
    if (type === 'Container' || type === 'Pod') errors.push(...resourceErrors(limit, path));
    for (const field of type === 'Pod' ? ['default', 'defaultRequest'] : []) {
      if (Object.keys(objectAt(limit, field)).length === 0) continue;
      errors.push(forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
    const bounded = { ...objectAt(limit, 'min'), ...objectAt(limit, 'max') };
    if (type === 'PersistentVolumeClaim' && bounded['storage'] === undefined) {
      const why = 'either minimum or maximum storage value is required, but neither was provided';
      errors.push(required(`${path}.limits`, why));
    }
    const names = new Set(bounds.flatMap((field) => Object.keys(objectAt(limit, field))));
    return [...errors, ...[...names].flatMap((name) => orderErrors(limit, name, path))];
  });
}

function resourceErrors(limit: JsonObject, path: string): FieldError[] {
  return bounds.flatMap((field) =>
    Object.keys(objectAt(limit, field)).flatMap((name) => {
      const isStandard = ofContainers.has(name) || name.startsWith('hugepages-');
      return nameErrors(name, `${path}.${field}[${name}]`, isStandard, 'must be a standard resource for containers');
    }),
  );
}

/** What of one resource is out of order: min ≤ default request ≤ default ≤ max. */
function orderErrors(limit: JsonObject, name: string, path: string): FieldError[] {
  const [min, max] = [textAt(limit, 'min', name), textAt(limit, 'max', name)];
  const [request, given] = [textAt(limit, 'defaultRequest', name), textAt(limit, 'default', name)];
  const ratio = textAt(limit, 'maxLimitRequestRatio', name);
  const order = (field: string, shown: string, low: readonly [string, string], high: readonly [string, string]) =>
    isGreater(low[1], high[1])
      ? [
          invalid(
            `${path}.${field}[${name}]`,
            shown,
            `${low[0]} value ${low[1]} is greater than ${high[0]} value ${high[1]}`,
          ),
        ]
      : [];
  return [
    ...order('min', min, ['min', min], ['max', max]),
    ...order('defaultRequest', request, ['min', min], ['default request', request]),
    ...order('defaultRequest', request, ['default request', request], ['max', max]),
    ...order('defaultRequest', request, ['default request', request], ['default limit', given]),
    ...order('default', min, ['min', min], ['default', given]),
    ...order('default', max, ['default', given], ['max', max]),
    ...(isGreater('1', ratio)
      ? [invalid(`${path}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${ratio} is less than 1`)]
      : []),
  ];
}

/** Whether both are given and the first is more. */
function isGreater(a: string, b: string): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && right !== undefined && left > right;
}
