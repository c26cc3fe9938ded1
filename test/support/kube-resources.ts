import type { ApiResource } from '../../src/kube/index.ts';

/** A resource of version v1 as discovery gives it. */
export function apiResource(group: string, plural: string, kind: string, namespaced = true): ApiResource {
  return {
    group,
    version: 'v1',
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced,
    verbs: [],
    categories: [],
    subresources: [],
  };
}

export const deployments = apiResource('apps', 'deployments', 'Deployment');
export const pods = apiResource('', 'pods', 'Pod');
export const nodes = apiResource('', 'nodes', 'Node', false);
