import { cloneJson, formatTime, type KubeObject, randomSuffix } from '../../../base/index.ts';
import { metaErrors } from '../../validation/object-meta.ts';
import { dnsSubdomainProblems, judgeName } from '../../validation/names.ts';
import { admit, validateAdmission, type AdmissionAttributes } from '../admission.ts';
import { alreadyExists, ApiError, badRequest, generatedNameTaken, invalidObject } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import { objectKey, type ResourceType } from '../resource-type.ts';
import { alreadyDurable, commit, dropDuplicateOwners, strategyContext, type Target, type Written } from './write.ts';

/** How often a name is generated where the generated ones are taken (apiserver registry/generic, 1.36). */
const nameAttempts = 8;
/** The longest start of a generated name. */
const generateNameLimit = 58;

/**
 * Makes an object. `body` is of the target's version, completed with that version's defaults, and belongs to the call. Throws
 * ApiError.
 */
export async function createObject(
  cluster: Cluster,
  target: Target,
  body: KubeObject,
  context: WriteContext,
): Promise<Written> {
  const { type, version } = target;
  wipeSystemFields(body);
  matchNamespace(body, type.namespaced ? target.namespace : '', type.plural === 'namespaces' && type.group === '');
  dropDuplicateOwners(body, context.warn);
  const owned = cluster.fields.update(undefined, body, {
    type,
    version,
    subresource: target.subresource,
    manager: context.manager,
    now: cluster.clock.now(),
  });
  const draft = type.codec.toStorage(owned, version);
  const attributes = createAttributes(cluster, target, draft, context);
  await admit(attributes);
  dropDuplicateOwners(draft, context.warn);
  return finishCreate(cluster, target, draft, context);
}

/** Completes, judges and stores a new object of the storage version that admission has seen. */
export async function finishCreate(
  cluster: Cluster,
  target: Target,
  draft: KubeObject,
  context: WriteContext,
): Promise<Written> {
  const generateName = draft.metadata.generateName ?? '';
  if (generateName === '' || (draft.metadata.name ?? '') !== '')
    return storeNew(cluster, target, draft, context, false);
  for (let attempt = 1; ; attempt += 1) {
    const named = cloneJson(draft);
    named.metadata.name = generateName.slice(0, generateNameLimit) + randomSuffix(cluster.random);
    const taken = cluster.storage.get(objectKey(target.type, target.namespace, named.metadata.name)) !== undefined;
    if (!taken || attempt === nameAttempts) return storeNew(cluster, target, named, context, true);
  }
}

async function storeNew(
  cluster: Cluster,
  target: Target,
  draft: KubeObject,
  context: WriteContext,
  generated: boolean,
): Promise<Written> {
  const { type } = target;
  if ((draft.metadata.resourceVersion ?? '') !== '') {
    throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
  }
  draft.metadata.uid = cluster.random.uuid();
  draft.metadata.creationTimestamp = formatTime(cluster.clock.now());
  prepareNew(cluster, target, draft, context);
  const name = draft.metadata.name ?? '';
  await validateAdmission(createAttributes(cluster, { ...target, name }, draft, context));
  const key = objectKey(type, target.namespace, name);
  const existing = cluster.storage.get(key);
  if (existing !== undefined) {
    if (generated) throw generatedNameTaken(type, name);
    throw alreadyExists(type, name, existing.object.metadata.deletionTimestamp !== undefined);
  }
  if (context.dryRun) return { object: draft, created: true, durable: alreadyDurable };
  const written = commit(cluster, type, { kind: 'put', key, object: draft }, 0);
  if (written === undefined) throw alreadyExists(type, name);
  return { object: written.stored.object, created: true, durable: written.durable };
}

/** What `rest.BeforeCreate` does: the strategy's completion, then every check. */
function prepareNew(cluster: Cluster, target: Target, draft: KubeObject, context: WriteContext): void {
  const { type } = target;
  const { strategy } = type;
  const about = strategyContext(cluster, target, context);
  if (type.subresources.has('status') && strategy.keepStatusOnCreate !== true) {
    const status = type.codec.emptyStatus();
    if (status === undefined) delete draft['status'];
    else draft['status'] = status;
  }
  delete draft.metadata.generation;
  if (strategy.generation === true) draft.metadata.generation = 1;
  strategy.prepareForCreate?.(draft, about);
  const errors = [
    ...metaErrors(draft.metadata, type.namespaced, strategy.nameProblems ?? subdomainRule, hasStandardFinalizers(type)),
    ...(strategy.validate?.(draft, about) ?? []),
  ];
  if (errors.length > 0) throw invalidObject(type, draft.metadata.name ?? '', errors);
}

/** Whether finalizers without a domain must be standard ones: in all groups that Kubernetes' own validation judges. */
export function hasStandardFinalizers(type: ResourceType): boolean {
  return !type.custom && type.group !== 'apiextensions.k8s.io' && type.group !== 'apiregistration.k8s.io';
}

/** Names of most kinds. */
export function subdomainRule(name: string, prefix: boolean): readonly string[] {
  return judgeName(name, prefix, dnsSubdomainProblems);
}

/** Gives an object the namespace of its request. Throws ApiError 400 where it names another one. */
export function matchNamespace(object: KubeObject, namespace: string, isNamespace: boolean): void {
  const own = object.metadata.namespace ?? '';
  if (namespace === '' || isNamespace) {
    delete object.metadata.namespace;
  } else if (own === '') {
    object.metadata.namespace = namespace;
  } else if (own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function wipeSystemFields(object: KubeObject): void {
  delete object.metadata.creationTimestamp;
  delete object.metadata.uid;
  delete object.metadata.deletionTimestamp;
  delete object.metadata.deletionGracePeriodSeconds;
  delete object.metadata['selfLink'];
}

/** What admission sees of a create. */
export function createAttributes(
  cluster: Cluster,
  target: Target,
  object: KubeObject,
  context: WriteContext,
): AdmissionAttributes {
  return {
    cluster,
    operation: 'CREATE',
    type: target.type,
    version: target.version,
    namespace: target.namespace,
    // A name that is still to be chosen goes by its start.
    name: target.name || object.metadata.name || object.metadata.generateName || '',
    subresource: target.subresource,
    object,
    old: undefined,
    user: context.user,
    dryRun: context.dryRun,
    warn: context.warn,
  };
}
