import { isAbort, type KubeObject, messageOf } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import { foldManagedFields } from '../../patch/index.ts';
import { ReleaseError } from '../error.ts';
import { type Applied, applyServerSide, createObject, throwJoined, type WriteOptions } from './apply.ts';
import { patchClientSide } from './client-side.ts';
import { goKind, isSame, type ReleaseObject } from './release-object.ts';

/** How the objects of one revision become those of the next. */
export interface UpdateOptions extends WriteOptions {
  /** PUT instead of a patch. */
  readonly forceReplace: boolean;
  /** Client-side only: whether custom resources are merged three ways. */
  readonly threeWayForCustom: boolean;
  /** Server-side only: what our manager wrote by updates is first made part of what it applies. */
  readonly foldClientSide: boolean;
  /** Those of the objects that are no longer said which may be deleted; absent: all. */
  readonly deletable?: ((targets: readonly ReleaseObject[]) => Promise<readonly ReleaseObject[]>) | undefined;
}

/** What an update did, also where it failed on the way. */
export interface Updated {
  readonly created: readonly ReleaseObject[];
  readonly applied: readonly Applied[];
  readonly error?: Error;
}

/**
 * Makes `targets` of `originals`: creates, changes, and deletes what is no longer said unless it is to be kept (helm v4 pkg/kube/client.go
 * update). A failure to change one object is told after all were tried; a failure to create one ends it.
 */
export async function updateObjects(
  originals: readonly ReleaseObject[],
  targets: readonly ReleaseObject[],
  options: UpdateOptions,
): Promise<Updated> {
  const created: ReleaseObject[] = [];
  const applied: Applied[] = [];
  const errors: Error[] = [];
  try {
    checkOptions(options);
    for (const target of targets) {
      const live = await liveObject(target, options);
      if (live === undefined) {
        created.push(target);
        applied.push({ ...target, live: await createOne(target, options) });
        continue;
      }
      const original = originals.find((candidate) => isSame(candidate, target))?.object ?? live;
      try {
        applied.push({ ...target, live: await changeOne(original, live, target, options) });
      } catch (error) {
        if (isAbort(error)) throw error;
        errors.push(error as Error);
      }
    }
    throwJoined(errors, ' && ');
    throwJoined(await deleteDropped(originals, targets, options), ' && ');
    return { created, applied };
  } catch (error) {
    options.signal.throwIfAborted();
    return { created, applied, error: error as Error };
  }
}

function checkOptions({ forceReplace, forceConflicts, serverSide }: UpdateOptions): void {
  const wrong = (text: string): never => {
    throw new ReleaseError('invalid', text);
  };
  if (forceConflicts && !serverSide)
    wrong('invalid client update option(s): forceConflicts enabled when serverSideApply disabled');
  if (forceConflicts && forceReplace) wrong('invalid operation: cannot use force conflicts and force replace together');
  if (serverSide && forceReplace) wrong('invalid operation: cannot use server-side apply and force replace together');
}

async function liveObject(target: ReleaseObject, { client, signal }: UpdateOptions): Promise<KubeObject | undefined> {
  try {
    return await client.get(target, { signal });
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw new ReleaseError('apply', `could not get information about the resource: ${messageOf(error)}`, {
      object: target.name,
      cause: error,
    });
  }
}

async function createOne(target: ReleaseObject, options: UpdateOptions): Promise<KubeObject> {
  try {
    return await createObject(target, options);
  } catch (error) {
    throw new ReleaseError('apply', `failed to create resource: ${messageOf(error)}`, {
      object: `${target.resource.kind}/${target.name}`,
      cause: error,
    });
  }
}

async function changeOne(
  original: KubeObject,
  live: KubeObject,
  target: ReleaseObject,
  options: UpdateOptions,
): Promise<KubeObject> {
  const { client, fieldManager, signal } = options;
  if (options.forceReplace) return await replaceOne(live, target, options);
  if (!options.serverSide) return await patchClientSide(original, target, options.threeWayForCustom, options);
  if (options.foldClientSide) {
    const isOurs = (entry: KubeObject['metadata']): boolean =>
      entry['manager'] === fieldManager && entry['operation'] === 'Update' && (entry['subresource'] ?? '') === '';
    const folded = foldManagedFields(live.metadata.managedFields ?? [], fieldManager, isOurs);
    if (folded !== undefined) {
      const operations = [
        { op: 'replace', path: '/metadata/managedFields', value: folded },
        { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
      ];
      await client.patch(target, { kind: 'json', operations }, { fieldManager, fieldValidation: 'Strict', signal });
    }
  }
  return await applyServerSide(target, options);
}

async function replaceOne(
  live: KubeObject,
  target: ReleaseObject,
  { client, fieldManager, signal }: UpdateOptions,
): Promise<KubeObject> {
  const { object } = target;
  const resourceVersion = live.metadata.resourceVersion ?? '';
  const metadata = { ...object.metadata, resourceVersion };
  try {
    return await client.replace(target, { ...object, metadata }, { fieldManager, fieldValidation: 'Strict', signal });
  } catch (error) {
    throw new ReleaseError('apply', `failed to replace object: ${messageOf(error)}`, {
      object: `${goKind(target.resource)} ${target.name}`,
      cause: error,
    });
  }
}

/** Deletes what `targets` no longer has; what is gone already, and what is to be kept, is passed over. */
async function deleteDropped(
  originals: readonly ReleaseObject[],
  targets: readonly ReleaseObject[],
  { client, signal, helmVersion, deletable }: UpdateOptions,
): Promise<Error[]> {
  const errors: Error[] = [];
  const unsaid = originals.filter((original) => !targets.some((target) => isSame(original, target)));
  const doomed = unsaid.length === 0 ? [] : ((await deletable?.(unsaid)) ?? unsaid);
  for (const dropped of doomed) {
    const { name, namespace, resource } = dropped;
    try {
      const live = await client.get(dropped, { signal });
      if (live.metadata.annotations?.[resourcePolicy] === 'keep') continue;
    } catch {
      signal.throwIfAborted();
      continue;
    }
    try {
      await client.delete(dropped, { propagation: 'Background', signal });
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') continue;
      const what = helmVersion === '4.1' ? name : `namespace=${namespace}, name=${name}, kind=${resource.kind}`;
      errors.push(
        new ReleaseError('delete', `failed to delete resource ${what}: ${messageOf(error)}`, {
          object: name,
          cause: error,
        }),
      );
    }
  }
  return errors;
}

/** The annotation that keeps an object in the cluster when its release no longer has it. */
export const resourcePolicy = 'helm.sh/resource-policy';
