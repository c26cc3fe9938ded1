import { type JsonObject, type KubeObject, objectAt, textAt, textMapAt, textsAt } from '../../../base/index.ts';
import { type Controller, keyOfObject, splitKey, watchOwn } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { pods } from '../pods.ts';
import { claims, claimsOf, fits, isClaimedBy, storageClasses, storageOf, usersOf, volumes } from './volume-objects.ts';

const boundByController = 'pv.kubernetes.io/bound-by-controller';
const bindCompleted = 'pv.kubernetes.io/bind-completed';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const provisionerOfClaim = 'volume.kubernetes.io/storage-provisioner';

/**
 * Binds claims to volumes, and makes volumes for claims whose class has a provisioner: all provisioners are simulated (kubernetes
 * 1.36, pkg/controller/volume/persistentvolume).
 */
export const claimBinder: Controller = {
  name: 'persistent-volume-binder',
  watches: [
    watchOwn(claims.group, claims.plural),
    {
      ...volumes,
      keys: (volume, { client }) => {
        const { namespace, name } = textMapAt(volume, 'spec', 'claimRef');
        if (namespace !== undefined) return [`${namespace}/${name}`];
        return client
          .list(claims, '')
          .filter((claim) => fits(volume, claim))
          .map(keyOfObject);
      },
    },
    { ...storageClasses, keys: (_, { client }) => client.list(claims, '').map(keyOfObject) },
    { ...pods, keys: (pod) => claimsOf(pod).map((name) => `${pod.metadata.namespace}/${name}`) },
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const claim = client.get(claims, namespace, name);
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return;
    if (textAt(claim, 'status', 'phase') === 'Bound') await keepBound(client, claim);
    else await bindSomething(client, claim);
  },
};

async function bindSomething(client: ControllerClient, claim: KubeObject): Promise<void> {
  const named = textAt(claim, 'spec', 'volumeName');
  if (named !== '') {
    const volume = client.get(volumes, '', named);
    const taken = objectAt(volume, 'spec')['claimRef'] !== undefined;
    if (volume !== undefined && (!taken || isClaimedBy(volume, claim))) await bind(client, claim, volume);
    return;
  }
  const className = textAt(claim, 'spec', 'storageClassName');
  const found = className === '' ? undefined : client.get(storageClasses, '', className);
  if (textAt(found, 'volumeBindingMode') === 'WaitForFirstConsumer' && usersOf(client, claim).length === 0) {
    client.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
    return;
  }
  const volume = findVolume(client, claim) ?? (await provision(client, claim, className, found));
  if (volume !== undefined) await bind(client, claim, volume);
}

/** A volume that is kept for the claim, or the smallest free one that fits. */
function findVolume(client: ControllerClient, claim: KubeObject): KubeObject | undefined {
  const all = client.list(volumes, '').filter((volume) => volume.metadata.deletionTimestamp === undefined);
  const kept = all.find((volume) => objectAt(volume, 'spec')['claimRef'] !== undefined && isClaimedBy(volume, claim));
  if (kept !== undefined) return kept;
  return all
    .filter((volume) => objectAt(volume, 'spec')['claimRef'] === undefined && fits(volume, claim))
    .sort((a, b) => (sizeOf(a) < sizeOf(b) ? -1 : 1))[0];
}

function sizeOf(volume: KubeObject): bigint {
  return storageOf(objectAt(volume, 'spec', 'capacity'));
}

async function provision(
  client: ControllerClient,
  claim: KubeObject,
  className: string,
  found: KubeObject | undefined,
): Promise<KubeObject | undefined> {
  if (className === '') {
    const text = 'no persistent volumes available for this claim and no storage class is set';
    client.event(claim, 'Normal', 'FailedBinding', text);
    return undefined;
  }
  const provisioner = textAt(found, 'provisioner');
  if (found === undefined) {
    const text = `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`;
    client.event(claim, 'Warning', 'ProvisioningFailed', text);
    return undefined;
  }
  if (provisioner === 'kubernetes.io/no-provisioner') return undefined;
  const { uid = '', namespace = '', name = '' } = claim.metadata;
  const spec = objectAt(claim, 'spec');
  const volume: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { [provisionedBy]: provisioner } },
    spec: {
      capacity: { storage: textAt(spec, 'resources', 'requests', 'storage') },
      csi: { driver: provisioner, volumeHandle: `pvc-${uid}` },
      accessModes: [...textsAt(spec, 'accessModes')],
      claimRef: claimReference(claim),
      persistentVolumeReclaimPolicy: textAt(found, 'reclaimPolicy') || 'Delete',
      storageClassName: className,
      volumeMode: textAt(spec, 'volumeMode') || 'Filesystem',
    },
  };
  const made = await client.create(volumes, volume);
  const current = client.get(claims, namespace, name) ?? claim;
  const annotations = { ...current.metadata.annotations, [provisionerOfClaim]: provisioner };
  await client.update(claims, { ...current, metadata: { ...current.metadata, annotations } });
  client.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${made.metadata.name}`);
  return made;
}

function claimReference(claim: KubeObject): JsonObject {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  return { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
}

async function bind(client: ControllerClient, claim: KubeObject, volume: KubeObject): Promise<void> {
  const { namespace = '', name = '' } = claim.metadata;
  let bound = volume;
  if (textAt(volume, 'spec', 'claimRef', 'uid') !== claim.metadata.uid) {
    const reserved = objectAt(volume, 'spec')['claimRef'] !== undefined;
    const annotations = { ...volume.metadata.annotations, ...(reserved ? {} : { [boundByController]: 'yes' }) };
    bound = await client.update(volumes, {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...objectAt(volume, 'spec'), claimRef: claimReference(claim) },
    });
  }
  await client.updateStatus(volumes, bound, { ...objectAt(bound, 'status'), phase: 'Bound' });
  const current = client.get(claims, namespace, name);
  if (current === undefined || current.metadata.uid !== claim.metadata.uid) return;
  const named = textAt(current, 'spec', 'volumeName') !== '';
  const annotations = {
    ...current.metadata.annotations,
    [bindCompleted]: 'yes',
    ...(named ? {} : { [boundByController]: 'yes' }),
  };
  const spec = { ...objectAt(current, 'spec'), volumeName: volume.metadata.name };
  const updated = await client.update(claims, { ...current, metadata: { ...current.metadata, annotations }, spec });
  await client.updateStatus(claims, updated, { ...objectAt(updated, 'status'), phase: 'Bound', ...offer(bound) });
}

function offer(volume: KubeObject): JsonObject {
  const spec = objectAt(volume, 'spec');
  return { accessModes: spec['accessModes'] ?? [], capacity: { ...objectAt(spec, 'capacity') } };
}

/** Sees whether the volume of a claim is still there and as large as asked for. */
async function keepBound(client: ControllerClient, claim: KubeObject): Promise<void> {
  const volume = client.get(volumes, '', textAt(claim, 'spec', 'volumeName'));
  if (volume === undefined) {
    await client.updateStatus(claims, claim, { phase: 'Lost' });
    const text = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    client.event(claim, 'Warning', 'ClaimLost', text);
    return;
  }
  const asked = objectAt(claim, 'spec', 'resources', 'requests');
  if (storageOf(asked) <= storageOf(objectAt(claim, 'status', 'capacity'))) return;
  if (volume.metadata.annotations?.[provisionedBy] === undefined) return;
  const capacity = { storage: textAt(asked, 'storage') };
  await client.update(volumes, { ...volume, spec: { ...objectAt(volume, 'spec'), capacity } });
  await client.updateStatus(claims, claim, { ...objectAt(claim, 'status'), capacity });
}
