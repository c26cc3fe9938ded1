import { isJsonObject, jsonEqual, type JsonObject, type KubeObject, messageOf } from '../../../base/index.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../../patch/index.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../../machinery/admission.ts';
import { internalError } from '../../machinery/api-error.ts';
import { askHook, relevantHooks } from './hooks.ts';

/** Lets webhooks change an object, one after the other; those that ask for it see it again where a later one changed it. */
export function mutatingWebhooks(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'MutatingAdmissionWebhook',
    admit: (attributes) => {
      if (attributes.operation === 'DELETE') return undefined;
      const hooks = relevantHooks('mutating', attributes, authorizer);
      return hooks.length === 0 ? undefined : mutate(hooks, attributes);
    },
  };
}

async function mutate(hooks: readonly JsonObject[], attributes: AdmissionAttributes): Promise<void> {
  const again: JsonObject[] = [];
  let asked: JsonObject[] = [];
  for (const hook of hooks) {
    const changed = await mutateBy(hook, attributes);
    if (changed) {
      again.push(...asked);
      asked = [];
    }
    if (hook['reinvocationPolicy'] === 'IfNeeded') asked.push(hook);
  }
  for (const hook of again) await mutateBy(hook, attributes);
}

/** Asks one webhook and does what it says; whether that changed the object. */
async function mutateBy(hook: JsonObject, attributes: AdmissionAttributes): Promise<boolean> {
  const { object } = attributes;
  const response = await askHook(hook, attributes);
  if (object === undefined || response?.patch === undefined) return false;
  const before = attributes.type.codec.fromStorage(object, attributes.version);
  const patched = patchedObject(before, response.patch);
  const { codec } = attributes.type;
  const { object: decoded } = codec.decode(patched, attributes.version);
  codec.applyDefaults(decoded, attributes.version);
  const stored = codec.toStorage(decoded, attributes.version);
  if (jsonEqual(stored, object)) return false;
  for (const name of Object.keys(object)) delete object[name];
  Object.assign(object, stored);
  return true;
}

function patchedObject(object: KubeObject, text: string): JsonObject {
  try {
    const operations = JSON.parse(text) as JsonPatchOperation[];
    const patched = applyJsonPatch(object, operations);
    if (isJsonObject(patched)) return patched;
  } catch (error) {
    throw internalError(messageOf(error));
  }
  throw internalError('the patch of a webhook leaves no object');
}

/** Asks webhooks that may only refuse, all at once. */
export function validatingWebhooks(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionWebhook',
    validate: (attributes) => {
      const hooks = relevantHooks('validating', attributes, authorizer);
      if (hooks.length === 0) return undefined;
      return (async () => {
        const outcomes = await Promise.allSettled(hooks.map((hook) => askHook(hook, attributes)));
        const refused = outcomes.find((outcome) => outcome.status === 'rejected');
        if (refused !== undefined) throw refused.reason;
      })();
    },
  };
}
