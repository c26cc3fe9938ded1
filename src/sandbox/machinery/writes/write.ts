import { jsonEqual, type KubeObject } from '../../../base/index.ts';
import type { Change, StoredChange } from '../../storage.ts';
import { StorageError } from '../../storage/index.ts';
import { ApiError } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import type { ResourceType } from '../resource-type.ts';
import type { StrategyContext } from '../strategy.ts';

/** etcd's limit for one request, which is the limit of an object. */
const objectLimit = 1.5 * 1024 * 1024;

/** What a write is about: a resource in one of its versions, and one object of it. */
export interface Target {
  readonly type: ResourceType;
  readonly version: string;
  /** Empty for cluster-scoped resources. */
  readonly namespace: string;
  /** Empty where the server chooses it. */
  readonly name: string;
  /** Empty for the object itself. */
  readonly subresource: string;
}

/** What a write gave. */
export interface Written {
  /** Of the storage version; not to be changed. */
  readonly object: KubeObject;
  readonly created: boolean;
  /** Resolves once the write is durable. */
  readonly durable: Promise<void>;
}

/** The durability of what did not have to be written. */
export const alreadyDurable: Promise<void> = Promise.resolve();

/**
 * Commits a change and tells the strategy. Undefined where another write came in between. Throws ApiError where the storage takes
 * nothing or the object is too large.
 */
export function commit(
  cluster: Cluster,
  type: ResourceType,
  change: Change,
  expected: number,
): { readonly stored: StoredChange; readonly durable: Promise<void> } | undefined {
  if (change.kind === 'put') refuseTooLarge(change.object);
  try {
    const result = cluster.storage.commit(change, expected);
    if ('conflict' in result) return undefined;
    const { stored } = result;
    type.strategy.committed?.(stored.kind === 'put' ? stored.object : undefined, stored.previous, cluster);
    const durable = result.durable.catch((error: unknown) => Promise.reject(storageFailure(error)));
    // Controllers do not wait for durability: for them a full disk must not become an unhandled rejection.
    durable.catch(() => undefined);
    return { stored, durable };
  } catch (error) {
    throw storageFailure(error);
  }
}

/** What a strategy may look at in this write. */
export function strategyContext(cluster: Cluster, target: Target, context: WriteContext): StrategyContext {
  const { user, dryRun, warn } = context;
  return { cluster, subresource: target.subresource, dryRun, user, warn };
}

/** Takes out owner references that repeat an earlier uid, as Kubernetes does with a warning. */
export function dropDuplicateOwners(object: KubeObject, warn: (text: string) => void): void {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length < 2) return;
  const seen = new Map<string, number>();
  const kept = owners.filter((owner, index) => {
    const known = owners.findIndex((other) => jsonEqual(other, owner));
    if (known !== index) return false;
    if (!seen.has(owner.uid)) seen.set(owner.uid, index);
    return true;
  });
  if (kept.length === owners.length) return;
  warn(
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ' +
      [...seen.keys()].join(', '),
  );
  object.metadata.ownerReferences = kept;
}

/** The ApiError for an error of the storage. */
export function storageFailure(error: unknown): unknown {
  if (!(error instanceof StorageError)) return error;
  if (error.code === 'full')
    return new ApiError(507, 'StorageFull', `etcdserver: mvcc: database space exceeded: ${error.message}`);
  return new ApiError(500, 'InternalError', `Internal error occurred: ${error.message}`);
}

function refuseTooLarge(object: KubeObject): void {
  // Counting the text of small objects twice would cost more than it saves: only what may be too large is measured.
  if (!mayExceed(object, objectLimit)) return;
  if (Buffer.byteLength(JSON.stringify(object)) > objectLimit) {
    throw new ApiError(500, '', 'etcdserver: request is too large');
  }
}

/** Whether the texts of an object come near `limit` characters; stops counting there. */
function mayExceed(object: KubeObject, limit: number): boolean {
  let left = limit / 4;
  const visit = (value: unknown): void => {
    if (left < 0) return;
    if (typeof value === 'string') {
      left -= value.length;
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const key in value) {
        left -= key.length + 4;
        visit((value as Record<string, unknown>)[key]);
      }
    } else {
      left -= 4;
    }
  };
  visit(object);
  return left < 0;
}
