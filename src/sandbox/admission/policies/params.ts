import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
  textAt,
} from '../../../base/index.ts';
import type { AdmissionAttributes } from '../../machinery/admission.ts';
import { objectKey, scanPrefix } from '../../machinery/resource-type.ts';
import { matchesLabels, requirementsOf } from '../../selectors/label-selector.ts';

/** The objects that a binding hands to its policy, null for none at all; or what is wrong with the binding. */
export type Params = { readonly params: readonly (KubeObject | null)[] } | { readonly problem: string };

/** Finds the parameters of a binding (apiserver v0.36.3, pkg/admission/plugin/policy/generic, CollectParams). */
export function collectParams(kind: Json | undefined, ref: Json | undefined, attributes: AdmissionAttributes): Params {
  if (!isJsonObject(kind) || !isJsonObject(ref)) return { params: [null] };
  const { cluster } = attributes;
  const { group } = parseApiVersion(textAt(kind, 'apiVersion'));
  const type = cluster.registry.findKind(group, textAt(kind, 'kind'));
  if (type === undefined) {
    const text = `&ParamKind{APIVersion:${textAt(kind, 'apiVersion')},Kind:${textAt(kind, 'kind')},}`;
    return { problem: `paramKind kind \`${text}\` not known` };
  }
  const given = textAt(ref, 'namespace');
  if (!type.namespaced && given !== '') {
    return { problem: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  }
  const namespace = given === '' ? attributes.namespace : given;
  if (type.namespaced && namespace === '') {
    return { problem: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
  }
  const name = textAt(ref, 'name');
  const found =
    name === ''
      ? selected(
          ref,
          cluster.storage.scan(scanPrefix(type, namespace)).map(({ object }) => object),
        )
      : [cluster.storage.get(objectKey(type, namespace, name))?.object].filter((object) => object !== undefined);
  if (found.length === 0 && ref['parameterNotFoundAction'] === 'Deny') {
    return { problem: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
  }
  return { params: found };
}

function selected(ref: JsonObject, objects: readonly KubeObject[]): readonly KubeObject[] {
  const requirements = requirementsOf(ref['selector']) ?? [];
  return objects.filter((object) => matchesLabels(requirements, object.metadata.labels));
}
