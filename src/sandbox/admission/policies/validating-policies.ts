import { type KubeObject, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import { celOfJson } from '../../../lang/index.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../../machinery/admission.ts';
import { ApiError, forbidden, invalidObject, type StatusReason } from '../../machinery/api-error.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import { compilePolicy } from './compiled-policy.ts';
import { ExpressionRun } from './expressions.ts';
import { matchConditions, specOf } from './match-conditions.ts';
import { criteriaOf, matchesResources } from './matching.ts';
import { collectParams } from './params.ts';
import { requestValues } from './request-value.ts';

const policyPrefix = 'admissionregistration.k8s.io/validatingadmissionpolicies/';
const bindingPrefix = 'admissionregistration.k8s.io/validatingadmissionpolicybindings/';
const policyBudget = 10_000_000;

/** Why a request is refused, and as what. */
interface Denial {
  readonly message: string;
  readonly reason: string;
}

/**
 * Asks every ValidatingAdmissionPolicy that is bound to a request (apiserver v0.36.3, pkg/admission/plugin/policy/validating), and
 * refuses policies whose expressions do not compile.
 */
export function validatingPolicies(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionPolicy',
    validate: (attributes) => {
      const { cluster, type, object, operation, subresource } = attributes;
      if (type.group === 'admissionregistration.k8s.io' && type.plural.startsWith('validatingadmissionpolic')) {
        if (
          type.plural === 'validatingadmissionpolicies' &&
          object !== undefined &&
          operation !== 'DELETE' &&
          subresource === ''
        ) {
          refuseMalformed(attributes, object);
        }
        return;
      }
      const bindings = cluster.storage.scan(bindingPrefix);
      if (bindings.length === 0) return;
      const denials: Denial[] = [];
      for (const { object: policy } of cluster.storage.scan(policyPrefix)) {
        const bound = bindings.filter(({ object: one }) => textAt(specOf(one), 'policyName') === policy.metadata.name);
        if (bound.length === 0) continue;
        const criteria = criteriaOf(policy, 'matchConstraints');
        if (!matchesResources(criteria, attributes, objectsAt(criteria, 'resourceRules'))) continue;
        for (const { object: binding } of bound) {
          const scope = criteriaOf(binding, 'matchResources');
          if (!matchesResources(scope, attributes, objectsAt(scope, 'resourceRules'))) continue;
          denials.push(...judge(policy, binding, attributes, authorizer));
        }
      }
      const [first] = denials;
      if (first !== undefined) throw refusal(attributes, first);
    },
  };
}

const statusOf: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
  Unauthorized: 401,
};

function refusal({ type, name }: AdmissionAttributes, { message, reason }: Denial): ApiError {
  const error = forbidden(type, name, message);
  const known = reason === '' ? 'Invalid' : reason;
  const details = { ...error.details, causes: [{ message }] };
  return new ApiError(statusOf[known] ?? 422, known as StatusReason, error.message, details);
}

/** What a policy says to a request by one of its bindings. */
function judge(
  policy: KubeObject,
  binding: KubeObject,
  attributes: AdmissionAttributes,
  authorizer: Authorizer,
): readonly Denial[] {
  const spec = specOf(policy);
  const about = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  const failsClosed = spec['failurePolicy'] !== 'Ignore';
  const denied = (text: string, reason = ''): Denial => ({ message: `${about} denied request: ${text}`, reason });
  const found = collectParams(spec['paramKind'], specOf(binding)['paramRef'], attributes);
  if ('problem' in found) return failsClosed ? [denied(`failed to configure binding: ${found.problem}`)] : [];
  const actions = textsAt(specOf(binding), 'validationActions');
  const denials: Denial[] = [];
  for (const params of found.params) {
    const decisions = decide(policy, params, attributes, authorizer);
    for (const { text, reason, isError } of decisions) {
      if (isError && !failsClosed) continue;
      if (actions.includes('Deny')) denials.push(denied(text, reason));
      if (actions.includes('Warn')) attributes.warn(`Validation failed for ${about}: ${text}`);
    }
  }
  return denials;
}

interface Decision {
  readonly text: string;
  readonly reason: string;
  /** Whether the policy could not be asked, rather than say no. */
  readonly isError: boolean;
}

function decide(
  policy: KubeObject,
  params: KubeObject | null,
  attributes: AdmissionAttributes,
  authorizer: Authorizer,
): readonly Decision[] {
  const values = { ...requestValues(attributes, authorizer), params: celOfJson(params) };
  const failed = (text: string): Decision => ({ text, reason: '', isError: true });
  const matched = matchConditions(specOf(policy), values);
  if ('problem' in matched) return [failed(matched.problem)];
  if (!matched.matches) return [];
  const { variables, validations, annotations } = compilePolicy(policy);
  const run = new ExpressionRun(values, variables, policyBudget);
  const decisions = validations.flatMap((validation): readonly Decision[] => {
    const outcome = run.run(validation.expression);
    if (!outcome.ok) return [failed(outcome.problem)];
    if (outcome.value === true) return [];
    const message = validation.messageExpression === undefined ? undefined : run.run(validation.messageExpression);
    const said = message?.ok === true && typeof message.value === 'string' ? message.value.trim() : '';
    const usable = said !== '' && !said.includes('\n') && Buffer.byteLength(said) <= 5 * 1024 ? said : '';
    const text = usable || validation.message.trim() || `failed expression: ${validation.expression.source.trim()}`;
    return [{ text, reason: validation.reason === '' ? 'Invalid' : validation.reason, isError: false }];
  });
  // Annotations go into an audit log, which the sandbox does not keep; one that fails still refuses the request.
  const annotated = annotations.flatMap(({ expression }) => {
    const outcome = run.run(expression);
    return outcome.ok ? [] : [failed(outcome.problem)];
  });
  return [...decisions, ...annotated];
}

/** Expressions that do not compile, as the validation of policies tells them. */
function refuseMalformed({ type }: AdmissionAttributes, policy: KubeObject): void {
  const { variables, validations, annotations } = compilePolicy(policy);
  const errors: FieldError[] = [];
  const look = (field: string, expression: { ok: boolean; source: string; problem?: string } | undefined): void => {
    if (expression?.ok === false) errors.push(invalid(field, expression.source, expression.problem ?? ''));
  };
  for (const [index, { expression }] of variables.entries()) look(`spec.variables[${index}].expression`, expression);
  for (const [index, { expression, messageExpression }] of validations.entries()) {
    look(`spec.validations[${index}].expression`, expression);
    look(`spec.validations[${index}].messageExpression`, messageExpression);
  }
  for (const [index, { expression }] of annotations.entries())
    look(`spec.auditAnnotations[${index}].valueExpression`, expression);
  if (errors.length > 0) throw invalidObject(type, policy.metadata.name ?? '', errors);
}
