import type { Random } from './random.ts';
import type { Value } from './yaml-text.ts';

/** Few names, so that things meet. */
export const names = ['a', 'b', 'web', 'a-b', 'db'] as const;
const namespaces = [undefined, undefined, undefined, 'default', 'ns', 'other'] as const;
export const imageNames = [
  'nginx',
  'nginx:1.0',
  'reg.io:5000/app',
  'reg.io:5000/app:2',
  'busybox@sha256:abc',
  'app:1@sha256:def',
] as const;

type Resource = { readonly [key: string]: Value | undefined };
type Maker = (random: Random) => Resource;

function meta(random: Random, namespaced = true): Value {
  return {
    name: random.pick(names),
    namespace: namespaced ? random.pick(namespaces) : undefined,
    labels: random.chance(0.3) ? labels(random) : undefined,
    annotations: random.chance(0.3)
      ? random.pick<Value>([{ note: 'own' }, { count: 1, flag: 'true' }, {}, null])
      : undefined,
  };
}

function labels(random: Random): Value {
  return random.pick<Value>([{ app: 'own' }, { app: 'own', tier: 'x' }, {}, null]);
}

function podSpec(random: Random): Value {
  const container = (name: string): Value => ({
    name,
    image: random.chance(0.9) ? random.pick(imageNames) : undefined,
    args: random.chance(0.2) ? ['$(VAR)', 'x $(VAR) $$(VAR)'] : undefined,
    env: random.chance(0.3)
      ? random.some<Value>(
          [
            { name: 'A', value: '$(VAR)' },
            { name: 'B', valueFrom: { configMapKeyRef: { name: random.pick(names), key: 'k' } } },
            { name: 'C', valueFrom: { secretKeyRef: { name: random.pick(names), key: 'k' } } },
          ],
          0.7,
        )
      : undefined,
    envFrom: random.chance(0.3)
      ? [{ configMapRef: { name: random.pick(names) } }, { secretRef: { name: random.pick(names) } }]
      : undefined,
    ports: random.chance(0.2) ? [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] : undefined,
  });
  return {
    serviceAccountName: random.chance(0.3) ? random.pick(names) : undefined,
    containers: random.pick<Value>([[container('main')], [container('main'), container('side')]]),
    initContainers: random.chance(0.2) ? random.pick<Value>([[container('init')], [], null]) : undefined,
    volumes: random.chance(0.4)
      ? random.some<Value>(
          [
            { name: 'c', configMap: { name: random.pick(names) } },
            { name: 's', secret: { secretName: random.pick(names) } },
            { name: 'p', persistentVolumeClaim: { claimName: random.pick(names) } },
            {
              name: 'j',
              projected: {
                sources: [{ configMap: { name: random.pick(names) } }, { secret: { name: random.pick(names) } }],
              },
            },
          ],
          0.6,
        )
      : undefined,
    topologySpreadConstraints: random.chance(0.1)
      ? [{ topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'own' } } }]
      : undefined,
  };
}

function template(random: Random): Value {
  return { metadata: random.chance(0.5) ? { labels: labels(random) } : undefined, spec: podSpec(random) };
}

function workload(apiVersion: string, kind: string): Maker {
  return (random) => ({
    apiVersion,
    kind,
    metadata: meta(random),
    spec: {
      replicas: random.chance(0.4) ? random.pick<Value>([1, '2', null]) : undefined,
      selector: random.chance(0.6) ? { matchLabels: labels(random) } : undefined,
      serviceName: kind === 'StatefulSet' ? random.pick(names) : undefined,
      template: template(random),
      volumeClaimTemplates:
        kind === 'StatefulSet' && random.chance(0.5)
          ? [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }]
          : undefined,
    },
  });
}

