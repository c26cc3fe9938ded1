import type { Json } from '../../../base/index.ts';
import { celMapOf, celOfJson, type CelValue, listOf, structType, type Type, types } from '../../../lang/index.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { AdmissionAttributes } from '../../machinery/admission.ts';
import { authorizerValue, requestResourceValue } from './authorizer-library.ts';
import { namespaceOf } from './matching.ts';

const fieldsOf = (name: string, fields: Readonly<Record<string, Type>>): Type =>
  structType(name, (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined));

const { string, bool, dyn } = types;
const kindType = fieldsOf('kubernetes.GroupVersionKind', { group: string, version: string, kind: string });
const resourceType = fieldsOf('kubernetes.GroupVersionResource', { group: string, version: string, resource: string });
const userType = fieldsOf('kubernetes.UserInfo', {
  username: string,
  uid: string,
  groups: listOf(string),
  extra: celMapOf(string, listOf(string)),
});

/** The type of the variable `request`. */
export const requestType = fieldsOf('kubernetes.AdmissionRequest', {
  kind: kindType,
  resource: resourceType,
  subResource: string,
  requestKind: kindType,
  requestResource: resourceType,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo: userType,
  dryRun: bool,
  options: dyn,
});

/** A request as an AdmissionReview tells it, but for uid, objects and options. */
export function requestFields(attributes: AdmissionAttributes): Record<string, Json> {
  const { type, version, subresource, name, namespace, operation, user, dryRun, object } = attributes;
  const kind = { group: type.group, version, kind: type.kind };
  const resource = { group: type.group, version, resource: type.plural };
  const isNameChosen = operation === 'CREATE' && (object?.metadata.name ?? '') === '';
  return {
    kind,
    resource,
    ...(subresource === '' ? {} : { subResource: subresource }),
    requestKind: kind,
    requestResource: resource,
    ...(subresource === '' ? {} : { requestSubResource: subresource }),
    ...(name === '' || isNameChosen ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: {
      username: user.name,
      ...(user.uid === undefined || user.uid === '' ? {} : { uid: user.uid }),
      groups: [...user.groups],
      ...(user.extra === undefined
        ? {}
        : { extra: Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]])) }),
    },
    dryRun,
  };
}

/** The values of the variables that every expression over a request may name. */
export function requestValues(attributes: AdmissionAttributes, authorizer: Authorizer): Record<string, CelValue> {
  const { object, old, user, type, subresource, namespace, name } = attributes;
  const about = { group: type.group, resource: type.plural, subresource, namespace, name };
  return {
    object: object === undefined ? null : celOfJson(object),
    oldObject: old === undefined ? null : celOfJson(old),
    request: celOfJson(requestFields(attributes)),
    namespaceObject: celOfJson((namespaceOf(attributes) as Json | undefined) ?? null),
    authorizer: authorizerValue(authorizer, user),
    'authorizer.requestResource': requestResourceValue(authorizer, user, about),
  };
}
