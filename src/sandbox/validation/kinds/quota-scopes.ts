import { type JsonObject, objectsAt, textAt, textMapAt, textsAt } from '../../../base/index.ts';
import { type FieldError, invalid, required } from '../../machinery/field-error.ts';

const podScopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass'];
const scopes = new Set([...podScopes, 'CrossNamespacePodAffinity', 'VolumeAttributesClass']);
const alone = new Set(['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']);
const clashes = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const ofPods = new Set(['pods', ...['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`])]);

function suits(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods' || resource === 'count/pods';
  return ofPods.has(resource);
}

/** What is wrong with whom a quota counts (kubernetes 1.36, pkg/apis/core/validation validateResourceQuotaScopes and validateScopeSelector). */
export function quotaScopeErrors(spec: JsonObject): FieldError[] {
  const listed = textsAt(spec, 'scopes');
  const hard = Object.keys(textMapAt(spec, 'hard'));
  const at = 'spec.scopes';
  const errors = scopeErrors(listed, hard, at);
  for (const item of objectsAt(spec, 'scopeSelector', 'matchExpressions')) errors.push(...selectorErrors(item));
  return errors;
}

function scopeErrors(listed: readonly string[], hard: readonly string[], at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const scope of listed) {
    if (!scopes.has(scope)) errors.push(invalid(at, [...listed], 'unsupported scope'));
    else if (podScopes.includes(scope) && hard.some((resource) => isKnown(resource) && !suits(scope, resource))) {
      errors.push(invalid(at, [...listed], 'unsupported scope applied to resource'));
    }
  }
  for (const [one, other] of clashes) {
    if (listed.includes(one) && listed.includes(other)) errors.push(invalid(at, [...listed], 'conflicting scopes'));
  }
  return errors;
}

/** Resources that others define may be counted in any scope. */
function isKnown(resource: string): boolean {
  return !resource.includes('/');
}

function selectorErrors(item: JsonObject): FieldError[] {
  const at = 'spec.scopeSelector.matchExpressions';
  const [scope, operator] = [textAt(item, 'scopeName'), textAt(item, 'operator')];
  const values = textsAt(item, 'values');
  const errors: FieldError[] = [];
  if (!scopes.has(scope)) errors.push(invalid(`${at}.scopeName`, scope, 'unsupported scope'));
  if (alone.has(scope) && operator !== 'Exists') {
    const why =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(`${at}.operator`, operator, why));
  }
  if (operator === 'In' || operator === 'NotIn') {
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) errors.push(required(`${at}.values`, why));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const why = "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector";
    if (values.length > 0) errors.push(invalid(`${at}.values`, [...values], why));
  } else {
    errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  return errors;
}
