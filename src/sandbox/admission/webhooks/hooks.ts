import { type Json, type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { AdmissionAttributes } from '../../machinery/admission.ts';
import { ApiError, badRequest, forbidden, internalError, type StatusReason } from '../../machinery/api-error.ts';
import { matchConditions } from '../policies/match-conditions.ts';
import { matchesResources } from '../policies/matching.ts';
import { requestFields, requestValues } from '../policies/request-value.ts';
import { callWebhook, WebhookFailure, type WebhookResponse } from './call.ts';

/** Kinds that no webhook is asked about, so that a wrong one can be taken away. */
const exempt: ReadonlySet<string> = new Set([
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'validatingwebhookconfigurations',
]);

/** The webhooks that want to hear of a request, in the order of their configurations' names. Throws ApiError. */
export function relevantHooks(
  kind: 'mutating' | 'validating',
  attributes: AdmissionAttributes,
  authorizer: Authorizer,
): readonly JsonObject[] {
  const { cluster, type } = attributes;
  if (type.group === 'admissionregistration.k8s.io' && exempt.has(type.plural)) return [];
  const configurations = cluster.storage.scan(`admissionregistration.k8s.io/${kind}webhookconfigurations/`);
  if (configurations.length === 0) return [];
  return configurations
    .flatMap(({ object }) => objectsAt(object, 'webhooks'))
    .filter((hook) => wants(hook, attributes, authorizer));
}

function wants(hook: JsonObject, attributes: AdmissionAttributes, authorizer: Authorizer): boolean {
  const rules = objectsAt(hook, 'rules');
  if (rules.length === 0 || !matchesResources(hook, attributes, rules)) return false;
  if (objectsAt(hook, 'matchConditions').length === 0) return true;
  const matched = matchConditions(hook, requestValues(attributes, authorizer));
  if ('matches' in matched) return matched.matches;
  if (hook['failurePolicy'] === 'Ignore') return false;
  throw forbidden(attributes.type, attributes.name, matched.problem);
}

/** Asks one webhook; undefined where it failed and that does not matter. Throws ApiError where it refuses, or fails and must not. */
export async function askHook(hook: JsonObject, attributes: AdmissionAttributes): Promise<WebhookResponse | undefined> {
  const name = textAt(hook, 'name');
  const { sideEffects } = hook;
  if (attributes.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  }
  let response: WebhookResponse;
  try {
    response = await callWebhook(hook, reviewOf(attributes), attributes);
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    if (hook['failurePolicy'] === 'Ignore') return undefined;
    throw failedCall(hook, error.message);
  }
  for (const warning of response.warnings) attributes.warn(warning);
  if (!response.allowed) throw denial(name, response.status);
  return response;
}

/** What is told where a webhook that must be asked cannot be. */
function failedCall(hook: JsonObject, why: string): ApiError {
  return internalError(`failed calling webhook ${JSON.stringify(textAt(hook, 'name'))}: ${why}`);
}

function denial(name: string, status: JsonObject): ApiError {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const message = textAt(status, 'message');
  const reason = textAt(status, 'reason');
  const code = typeof status['code'] === 'number' && status['code'] >= 400 ? status['code'] : 400;
  let text = `${by} without explanation`;
  if (message !== '') text = `${by}: ${message}`;
  else if (reason !== '') text = `${by}: ${reason}`;
  const details = status['details'] === undefined ? undefined : objectAt(status, 'details');
  return new ApiError(code, reason as StatusReason, text, details);
}

function reviewOf(attributes: AdmissionAttributes): JsonObject {
  const { cluster, operation, object, old, type, version, dryRun } = attributes;
  const shown = (one: KubeObject | undefined): Json =>
    one === undefined ? null : type.codec.fromStorage(one, version);
  const kinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: cluster.random.uuid(),
      ...requestFields(attributes),
      object: shown(object),
      oldObject: shown(old),
      dryRun,
      options: { kind: kinds[operation], apiVersion: 'meta.k8s.io/v1', ...(dryRun ? { dryRun: ['All'] } : {}) },
    },
  };
}
