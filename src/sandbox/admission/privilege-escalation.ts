import { jsonEqual, type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import type { RbacAuthorizer } from '../authorization/rbac-authorizer.ts';
import { type PolicyRule, readRule, rulesText, uncovered } from '../authorization/rules.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../machinery/admission.ts';
import { forbidden, notFound } from '../machinery/api-error.ts';
import type { UserInfo } from '../machinery/cluster.ts';

const group = 'rbac.authorization.k8s.io';

/**
 * Nobody grants what he has not, unless he may `escalate` roles or `bind` the role (kubernetes 1.36, registry/rbac policybased
 * storage).
 */
export function privilegeEscalation(authorizer: RbacAuthorizer): AdmissionPlugin {
  return {
    name: 'PrivilegeEscalation',
    validate: (attributes) => {
      const { type, object, old } = attributes;
      if (type.group !== group || object === undefined) return;
      if (type.plural === 'roles' || type.plural === 'clusterroles') {
        if (old !== undefined && jsonEqual(old['rules'], object['rules'])) return;
        if (may(authorizer, attributes, 'escalate', type.plural, object.metadata.name ?? '')) return;
        const rules = objectsAt(object, 'rules').map(readRule);
        refuseExcess(authorizer, attributes, rules);
      } else if (type.plural === 'rolebindings' || type.plural === 'clusterrolebindings') {
        refuseBinding(authorizer, attributes, object, old);
      }
    },
  };
}

function refuseBinding(
  authorizer: RbacAuthorizer,
  attributes: AdmissionAttributes,
  object: KubeObject,
  old: KubeObject | undefined,
): void {
  const same =
    old !== undefined && jsonEqual(old['subjects'], object['subjects']) && jsonEqual(old['roleRef'], object['roleRef']);
  if (same) return;
  const role = objectAt(object, 'roleRef');
  const plural = role['kind'] === 'ClusterRole' ? 'clusterroles' : 'roles';
  const name = textAt(role, 'name');
  if (attributes.user.groups.includes('system:masters')) return;
  if (may(authorizer, attributes, 'bind', plural, name)) return;
  const rules = authorizer.rulesOfRole(attributes.namespace, role);
  if (rules === undefined) throw notFound({ group, plural }, name);
  refuseExcess(authorizer, attributes, rules);
}

function may(
  authorizer: RbacAuthorizer,
  { user, namespace }: AdmissionAttributes,
  verb: string,
  resource: string,
  name: string,
): boolean {
  return authorizer.decide({ kind: 'resource', user, verb, group, resource, namespace, name }).allowed;
}

function refuseExcess(
  authorizer: RbacAuthorizer,
  { user, namespace, type, name }: AdmissionAttributes,
  rules: readonly PolicyRule[],
): void {
  const excess = uncovered(authorizer.rulesOf(user, namespace), rules);
  if (excess.length === 0) return;
  const why = `user ${JSON.stringify(user.name)} (groups=${groupsText(user)}) is attempting to grant RBAC permissions not currently held:`;
  throw forbidden(type, name, `${why}\n${rulesText(excess).join('\n')}`);
}

function groupsText({ groups }: UserInfo): string {
  return `[${groups.map((name) => JSON.stringify(name)).join(' ')}]`;
}
