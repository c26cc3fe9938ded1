import { type KubeObject, type OwnerReference, parseApiVersion } from '../../../base/index.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import type { Controller } from '../runtime/controller.ts';
import type { ControllerClient, ResourceName } from '../runtime/controller-client.ts';

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

/**
 * Deletes what has lost its owners, and carries out foreground and orphaning deletes (kubernetes 1.36,
 * pkg/controller/garbagecollector). Keys are uids.
 */
export const garbageCollector: Controller = {
  name: 'generic-garbage-collector',
  watches: [
    {
      group: '',
      plural: '*',
      keys: (object, { previous, deleted }) => {
        const { uid = '', ownerReferences, deletionTimestamp } = object.metadata;
        // An owner in foreground deletion waits for what goes here.
        if (deleted) return [uid, ...(ownerReferences ?? []).map((owner) => owner.uid)];
        const owned = ownerReferences !== undefined && ownerReferences !== previous?.metadata.ownerReferences;
        return owned || deletionTimestamp !== undefined ? [uid] : [];
      },
    },
  ],
  reconcile: async (uid, client) => {
    const object = objectOf(uid, client);
    if (object === undefined) {
      for (const dependent of client.owners.dependentsOf(uid)) await collect(dependent.object, client);
    } else if (object.metadata.deletionTimestamp === undefined) {
      await collect(object, client);
    } else if (object.metadata.finalizers?.includes(orphanFinalizer) === true) {
      await orphanDependents(object, client);
    } else if (object.metadata.finalizers?.includes(foregroundFinalizer) === true) {
      await deleteDependents(object, client);
    }
  },
};

function objectOf(uid: string, client: ControllerClient): KubeObject | undefined {
  const key = client.owners.keyOf(uid);
  return key === undefined ? undefined : client.cluster.storage.get(key)?.object;
}

/** Deletes an object all of whose owners are gone, or takes the references to those from it. */
async function collect(object: KubeObject, client: ControllerClient): Promise<void> {
  const { ownerReferences = [], deletionTimestamp, finalizers = [], resourceVersion } = object.metadata;
  const resource = resourceOf(object, client);
  if (ownerReferences.length === 0 || deletionTimestamp !== undefined || resource === undefined) return;
  const states = ownerReferences.map((owner) => stateOf(owner, object, client));
  if (states.includes('unknown')) return;
  const solid = ownerReferences.filter((_, index) => states[index] === 'solid');
  if (solid.length === ownerReferences.length) return;
  if (solid.length > 0) {
    await withOwners(object, solid, resource, client);
    return;
  }
  const preconditions = resourceVersion === undefined ? {} : { resourceVersion };
  const waiting = states.includes('waiting') && client.owners.dependentsOf(object.metadata.uid ?? '').length > 0;
  let propagationPolicy: 'Background' | 'Foreground' | 'Orphan' = waiting ? 'Foreground' : 'Background';
  if (!waiting && finalizers.includes(orphanFinalizer)) propagationPolicy = 'Orphan';
  if (!waiting && finalizers.includes(foregroundFinalizer)) propagationPolicy = 'Foreground';
  await client.delete(resource, object, { ...preconditions, propagationPolicy });
}

/** What an owner is to its dependent; unknown where its kind is not served, so that nothing is deleted on doubt. */
function stateOf(
  owner: OwnerReference,
  dependent: KubeObject,
  client: ControllerClient,
): 'solid' | 'waiting' | 'absent' | 'unknown' {
  const type = client.cluster.registry.findKind(parseApiVersion(owner.apiVersion).group, owner.kind);
  if (type === undefined) return 'unknown';
  const { namespace = '' } = dependent.metadata;
  if (type.namespaced && namespace === '') return 'unknown';
  const found = client.cluster.storage.get(objectKey(type, namespace, owner.name))?.object;
  if (found === undefined || found.metadata.uid !== owner.uid) return 'absent';
  const { deletionTimestamp, finalizers = [] } = found.metadata;
  return deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer) ? 'waiting' : 'solid';
}

/** Takes an owner that is being deleted from its dependents, so that they stay. */
async function orphanDependents(owner: KubeObject, client: ControllerClient): Promise<void> {
  for (const { object } of client.owners.dependentsOf(owner.metadata.uid ?? '')) {
    const resource = resourceOf(object, client);
    const kept = (object.metadata.ownerReferences ?? []).filter((other) => other.uid !== owner.metadata.uid);
    if (resource !== undefined) await withOwners(object, kept, resource, client);
  }
  await withoutFinalizer(owner, orphanFinalizer, client);
}

/** Deletes the dependents of an owner; once none that blocks it is left, the owner may go. */
async function deleteDependents(owner: KubeObject, client: ControllerClient): Promise<void> {
  const uid = owner.metadata.uid ?? '';
  for (const { object } of client.owners.dependentsOf(uid)) await collect(object, client);
  const blocking = client.owners
    .dependentsOf(uid)
    .some(({ object }) =>
      object.metadata.ownerReferences?.some(
        (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
      ),
    );
  if (!blocking) await withoutFinalizer(owner, foregroundFinalizer, client);
}

async function withOwners(
  object: KubeObject,
  owners: readonly OwnerReference[],
  resource: ResourceName,
  client: ControllerClient,
): Promise<void> {
  const { ownerReferences: _, ...metadata } = object.metadata;
  const kept = owners.length === 0 ? {} : { ownerReferences: [...owners] };
  await client.update(resource, { ...object, metadata: { ...metadata, ...kept } });
}

async function withoutFinalizer(owner: KubeObject, finalizer: string, client: ControllerClient): Promise<void> {
  const resource = resourceOf(owner, client);
  const latest = objectOf(owner.metadata.uid ?? '', client);
  if (resource === undefined || latest === undefined) return;
  const { finalizers = [], ...metadata } = latest.metadata;
  const kept = finalizers.filter((name) => name !== finalizer);
  const left = kept.length === 0 ? {} : { finalizers: kept };
  await client.update(resource, { ...latest, metadata: { ...metadata, ...left } });
}

function resourceOf(object: KubeObject, client: ControllerClient): ResourceName | undefined {
  return client.cluster.registry.findKind(parseApiVersion(object.apiVersion).group, object.kind);
}