const subjects = (random: Random): Value =>
  random.some<Value>(
    [
      { kind: 'ServiceAccount', name: random.pick(names), namespace: random.pick(['default', 'ns', 'other']) },
      { kind: 'ServiceAccount', name: 'default', namespace: random.pick(['default', 'ns']) },
      { kind: 'ServiceAccount', name: random.pick(names) },
      { kind: 'User', name: random.pick(names), apiGroup: 'rbac.authorization.k8s.io' },
    ],
    0.6,
  );

const rbac = 'rbac.authorization.k8s.io';
const makers: readonly [Maker, ...Maker[]] = [
  (random) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: meta(random),
    data: random.pick<Value>([{ a: 'b' }, { n: '1', text: 'two\nlines\n' }, {}, null]),
  }),
  (random) => ({ apiVersion: 'v1', kind: 'Secret', metadata: meta(random), stringData: { a: 'b' } }),
  (random) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta(random),
    imagePullSecrets: random.chance(0.3) ? [{ name: random.pick(names) }] : undefined,
  }),
  (random) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(random),
    spec: {
      selector: random.chance(0.6) ? labels(random) : undefined,
      ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }],
    },
  }),
  (random) => ({ apiVersion: 'v1', kind: 'Pod', metadata: meta(random), spec: podSpec(random) }),
  (random) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: random.pick(['ns', 'other', 'third']) } }),
  (random) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: meta(random),
    spec: { volumeName: random.pick(names), storageClassName: 'fast' },
  }),
  workload('apps/v1', 'Deployment'),
  workload('apps/v1', 'Deployment'),
  workload('apps/v1', 'StatefulSet'),
  workload('apps/v1', 'DaemonSet'),
  workload('batch/v1', 'Job'),
  (random) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: meta(random),
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: template(random) } } },
  }),
  (random) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: meta(random),
    spec: {
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: random.pick(['Deployment', 'StatefulSet']),
        name: random.pick(names),
      },
    },
  }),
  (random) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: random.pick(names),
      annotations: { 'nginx.ingress.kubernetes.io/auth-secret': random.pick(names) },
    },
    spec: {
      tls: [{ secretName: random.pick(names) }],
      rules: [
        { http: { paths: [{ path: '/', backend: { service: { name: random.pick(names), port: { number: 80 } } } }] } },
      ],
    },
  }),
  (random) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta(random),
    spec: {
      podSelector: { matchLabels: labels(random) },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'own' } } }] }],
    },
  }),
  (random) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(random),
    spec: { selector: random.chance(0.7) ? { matchLabels: labels(random) } : undefined },
  }),
  (random) => ({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: meta(random),
    rules: [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [random.pick(names), random.pick(names)],
        verbs: ['get'],
      },
    ],
  }),
  (random) => ({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: meta(random, false), rules: [] }),
  (random) => ({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: meta(random),
    roleRef: { apiGroup: rbac, kind: random.pick(['Role', 'ClusterRole']), name: random.pick(names) },
    subjects: subjects(random),
  }),
  (random) => ({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: meta(random, false),
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: random.pick(names) },
    subjects: subjects(random),
  }),
  (random) => ({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: meta(random),
    spec: {
      image: random.pick(imageNames),
      template: random.chance(0.3) ? template(random) : undefined,
      list: random.pick<Value>([[1, 2], [{ name: 'x', value: 1 }], []]),
      ref: { name: random.pick(names) },
    },
  }),
  (random) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: random.pick(['things.example.com', 'others.example.com']) },
    spec: { group: 'example.com' },
  }),
  (random) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: meta(random, false),
    webhooks: [
      {
        name: 'x.example.com',
        clientConfig: { service: { name: random.pick(names), namespace: random.pick(['default', 'ns']), path: '/x' } },
      },
    ],
  }),
];

/** A resource of some kind. */
export function resource(random: Random): Resource {
  return random.pick(makers)(random);
}

/** What a kustomization's variables, replacements and replicas may count on. */
export function anchors(random: Random): Resource[] {
  const metadata = { name: 'anchor', namespace: random.pick(namespaces) };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: random.pick(['b', '5', 'true']) } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2, template: template(random) } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } },
  ];
}
