import { type Json, jsonEqual, type KubeObject, objectAt, objectsAt } from '../../../base/index.ts';
import { matchesLabels, requirementsOf } from '../../selectors/label-selector.ts';
import { type Controller, watchOwn } from '../runtime/controller.ts';

const roles = { group: 'rbac.authorization.k8s.io', plural: 'clusterroles' } as const;

/** Gathers the rules of ClusterRoles into those that select them (kubernetes 1.36, pkg/controller/clusterroleaggregation). */
export const roleAggregation: Controller = {
  name: 'clusterrole-aggregation-controller',
  watches: [
    watchOwn(roles.group, roles.plural),
    {
      ...roles,
      keys: (role, { previous, client }) =>
        client
          .list(roles, '')
          .filter((other) => selects(other, role) || (previous !== undefined && selects(other, previous)))
          .map((other) => other.metadata.name ?? ''),
    },
  ],
  reconcile: async (key, client) => {
    const role = client.get(roles, '', key);
    if (role === undefined || role['aggregationRule'] === undefined) return;
    const rules: Json[] = [];
    for (const other of client.list(roles, '')) {
      if (other.metadata.name === key || !selects(role, other)) continue;
      for (const rule of objectsAt(other, 'rules')) if (!rules.some((own) => jsonEqual(own, rule))) rules.push(rule);
    }
    if (jsonEqual(rules, [...objectsAt(role, 'rules')])) return;
    await client.apply(roles, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: key },
      rules,
    });
  },
};

function selects(aggregating: KubeObject, role: KubeObject): boolean {
  return objectsAt(objectAt(aggregating, 'aggregationRule'), 'clusterRoleSelectors').some((selector) =>
    matchesLabels(requirementsOf(selector) ?? [], role.metadata.labels),
  );
}
