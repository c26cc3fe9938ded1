import { type KubeObject, objectAt, type OwnerReference } from '../../base/index.ts';
import { type LabelRequirement, matchesLabels, requirementsOf } from '../selectors/label-selector.ts';
import type { ControllerClient, ResourceName } from './runtime/controller-client.ts';

/** The reference that makes `owner` the controller of an object. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The reference to who controls an object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** The requirements of a workload's `spec.selector`; nothing is selected by one that cannot be read. */
export function selectorOf(owner: KubeObject): readonly LabelRequirement[] | undefined {
  try {
    const { selector } = objectAt(owner, 'spec');
    // A ReplicationController has only labels.
    if (owner.kind !== 'ReplicationController') return requirementsOf(selector);
    return requirementsOf({ matchLabels: selector ?? {} });
  } catch {
    return undefined;
  }
}

/**
 * The objects that `owner` controls and selects. Those that it selects and nobody controls come to be its own, those that it controls
 * and no longer selects cease to be (kubernetes 1.36, pkg/controller/controller_ref_manager.go).
 */
export async function claim(
  client: ControllerClient,
  resource: ResourceName,
  owner: KubeObject,
): Promise<readonly KubeObject[]> {
  const selector = selectorOf(owner);
  const claimed: KubeObject[] = [];
  for (const object of client.controlled(resource, owner)) {
    if (selector === undefined || matchesLabels(selector, object.metadata.labels)) claimed.push(object);
    else if (owner.metadata.deletionTimestamp === undefined) await release(client, resource, owner, object);
  }
  if (selector === undefined || owner.metadata.deletionTimestamp !== undefined) return claimed;
  for (const object of client.uncontrolled(resource, owner.metadata.namespace ?? '')) {
    if (object.metadata.deletionTimestamp !== undefined || !matchesLabels(selector, object.metadata.labels)) continue;
    claimed.push(await adopt(client, resource, owner, object));
  }
  return claimed;
}

function adopt(
  client: ControllerClient,
  resource: ResourceName,
  owner: KubeObject,
  object: KubeObject,
): Promise<KubeObject> {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return client.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

async function release(
  client: ControllerClient,
  resource: ResourceName,
  owner: KubeObject,
  object: KubeObject,
): Promise<void> {
  const { ownerReferences = [], ...metadata } = object.metadata;
  const kept = ownerReferences.filter((reference) => reference.uid !== owner.metadata.uid);
  const left = kept.length === 0 ? {} : { ownerReferences: kept };
  await client.update(resource, { ...object, metadata: { ...metadata, ...left } });
}
