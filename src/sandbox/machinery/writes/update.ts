import { jsonEqual, type KubeObject } from '../../../base/index.ts';
import { metaErrors, metaUpdateErrors } from '../../validation/object-meta.ts';
import { invalid } from '../field-error.ts';
import { admit, type AdmissionAttributes, validateAdmission } from '../admission.ts';
import { conflict, invalidObject, modifiedText, notFound } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import { createAttributes, finishCreate, hasStandardFinalizers, matchNamespace, subdomainRule } from './create.ts';
import { objectKey, type ResourceType } from '../resource-type.ts';
import { alreadyDurable, commit, dropDuplicateOwners, strategyContext, type Target, type Written } from './write.ts';

/** What is to become of an object. */
export interface UpdatePlan {
  /**
   * The object as it should be, of the storage version and owned by the call, with its managed fields; `current` is undefined where
   * there is none. Called again when another write came in between. Throws ApiError.
   */
  next(current: KubeObject | undefined): KubeObject;
  /** Whether what is not there is made. */
  readonly create: boolean;
  /** Refused where the stored object has another uid. */
  readonly uid?: string | undefined;
}

/** Changes an object, or makes it where the plan allows that. Throws ApiError. */
export async function updateObject(
  cluster: Cluster,
  target: Target,
  plan: UpdatePlan,
  context: WriteContext,
): Promise<Written> {
  const { type } = target;
  const key = objectKey(type, target.namespace, target.name);
  for (;;) {
    const stored = cluster.storage.get(key);
    if (stored === undefined) {
      if (!plan.create) throw notFound(type, target.name);
      return createByUpdate(cluster, target, plan, context);
    }
    const current = stored.object;
    checkUid(target, plan.uid, current);
    const draft = plan.next(current);
    matchNamespace(draft, type.namespaced ? target.namespace : '', false);
    await admit(updateAttributes(cluster, target, draft, current, context));
    dropDuplicateOwners(draft, context.warn);
    checkVersion(target, draft, current);
    prepareChanged(cluster, target, draft, current, context);
    keepTimestamps(draft, current);
    await validateAdmission(updateAttributes(cluster, target, draft, current, context));
    const gone = emptiesFinalizers(type, draft, current);
    if (!gone && jsonEqual(draft, current)) return { object: current, created: false, durable: alreadyDurable };
    if (context.dryRun) return { object: draft, created: false, durable: alreadyDurable };
    // Who took the last finalizer away sees the object so; watches see it as it was stored.
    const change = gone ? ({ kind: 'delete', key } as const) : ({ kind: 'put', key, object: draft } as const);
    const written = commit(cluster, type, change, stored.resourceVersion);
    if (written !== undefined) {
      return { object: gone ? draft : written.stored.object, created: false, durable: written.durable };
    }
  }
}

