import { formatTime, isJsonObject, jsonEqual, type JsonObject, type KubeObject, objectAt } from '../../base/index.ts';
import type { Controller } from '../workloads/runtime/controller.ts';
import type { ControllerClient } from '../workloads/runtime/controller-client.ts';
import { conditionsOf, type CrdCondition, withCondition } from './conditions.ts';
import { hasCondition } from './custom-type.ts';
import { cleanupFinalizer, namesOf } from './definition-strategy.ts';

const definitions = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

/**
 * Accepts the names of CRDs, lets them be served, and deletes their objects before them (apiextensions-apiserver 0.36,
 * pkg/controller status, establish and finalizer).
 */
export const definitionController: Controller = {
  name: 'customresource-definition-controller',
  watches: [
    { ...definitions, keys: (object) => [object.metadata.name ?? ''] },
    // An object that is gone may have been the last of its kind.
    {
      group: '',
      plural: '*',
      keys: (object, { deleted }) => {
        const slash = object.apiVersion.indexOf('/');
        return deleted && slash > 0 ? [`of:${object.apiVersion.slice(0, slash)}/${object.kind}`] : [];
      },
    },
  ],
  reconcile: async (key, client) => {
    const crd = key.startsWith('of:') ? terminatingOf(key, client) : client.get(definitions, '', key);
    if (crd === undefined) return;
    if (crd.metadata.deletionTimestamp !== undefined) await finalize(crd, client);
    else await accept(crd, client);
  },
};

function terminatingOf(key: string, client: ControllerClient): KubeObject | undefined {
  const [group = '', kind = ''] = key.slice('of:'.length).split('/');
  const type = client.cluster.registry.findKind(group, kind);
  if (type?.custom !== true) return undefined;
  const crd = client.get(definitions, '', `${type.plural}.${type.group}`);
  return crd?.metadata.deletionTimestamp === undefined ? undefined : crd;
}

async function accept(crd: KubeObject, client: ControllerClient): Promise<void> {
  const now = formatTime(client.clock.now());
  const status = isJsonObject(crd['status']) ? crd['status'] : {};
  const { conflict, accepted } = judgeNames(crd, client);
  let conditions = withCondition(conditionsOf(crd), conflict ?? namesAccepted, now);
  if (conflict === undefined) conditions = withCondition(conditions, established, now);
  else if (!hasCondition(crd, 'Established')) conditions = withCondition(conditions, notEstablished, now);
  const next: JsonObject = { ...status, conditions: [...conditions], acceptedNames: accepted };
  if (!jsonEqual(next, status)) await client.updateStatus(definitions, crd, next);
}

const namesAccepted: CrdCondition = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
};
const established: CrdCondition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};
const notEstablished: CrdCondition = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
};

/** The names that a CRD may have, and the condition for those that another resource of the group has. */
function judgeNames(
  crd: KubeObject,
  client: ControllerClient,
): { readonly accepted: JsonObject; readonly conflict: CrdCondition | undefined } {
  const { group, plural } = namesOf(crd);
  const names = objectAt(crd, 'spec', 'names');
  const before = objectAt(crd, 'status', 'acceptedNames');
  const others = client.cluster.registry.all().filter((type) => type.group === group && type.plural !== plural);
  const resources = new Set(others.flatMap((type) => [type.plural, type.singular, ...type.shortNames]));
  const kinds = new Set(others.flatMap((type) => [type.kind, type.listKind]));
  const own = client.cluster.registry.get(group, plural);
  if (own !== undefined && !own.custom) resources.add(plural);
  const shortNames = Array.isArray(names['shortNames']) ? names['shortNames'] : [];
  const checks: readonly (readonly [string, string, readonly unknown[], ReadonlySet<unknown>])[] = [
    ['plural', 'PluralConflict', [plural], resources],
    ['singular', 'SingularConflict', [names['singular']], resources],
    ['shortNames', 'ShortNamesConflict', shortNames, resources],
    ['kind', 'KindConflict', [names['kind']], kinds],
    ['listKind', 'ListKindConflict', [names['listKind']], kinds],
  ];
  const accepted: JsonObject = { ...names };
  let conflict: CrdCondition | undefined;
  for (const [field, reason, wanted, taken] of checks) {
    const found = wanted.filter((name) => taken.has(name)).map((name) => `${JSON.stringify(name)} is already in use`);
    const message = found.length > 1 ? `[${found.join(', ')}]` : found[0];
    if (message === undefined) continue;
    // The last conflict is the one that is told.
    conflict = { type: 'NamesAccepted', status: 'False', reason, message };
    if (before[field] === undefined) delete accepted[field];
    else accepted[field] = before[field];
  }
  return { accepted, conflict };
}

async function finalize(crd: KubeObject, client: ControllerClient): Promise<void> {
  const { finalizers = [] } = crd.metadata;
  if (!finalizers.includes(cleanupFinalizer)) return;
  const now = formatTime(client.clock.now());
  const { group, plural } = namesOf(crd);
  const type = client.cluster.registry.get(group, plural);
  if (type?.custom === true && hasCondition(crd, 'Established')) {
    for (const object of client.list(type, '')) {
      if (object.metadata.deletionTimestamp === undefined) await client.delete(type, object);
    }
    if (client.list(type, '').length > 0) {
      await setTerminating(
        crd,
        'True',
        'InstanceDeletionInProgress',
        'CustomResource deletion is in progress',
        now,
        client,
      );
      return;
    }
  }
  const done = await setTerminating(crd, 'False', 'InstanceDeletionCompleted', 'removed all instances', now, client);
  const kept = finalizers.filter((name) => name !== cleanupFinalizer);
  const { finalizers: _, ...metadata } = done.metadata;
  await client.update(definitions, {
    ...done,
    metadata: { ...metadata, ...(kept.length === 0 ? {} : { finalizers: kept }) },
  });
}

function setTerminating(
  crd: KubeObject,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: string,
  client: ControllerClient,
): Promise<KubeObject> {
  const conditions = withCondition(conditionsOf(crd), { type: 'Terminating', status, reason, message }, now);
  const before = isJsonObject(crd['status']) ? crd['status'] : {};
  return client.updateStatus(definitions, crd, { ...before, conditions: [...conditions] });
}
