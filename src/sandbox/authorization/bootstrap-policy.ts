import type { JsonObject, KubeObject } from '../../base/index.ts';
import { bootstrapRules } from './bootstrap-rules.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

/** The roles that gather the rules of others, by the name that others are labelled with. */
const aggregated = ['admin', 'edit', 'view'];

/** Which groups have which ClusterRole. */
const bindings: readonly (readonly [role: string, groups: readonly string[]])[] = [
  ['cluster-admin', ['system:masters']],
  ['system:basic-user', ['system:authenticated']],
  ['system:discovery', ['system:authenticated']],
  ['system:monitoring', ['system:monitoring']],
  ['system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']],
  ['system:service-account-issuer-discovery', ['system:serviceaccounts']],
];

/** The ClusterRoles and ClusterRoleBindings that a cluster starts with. */
export function bootstrapPolicy(): readonly KubeObject[] {
  const plain = Object.entries(bootstrapRules).map(([name, rules]) => {
    const to = /^system:aggregate-to-(.+)$/.exec(name)?.[1];
    const own = to === undefined ? {} : { [`${apiGroup}/aggregate-to-${to}`]: 'true' };
    return role(name, own, { rules: [...rules] });
  });
  const gathering = aggregated.map((name) => {
    // Who may edit may view, and who administers may edit.
    const to = name === 'view' ? 'edit' : name === 'edit' ? 'admin' : undefined;
    const own = to === undefined ? {} : { [`${apiGroup}/aggregate-to-${to}`]: 'true' };
    const selector = { matchLabels: { [`${apiGroup}/aggregate-to-${name}`]: 'true' } };
    return role(name, own, { aggregationRule: { clusterRoleSelectors: [selector] }, rules: [] });
  });
  return [...plain, ...gathering, ...bindings.map(([name, groups]) => binding(name, groups)), ...aggregation];
}

const aggregationName = 'system:controller:clusterrole-aggregation-controller';
/** Who gathers the rules grants what he has not himself. */
const aggregation: readonly KubeObject[] = [
  role(
    aggregationName,
    {},
    {
      rules: [
        {
          apiGroups: [apiGroup],
          resources: ['clusterroles'],
          verbs: ['escalate', 'get', 'list', 'patch', 'update', 'watch'],
        },
      ],
    },
  ),
  {
    ...binding(aggregationName, []),
    subjects: [{ kind: 'ServiceAccount', name: 'clusterrole-aggregation-controller', namespace: 'kube-system' }],
  },
];

function role(name: string, own: Readonly<Record<string, string>>, content: JsonObject): KubeObject {
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name, labels: { ...labels, ...own }, annotations },
    ...content,
  };
}

function binding(name: string, groups: readonly string[]): KubeObject {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels, annotations },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: groups.map((group) => ({ kind: 'Group', apiGroup, name: group })),
  };
}
