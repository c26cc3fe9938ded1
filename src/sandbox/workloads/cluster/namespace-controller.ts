import { formatTime, isJsonObject, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { deleteObject } from '../../machinery/writes/delete.ts';
import type { ResourceType } from '../../machinery/resource-type.ts';
import { scanPrefix } from '../../machinery/resource-type.ts';
import { serviceAccountUser } from '../../http/access/authentication.ts';
import type { Controller, ReconcileResult } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';

const namespaces = { group: '', plural: 'namespaces' };

/**
 * Empties namespaces that are being deleted and then lets them go (kubernetes 1.36, pkg/controller/namespace/deletion). What is left
 * and why stands in the namespace's conditions.
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  watches: [
    { ...namespaces, keys: (object) => [object.metadata.name ?? ''] },
    // What goes from a namespace may have been the last thing in it.
    {
      group: '',
      plural: '*',
      keys: (object, { previous, deleted }) => {
        const { namespace } = object.metadata;
        const going = deleted || (previous !== undefined && object.metadata.deletionTimestamp !== undefined);
        return namespace !== undefined && going ? [namespace] : [];
      },
    },
  ],
  reconcile: async (name, client) => {
    const namespace = client.get(namespaces, '', name);
    if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
    return emptyNamespace(namespace, client);
  },
};

async function emptyNamespace(namespace: KubeObject, client: ControllerClient): Promise<ReconcileResult> {
  const name = namespace.metadata.name ?? '';
  const left: { type: ResourceType; objects: readonly KubeObject[] }[] = [];
  for (const type of client.cluster.registry.all()) {
    if (!type.namespaced || !type.verbs.includes('delete')) continue;
    const prefix = scanPrefix(type, name);
    for (const { object } of client.cluster.storage.scan(prefix)) {
      if (object.metadata.deletionTimestamp === undefined) await remove(type, object, client);
    }
    const objects = client.cluster.storage.scan(prefix).map((stored) => stored.object);
    if (objects.length > 0) left.push({ type, objects });
  }
  const latest = client.get(namespaces, '', name);
  if (latest === undefined) return {};
  if (left.length === 0) {
    const spec = isJsonObject(latest['spec']) ? latest['spec'] : {};
    const finalizers = Array.isArray(spec['finalizers']) ? spec['finalizers'] : [];
    const kept = finalizers.filter((finalizer) => finalizer !== 'kubernetes');
    await client.update(namespaces, { ...latest, spec: { ...spec, finalizers: kept } }, 'finalize');
    return {};
  }
  await client.updateStatus(namespaces, latest, statusOf(latest, left, formatTime(client.clock.now())));
  return { againAfterMs: 5000 };
}

async function remove(type: ResourceType, object: KubeObject, client: ControllerClient): Promise<void> {
  const { name = '', namespace = '' } = object.metadata;
  const target = { type, version: type.storageVersion, namespace, name, subresource: '' };
  const context = {
    user: serviceAccountUser('kube-system', 'namespace-controller'),
    manager: 'kube-controller-manager',
    dryRun: false,
    warn: () => undefined,
  };
  await deleteObject(client.cluster, target, { propagationPolicy: 'Background' }, context).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'NotFound') throw error;
  });
}

function statusOf(
  namespace: KubeObject,
  left: readonly { type: ResourceType; objects: readonly KubeObject[] }[],
  now: string,
): JsonObject {
  const content = left
    .map(({ type, objects }) => `${describeType(type)} has ${objects.length} resource instances`)
    .sort();
  const finalizers = new Map<string, number>();
  for (const { objects } of left) {
    for (const object of objects) {
      for (const finalizer of object.metadata.finalizers ?? []) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
    }
  }
  const held = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort();
  const wanted: readonly (readonly [string, boolean, string, string])[] = [
    ['NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    content.length === 0
      ? ['NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed']
      : [
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${content.join(', ')}`,
        ],
    held.length === 0
      ? ['NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished']
      : [
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${held.join(', ')}`,
        ],
  ];
  const status = isJsonObject(namespace['status']) ? namespace['status'] : {};
  const old = Array.isArray(status['conditions']) ? status['conditions'].filter(isJsonObject) : [];
  const conditions = wanted.map(([type, value, reason, message]): JsonObject => {
    const before = old.find((condition) => condition['type'] === type);
    const same = before?.['status'] === (value ? 'True' : 'False');
    const lastTransitionTime = same ? (before?.['lastTransitionTime'] ?? now) : now;
    return { type, status: value ? 'True' : 'False', lastTransitionTime, reason, message };
  });
  return { ...status, phase: 'Terminating', conditions };
}

function describeType(type: ResourceType): string {
  return type.group === '' ? `${type.plural}.` : `${type.plural}.${type.group}`;
}
