import { gvkOf, isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';

/** The namespace of the control plane in tests. */
export const controlPlane = 'argocd';

/** The source of Applications in tests. */
export const source: JsonObject = { repoURL: 'https://git.example/app.git', path: 'app', targetRevision: 'main' };

/** An Application for tests, in the project `default`; members of its spec are replaced by those given. */
export function applicationOf(
  spec: JsonObject = {},
  more: { readonly metadata?: JsonObject; readonly status?: JsonObject; readonly operation?: JsonObject } = {},
): KubeObject {
  const { metadata, ...rest } = more;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: controlPlane, uid: 'uid-shop', ...metadata },
    spec: {
      project: 'default',
      source,
      destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
      ...spec,
    },
    ...rest,
  };
}

/** An AppProject for tests that permits everything; members of its spec are replaced by those given. */
export function projectOf(spec: JsonObject = {}, name = 'default'): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: controlPlane },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      ...spec,
    },
  };
}

/** A Secret of the control plane that Argo CD reads, with its values as text. */
export function secretOf(type: string, values: Readonly<Record<string, string>>, name = `${type}-1`): KubeObject {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: controlPlane, labels: { 'argocd.argoproj.io/secret-type': type } },
    data: Object.fromEntries(data),
  };
}

/** Looks objects up in a list. */
export function lookupIn(objects: readonly KubeObject[]): Lookup {
  const of = (kind: { group: string; kind: string }, namespace: string): KubeObject[] =>
    objects.filter((object) => {
      const found = gvkOf(object);
      return found.group === kind.group && found.kind === kind.kind && object.metadata.namespace === namespace;
    });
  return {
    get: (kind, namespace, name) => Promise.resolve(of(kind, namespace).find(({ metadata }) => metadata.name === name)),
    list: (kind, namespace, labels) =>
      Promise.resolve(
        of(kind, namespace).filter(({ metadata }) =>
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
        ),
      ),
  };
}

/** A value with a JSON merge patch applied, as the API server does it (RFC 7386). */
export function patched(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else result[key] = patched(result[key], value);
  }
  return result;
}
