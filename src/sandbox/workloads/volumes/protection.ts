import { type KubeObject, textAt } from '../../../base/index.ts';
import { type Controller, splitKey, watchOwn } from '../runtime/controller.ts';
import type { ControllerClient, ResourceName } from '../runtime/controller-client.ts';
import { pods } from '../pods.ts';
import { claims, claimsOf, usersOf, volumes } from './volume-objects.ts';

/** Keeps a claim while a pod uses it. */
export const claimFinalizer = 'kubernetes.io/pvc-protection';
/** Keeps a volume while a claim is bound to it. */
export const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Lets claims go that no pod uses any more (kubernetes 1.36, pkg/controller/volume/pvcprotection). */
export const claimProtection: Controller = {
  name: 'pvc-protection-controller',
  watches: [
    watchOwn(claims.group, claims.plural),
    { ...pods, keys: (pod) => claimsOf(pod).map((name) => `${pod.metadata.namespace}/${name}`) },
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const claim = client.get(claims, namespace, name);
    if (claim?.metadata.deletionTimestamp === undefined || usersOf(client, claim).length > 0) return;
    await removeFinalizer(client, claims, claim, claimFinalizer);
  },
};

/** Lets volumes go that are bound to no claim (kubernetes 1.36, pkg/controller/volume/pvprotection). */
export const volumeProtection: Controller = {
  name: 'pv-protection-controller',
  watches: [
    watchOwn(volumes.group, volumes.plural),
    { ...claims, keys: (claim) => [textAt(claim, 'spec', 'volumeName')].filter((name) => name !== '') },
  ],
  reconcile: async (key, client) => {
    const volume = client.get(volumes, '', key);
    if (volume?.metadata.deletionTimestamp === undefined) return;
    const reference = volume['spec'];
    const claim = client.get(claims, textAt(reference, 'claimRef', 'namespace'), textAt(reference, 'claimRef', 'name'));
    // The phase of a volume that is going is not kept any more: what counts is its claim.
    if (textAt(volume, 'status', 'phase') === 'Bound' && claim !== undefined) return;
    await removeFinalizer(client, volumes, volume, volumeFinalizer);
  },
};

async function removeFinalizer(
  client: ControllerClient,
  resource: ResourceName,
  object: KubeObject,
  finalizer: string,
): Promise<void> {
  const { finalizers = [], ...metadata } = object.metadata;
  if (!finalizers.includes(finalizer)) return;
  const kept = finalizers.filter((other) => other !== finalizer);
  await client.update(resource, {
    ...object,
    metadata: kept.length === 0 ? metadata : { ...metadata, finalizers: kept },
  });
}
