import { type ClusterKey, inCluster, type KubeObject } from '../../base/index.ts';
import type { OwnerKey } from '../../engine/index.ts';
import type { Identity } from '../../kube/index.ts';
import { helmGroup } from '../names.ts';
import type { HelmReleaseSpec } from './spec/index.ts';

/** The cluster that a release goes to. */
export function clusterOf(owner: KubeObject, { kubeConfigSecret }: HelmReleaseSpec): ClusterKey {
  if (kubeConfigSecret === undefined) return inCluster;
  const { name, key } = kubeConfigSecret;
  return `kubeconfig:${owner.metadata.namespace ?? ''}/${name}${key === '' ? '' : `#${key}`}`;
}

/** Whom a release is carried out as; undefined: as ourselves. */
export function identityOf(owner: KubeObject, { serviceAccountName }: HelmReleaseSpec): Identity | undefined {
  if (serviceAccountName === '') return undefined;
  return { user: `system:serviceaccount:${owner.metadata.namespace ?? ''}:${serviceAccountName}` };
}

/** A HelmRelease as the engine names owners. */
export function ownerKeyOf({ metadata: { namespace = '', name = '' } }: KubeObject): OwnerKey {
  return { cluster: inCluster, group: helmGroup, kind: 'HelmRelease', namespace, name };
}
