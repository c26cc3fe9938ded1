import {
  type JsonObject,
  type KubeObject,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { matchesLabels, requirementsOf } from '../../selectors/label-selector.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { isFinished, pods } from '../pods.ts';

/** PersistentVolumeClaims. */
export const claims = { group: '', plural: 'persistentvolumeclaims' } as const;
/** PersistentVolumes. */
export const volumes = { group: '', plural: 'persistentvolumes' } as const;
/** StorageClasses. */
export const storageClasses = { group: 'storage.k8s.io', plural: 'storageclasses' } as const;

/** Whether a pod mounts a claim: by its name, or by the name that a claim of its own has. */
export function mounts(pod: KubeObject, claim: string): boolean {
  return claimsOf(pod).includes(claim);
}

/** The claims that a pod mounts. */
export function claimsOf(pod: KubeObject): readonly string[] {
  return objectsAt(pod, 'spec', 'volumes').flatMap((volume) => {
    if (volume['ephemeral'] !== undefined) return [`${pod.metadata.name}-${textAt(volume, 'name')}`];
    const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
    return name === '' ? [] : [name];
  });
}

/** The pods that use a claim and have not ended. */
export function usersOf(client: ControllerClient, claim: KubeObject): readonly KubeObject[] {
  const { namespace = '', name = '' } = claim.metadata;
  return client.list(pods, namespace).filter((pod) => mounts(pod, name) && !isFinished(pod));
}

/** Whether a volume is what a claim asks for (kubernetes 1.36, component-helpers storage/volume). */
export function fits(volume: KubeObject, claim: KubeObject): boolean {
  const [offer, asked] = [objectAt(volume, 'spec'), objectAt(claim, 'spec')];
  if (textAt(offer, 'storageClassName') !== textAt(asked, 'storageClassName')) return false;
  if ((textAt(offer, 'volumeMode') || 'Filesystem') !== (textAt(asked, 'volumeMode') || 'Filesystem')) return false;
  const modes = textsAt(offer, 'accessModes');
  if (!textsAt(asked, 'accessModes').every((mode) => modes.includes(mode))) return false;
  if (storageOf(objectAt(offer, 'capacity')) < storageOf(objectAt(asked, 'resources', 'requests'))) return false;
  return (
    asked['selector'] === undefined || matchesLabels(requirementsOf(asked['selector']) ?? [], volume.metadata.labels)
  );
}

/** The storage of a list of resources, as a number to compare. */
export function storageOf(resources: JsonObject): bigint {
  return parseQuantity(textAt(resources, 'storage')) ?? 0n;
}

/** Whether a volume is bound to a claim, or kept for it. */
export function isClaimedBy(volume: KubeObject, claim: KubeObject): boolean {
  const reference = objectAt(volume, 'spec', 'claimRef');
  const uid = textAt(reference, 'uid');
  return (
    reference['namespace'] === claim.metadata.namespace &&
    reference['name'] === claim.metadata.name &&
    (uid === '' || uid === claim.metadata.uid)
  );
}
