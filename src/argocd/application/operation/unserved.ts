import type { ObjectKey } from '../../../base/index.ts';

/** Upstream's words where the API server does not know the kind (util/argo/argo.go AugmentSyncMsg). */
export function unservedMessage({ group, kind, namespace, name }: ObjectKey): string {
  return `The Kubernetes API could not find ${group}/${kind} for requested resource ${namespace}/${name}. Make sure the "${kind}" CRD is installed on the destination cluster.`;
}
