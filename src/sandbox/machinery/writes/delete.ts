import { formatTime, jsonEqual, type KubeObject } from '../../../base/index.ts';
import { validateAdmission } from '../admission.ts';
import { conflict, notFound } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import { createAttributes } from './create.ts';
import { objectKey } from '../resource-type.ts';
import { alreadyDurable, commit, type Target } from './write.ts';

/** metav1.DeleteOptions, as far as they say how. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** The deprecated way to say Orphan or Background. */
  readonly orphanDependents?: boolean;
}

/** What a delete gave. */
export interface Deleted {
  /** The last state, of the storage version. */
  readonly object: KubeObject;
  /** Whether the object is gone; else it waits for its finalizers or its grace period. */
  readonly gone: boolean;
  readonly durable: Promise<void>;
}

/** Deletes an object, or marks it for deletion. Throws ApiError. */
export async function deleteObject(
  cluster: Cluster,
  target: Target,
  options: DeleteOptions,
  context: WriteContext,
): Promise<Deleted> {
  const { type } = target;
  const key = objectKey(type, target.namespace, target.name);
  for (;;) {
    const stored = cluster.storage.get(key);
    if (stored === undefined) throw notFound(type, target.name);
    const current = stored.object;
    checkPreconditions(target, options, current);
    await validateAdmission({
      ...createAttributes(cluster, target, current, context),
      operation: 'DELETE',
      object: undefined,
      old: current,
    });
    const plan = planDelete(cluster, target, options, current);
    if (plan.kind === 'pending') return { object: current, gone: false, durable: alreadyDurable };
    const gone = plan.kind === 'delete' || plan.kind === 'end';
    const object = plan.kind === 'delete' ? current : plan.object;
    if (plan.kind === 'end' && !context.dryRun) {
      const marked = commit(cluster, type, { kind: 'put', key, object }, stored.resourceVersion);
      if (marked === undefined) continue;
      const ended = commit(cluster, type, { kind: 'delete', key }, marked.stored.resourceVersion);
      // Nothing comes in between two commits of one turn.
      return { object: marked.stored.object, gone, durable: ended?.durable ?? marked.durable };
    }
    if (!gone && jsonEqual(object, current)) return { object: current, gone, durable: alreadyDurable };
    if (context.dryRun) return { object, gone, durable: alreadyDurable };
    const written = commit(
      cluster,
      type,
      gone ? { kind: 'delete', key } : { kind: 'put', key, object },
      stored.resourceVersion,
    );
    if (written !== undefined) return { object: written.stored.object, gone, durable: written.durable };
  }
}

function checkPreconditions({ type, name }: Target, options: DeleteOptions, current: KubeObject): void {
  const { uid, resourceVersion } = current.metadata;
  if (type.strategy.holdsDelete !== undefined) {
    checkAsStored(type, name, options, current);
    return;
  }
  // Upstream names the kind here, where other conflicts name the plural (apiserver registry/rest/delete.go).
  const resource = { group: type.group, plural: type.kind };
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(resource, name, why);
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(resource, name, why);
  }
}

/** Kinds that hold deletes themselves ask like etcd's client (registry/core/namespace/storage, apiextensions customresourcedefinition). */
function checkAsStored(type: Target['type'], name: string, options: DeleteOptions, current: KubeObject): void {
  const { uid, resourceVersion } = current.metadata;
  const refuse = (what: string, wanted: string, found: string | undefined): Error =>
    conflict(type, name, `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`);
  if (options.uid !== undefined && options.uid !== uid) throw refuse('UID', options.uid, uid);
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    throw refuse('ResourceVersion', options.resourceVersion, resourceVersion);
  }
}

type DeletePlan =
  | { readonly kind: 'delete' }
  /** Marked, and deleted at once: watches see both. */
  | { readonly kind: 'end'; readonly object: KubeObject }
  | { readonly kind: 'mark'; readonly object: KubeObject }
  | { readonly kind: 'pending' };

/** What a delete comes to: at once, marked with a deletion time, or nothing since it is under way. */
function planDelete(cluster: Cluster, { type }: Target, options: DeleteOptions, current: KubeObject): DeletePlan {
  const now = cluster.clock.now();
  const metadata = { ...current.metadata };
  const graceful = markGracefully(
    metadata,
    type.strategy.gracePeriodSeconds?.(current, options.gracePeriodSeconds),
    options,
    now,
  );
  if (graceful === 'pending') return { kind: 'pending' };
  const holds = type.strategy.holdsDelete?.(current) === true;
  if (type.strategy.noGarbageCollection !== true && !holds) {
    const finalizers = finalizersFor(metadata.finalizers ?? [], options, type.strategy.orphanByDefault === true);
    if (finalizers.length === 0) delete metadata.finalizers;
    else metadata.finalizers = finalizers;
  }
  const object = { ...current, metadata };
  const held = (metadata.finalizers ?? []).length > 0 || holds;
  if (graceful === 'marked') {
    return { kind: held || metadata.deletionGracePeriodSeconds !== 0 ? 'mark' : 'end', object };
  }
  if (!held) return { kind: 'delete' };
  // Kinds that hold deletes themselves set the time and nothing else.
  if (!holds) {
    if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
      metadata.generation = (metadata.generation ?? 0) + 1;
    }
    metadata.deletionGracePeriodSeconds = 0;
  }
  if (metadata.deletionTimestamp === undefined || Date.parse(metadata.deletionTimestamp) > now) {
    metadata.deletionTimestamp = formatTime(now);
  }
  type.strategy.markDeleted?.(object, formatTime(now));
  return { kind: 'mark', object };
}

/** Sets or shortens the time of a graceful deletion; `period` is undefined for kinds that have none. */
function markGracefully(
  metadata: KubeObject['metadata'],
  period: number | undefined,
  options: DeleteOptions,
  now: number,
): 'marked' | 'pending' | 'none' {
  if (period === undefined) return 'none';
  const { deletionTimestamp, deletionGracePeriodSeconds: under } = metadata;
  if (deletionTimestamp !== undefined) {
    if (under === undefined || under === 0) return 'none';
    const wanted = options.gracePeriodSeconds;
    // Only a shorter period may follow.
    if (wanted === undefined || wanted >= under) return 'pending';
    const moved = Date.parse(deletionTimestamp) - under * 1000 + wanted * 1000;
    metadata.deletionTimestamp = formatTime(Math.max(moved, now));
    metadata.deletionGracePeriodSeconds = moved < now && wanted !== 0 ? 1 : wanted;
    return 'marked';
  }
  metadata.deletionTimestamp = formatTime(now + period * 1000);
  metadata.deletionGracePeriodSeconds = period;
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
  return 'marked';
}

/** The finalizers with those of the garbage collector put or taken as the options say. */
function finalizersFor(finalizers: readonly string[], options: DeleteOptions, orphanByDefault: boolean): string[] {
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  const policy = policyOf(finalizers, options, orphanByDefault);
  if (policy === 'Orphan') others.push('orphan');
  if (policy === 'Foreground') others.push('foregroundDeletion');
  return others;
}

function policyOf(finalizers: readonly string[], options: DeleteOptions, orphanByDefault: boolean): string {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  // A finalizer that is there already says it too.
  if (finalizers.includes('orphan')) return 'Orphan';
  if (finalizers.includes('foregroundDeletion')) return 'Foreground';
  return orphanByDefault ? 'Orphan' : 'Background';
}
