import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsSubdomainProblems, pathSegmentProblems } from '../../validation/names.ts';
import { labelSelector } from '../../validation/selectors.ts';
import type { KindBehaviour } from '../builtin-types.ts';

const named = { createOnUpdate: true, nameProblems: pathSegmentProblems } as const;

/** Roles and ClusterRoles; `wide` for those that also speak of paths (kubernetes 1.36, pkg/apis/rbac/validation). */
export function roleBehaviour(wide: boolean): KindBehaviour {
  const errors = (object: KubeObject): FieldError[] => [
    ...objectsAt(object, 'rules').flatMap((rule, index) => ruleErrors(rule, `rules[${index}]`, wide)),
    ...(wide ? aggregationErrors(object) : []),
  ];
  return { strategy: { ...named, validate: errors, validateUpdate: errors } };
}

/** RoleBindings and ClusterRoleBindings; `roles` is what they may refer to. */
export function bindingBehaviour(roles: readonly string[]): KindBehaviour {
  const errors = (object: KubeObject): FieldError[] => bindingErrors(object, roles);
  return {
    strategy: {
      ...named,
      validate: errors,
      validateUpdate: (object, old) => [
        ...errors(object),
        ...(jsonEqual(object['roleRef'], old['roleRef'])
          ? []
          : [invalid('roleRef', internalReference(object), 'cannot change roleRef')]),
      ],
    },
  };
}

/** How Go prints the reference, which has no JSON names there. */
function internalReference(object: KubeObject): JsonObject {
  const { apiGroup, kind, name } = objectAt(object, 'roleRef');
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}

function aggregationErrors(object: KubeObject): FieldError[] {
  if (object['aggregationRule'] === undefined) return [];
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = objectsAt(object, 'aggregationRule', 'clusterRoleSelectors');
  if (selectors.length === 0) {
    return [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, index) => {
    const at = `${path}[${index}]`;
    const errors = labelSelector(selector, at);
    return errors.length === 0 ? [] : [...errors, invalid(at, null, 'invalid label selector.')];
  });
}

function ruleErrors(rule: JsonObject, path: string, wide: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const has = (field: string): boolean => textsAt(rule, field).length > 0;
  if (!has('verbs')) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (has('nonResourceURLs')) {
    const urls = [...textsAt(rule, 'nonResourceURLs')];
    if (!wide)
      errors.push(invalid(`${path}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (has('apiGroups') || has('resources') || has('resourceNames')) {
      errors.push(
        invalid(`${path}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs'),
      );
    }
    return errors;
  }
  if (!has('apiGroups'))
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!has('resources')) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

function bindingErrors(object: KubeObject, roles: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const reference = objectAt(object, 'roleRef');
  const group = textAt(reference, 'apiGroup');
  if (group !== 'rbac.authorization.k8s.io') {
    errors.push(notSupported('roleRef.apiGroup', group, ['rbac.authorization.k8s.io']));
  }
  const kind = textAt(reference, 'kind');
  if (!roles.includes(kind)) errors.push(notSupported('roleRef.kind', kind, roles));
  const name = textAt(reference, 'name');
  if (name === '') errors.push(required('roleRef.name'));
  else errors.push(...pathSegmentProblems(name, false).map((problem) => invalid('roleRef.name', name, problem)));
  for (const [index, subject] of objectsAt(object, 'subjects').entries()) {
    const path = `subjects[${index}]`;
    if (textAt(subject, 'name') === '') errors.push(required(`${path}.name`));
    const kinds = ['ServiceAccount', 'User', 'Group'];
    if (!kinds.includes(textAt(subject, 'kind'))) errors.push(notSupported(`${path}.kind`, subject['kind'], kinds));
    const subjectName = textAt(subject, 'name');
    const [subjectKind, subjectGroup] = [textAt(subject, 'kind'), textAt(subject, 'apiGroup')];
    if (subjectKind === 'ServiceAccount') {
      if (subjectName !== '') {
        errors.push(
          ...dnsSubdomainProblems(subjectName).map((problem) => invalid(`${path}.name`, subjectName, problem)),
        );
      }
      if (subjectGroup !== '') errors.push(notSupported(`${path}.apiGroup`, subjectGroup, ['']));
    } else if (kinds.includes(subjectKind) && subjectGroup !== 'rbac.authorization.k8s.io') {
      errors.push(notSupported(`${path}.apiGroup`, subjectGroup, ['rbac.authorization.k8s.io']));
    }
    const cluster = !roles.includes('Role');
    if (cluster && textAt(subject, 'kind') === 'ServiceAccount' && textAt(subject, 'namespace') === '') {
      errors.push(required(`${path}.namespace`));
    }
  }
  return errors;
}