async function createByUpdate(
  cluster: Cluster,
  target: Target,
  plan: UpdatePlan,
  context: WriteContext,
): Promise<Written> {
  const { type } = target;
  context.mayCreate?.();
  const draft = plan.next(undefined);
  if (plan.uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${plan.uid}, and no existing object was found`;
    throw conflict(type, target.name, why);
  }
  matchNamespace(draft, type.namespaced ? target.namespace : '', type.plural === 'namespaces' && type.group === '');
  await admit(createAttributes(cluster, target, draft, context));
  dropDuplicateOwners(draft, context.warn);
  return finishCreate(cluster, target, draft, context);
}

function checkUid(target: Target, uid: string | undefined, current: KubeObject): void {
  if (uid === undefined || uid === current.metadata.uid) return;
  throw conflict(target.type, target.name, uidMismatch(target, uid, current));
}

/** The resources that etcd knows by another name (kubernetes 1.36, storage factory and registries). */
const storedAs: Readonly<Record<string, string>> = {
  '/endpoints': 'services/endpoints',
  '/nodes': 'minions',
  '/replicationcontrollers': 'controllers',
  '/services': 'services/specs',
  'apiextensions.k8s.io/customresourcedefinitions': 'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices',
  'networking.k8s.io/ingresses': 'ingress',
};

/** What etcd's client says of a uid that is not the stored one; clients see its key. */
function uidMismatch({ type, namespace, name }: Target, uid: string, current: KubeObject): string {
  const key = [
    '/registry',
    ...(type.custom ? [type.group] : []),
    storedAs[`${type.group}/${type.plural}`] ?? type.plural,
    ...(type.namespaced ? [namespace] : []),
    name,
  ];
  const what = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
  return `StorageError: invalid object, Code: 4, Key: ${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ${what}`;
}

/** Takes the stored version where none was given, refuses a stale one. */
function checkVersion({ type, name }: Target, draft: KubeObject, current: KubeObject): void {
  const given = draft.metadata.resourceVersion ?? '';
  if (given === '' || given === '0') {
    if (type.strategy.conditionalUpdateOnly === true) {
      const error = invalid('metadata.resourceVersion', 0, 'must be specified for an update');
      throw invalidObject({ group: type.group, kind: type.plural }, name, [error]);
    }
    draft.metadata.resourceVersion = current.metadata.resourceVersion ?? '';
  } else if (given !== current.metadata.resourceVersion) {
    throw conflict(type, name, modifiedText);
  }
}

/** What `rest.BeforeUpdate` does: what only the server sets is kept, the strategy completes, then every check. */
function prepareChanged(
  cluster: Cluster,
  target: Target,
  draft: KubeObject,
  current: KubeObject,
  context: WriteContext,
): void {
  const { type } = target;
  const { strategy } = type;
  const about = strategyContext(cluster, target, context);
  // What the version of the request does not have, it does not change.
  const seen = type.custom
    ? type.codec.toStorage(type.codec.fromStorage(current, target.version), target.version)
    : current;
  const { metadata } = draft;
  const old = current.metadata;
  if (old.generation === undefined) delete metadata.generation;
  else metadata.generation = old.generation;
  strategy.prepareForUpdate?.(draft, seen, about);
  metadata.uid ??= old.uid ?? '';
  if (old.creationTimestamp !== undefined) metadata.creationTimestamp = old.creationTimestamp;
  if (old.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  }
  const errors = [
    ...metaErrors(metadata, type.namespaced, strategy.nameProblems ?? subdomainRule, hasStandardFinalizers(type)),
    // Upstream asks twice: in general and for the kind. Messages are told once, causes twice.
    ...metaUpdateErrors(metadata, old),
    ...metaUpdateErrors(metadata, old),
    ...(strategy.validateUpdate?.(draft, seen, about) ?? []),
  ];
  if (errors.length > 0) throw invalidObject(type, metadata.name ?? '', errors);
}

/** Keeps the times of managed fields where nothing else changed, so that the write is none. */
function keepTimestamps(draft: KubeObject, current: KubeObject): void {
  const fresh = draft.metadata.managedFields;
  const old = current.metadata.managedFields;
  if (fresh === undefined || old === undefined || fresh.length !== old.length) return;
  const timed = fresh.map((entry, index) => ({ ...entry, time: old[index]?.['time'] }));
  if (!jsonEqual(timed, old)) return;
  const { managedFields: _, ...rest } = draft.metadata;
  const { managedFields: __, ...oldRest } = current.metadata;
  if (!jsonEqual({ ...draft, metadata: rest }, { ...current, metadata: oldRest })) return;
  draft.metadata.managedFields = old;
}

/** Whether an object that is being deleted has lost its last finalizer. */
function emptiesFinalizers(type: ResourceType, draft: KubeObject, current: KubeObject): boolean {
  if ((draft.metadata.finalizers ?? []).length > 0 || current.metadata.deletionTimestamp === undefined) return false;
  if ((current.metadata.deletionGracePeriodSeconds ?? 0) !== 0) return false;
  return type.strategy.holdsDelete?.(draft) !== true;
}

function updateAttributes(
  cluster: Cluster,
  target: Target,
  object: KubeObject,
  old: KubeObject,
  context: WriteContext,
): AdmissionAttributes {
  return { ...createAttributes(cluster, target, object, context), operation: 'UPDATE', old };
}
