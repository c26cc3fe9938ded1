import type { JsonObject, KubeObject } from '../../src/base/index.ts';
import { writeYaml } from '../../src/yaml/index.ts';

/** What a test's Application delivers, and how. */
export interface ApplicationParts {
  readonly name: string;
  readonly repoURL: string;
  readonly path: string;
  /** Where namespaced objects go. */
  readonly namespace: string;
  /** The cluster's name in its Secret; the own cluster where absent. */
  readonly cluster?: string;
  readonly syncPolicy?: JsonObject;
  /** `default` where absent. */
  readonly project?: string;
  /** More of the spec. */
  readonly spec?: JsonObject;
}

/** An Application of the control plane `argocd`, which deletes what it deployed. */
export function application(parts: ApplicationParts): KubeObject {
  const { name, repoURL, path, namespace, cluster, syncPolicy, project = 'default', spec = {} } = parts;
  const server = cluster === undefined ? { server: 'https://kubernetes.default.svc' } : { name: cluster };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    spec: {
      project,
      source: { repoURL, path, targetRevision: 'main' },
      destination: { ...server, namespace },
      ...(syncPolicy !== undefined && { syncPolicy }),
      ...spec,
    },
  };
}

/** An AppProject of the control plane that permits every repository. */
export function appProject(name: string, spec: JsonObject): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: 'argocd' },
    spec: { sourceRepos: ['*'], ...spec },
  };
}

/** Everything by itself: sync, prune and self-heal. */
export const automated: JsonObject = { automated: { prune: true, selfHeal: true } };

/** A GitRepository in `flux-system`. */
export function gitRepository(name: string, url: string, spec: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '1h', url, ref: { branch: 'main' }, ...spec },
  };
}

/** A Kustomization in `flux-system` that reads the GitRepository of its name, unless `spec` names another. */
export function kustomization(name: string, spec: JsonObject & { readonly path: string }): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '1h', retryInterval: '1s', prune: true, sourceRef: { kind: 'GitRepository', name }, ...spec },
  };
}

/** A ConfigMap. */
export function configMap(name: string, namespace: string, data: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

/** A Deployment of so many replicas. */
export function deployment(name: string, namespace: string, replicas: number): KubeObject {
  const labels = { app: name };
  const container = { name: 'main', image: 'registry.k8s.io/pause:3.10' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

/** A Service in front of a Deployment. */
export function service(name: string, namespace: string): KubeObject {
  const spec = { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
}

/** Objects as the files of a repository, one an object, below `folder`. */
export function filesOf(folder: string, objects: readonly KubeObject[]): Record<string, string> {
  return Object.fromEntries(
    objects.map((object) => {
      const { name = '' } = object.metadata;
      return [`${folder}/${object.kind.toLowerCase()}-${name}.yaml`, writeYaml(object)];
    }),
  );
}

/** An Argo CD cluster Secret for an API server that takes a token; its certificate is not checked. */
export function clusterSecret(name: string, server: { readonly url: string; readonly token: string }): KubeObject {
  const tls = server.url.startsWith('https:') ? { tlsClientConfig: { insecure: true } } : {};
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    data: encoded({ name, server: server.url, config: JSON.stringify({ bearerToken: server.token, ...tls }) }),
  };
}

/** The Secret that a Kustomization's `kubeConfig` names. */
export function kubeconfigSecret(name: string, kubeconfig: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'flux-system' },
    data: encoded({ value: kubeconfig }),
  };
}

/** A service account of `flux-system` with rights in one namespace, and nowhere else. */
export function tenant(name: string, namespace: string, verbs: readonly string[] = ['*']): KubeObject[] {
  const metadata = { name, namespace };
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: [...verbs] }];
  const group = 'rbac.authorization.k8s.io';
  return [
    serviceAccount(name),
    { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'flux-system' }],
    },
  ];
}

/** A service account of `flux-system`. */
export function serviceAccount(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'flux-system' } };
}

/** A Lease of `flux-system` that was renewed at `time`. */
export function leaderLease(name: string, time: Date): KubeObject {
  const renewTime = time.toISOString().replace('Z', '000Z');
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'flux-system' },
    spec: { holderIdentity: `${name}-0`, leaseDurationSeconds: 35, renewTime, acquireTime: renewTime },
  };
}

function encoded(values: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
}
