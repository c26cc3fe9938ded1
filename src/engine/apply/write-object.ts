import { type JsonObject, type KubeObject, sleep } from '../../base/index.ts';
import { KubeError, type ResourceRef } from '../../kube/index.ts';
import type { ApplyTarget } from './target.ts';
import type { Placement } from '../placement.ts';
import { adoptFields, needsAdoption } from './adopt-fields.ts';

/** What a write did. */
export interface Written {
  readonly object: KubeObject;
  /** `recreated`: deleted, and created anew. */
  readonly verb: 'created' | 'configured' | 'unchanged' | 'replaced' | 'recreated';
}

/**
 * Writes one object by server-side apply with our field manager; conflicts are ours. Three cases go another way: `replace` is a PUT;
 * a list with duplicate keys, which server-side apply refuses and upstream's three-way patch takes, falls back to an update and is
 * counted; and with `force` an object whose immutable fields changed is deleted, waited for and created anew.
 */
export async function writeObject(
  target: ApplyTarget,
  ref: ResourceRef,
  desired: KubeObject,
  live: KubeObject | undefined,
  placement: Placement,
  signal: AbortSignal,
): Promise<Written> {
  const { client, policy, dryRun } = target;
  const options = { dryRun, fieldManager: policy.fieldManager, signal };
  try {
    if ((placement.replace || policy.replace) && live !== undefined) return await replace(target, ref, desired, signal);
    if (live !== undefined && !dryRun && placement.write !== 'merge' && needsAdoption(live, policy))
      await adoptFields(client, ref, policy, signal);
    const object = await client.patch(ref, { kind: 'apply', object: desired, force: true }, options);
    return { object, verb: verbOf(live, object) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (dryRun && error.code === 'not-found' && target.unmade?.has(ref.namespace) === true)
      return { object: desired, verb: 'created' };
    if (isDuplicateKey(error)) {
      target.metrics.count('slipway_apply_fallbacks_total', { kind: desired.kind });
      return await update(target, ref, desired, signal);
    }
    if (isImmutable(error) && live !== undefined && (policy.force || placement.force)) {
      if (dryRun) return { object: desired, verb: 'configured' };
      return await recreate(target, ref, desired, live, signal);
    }
    throw error;
  }
}

/**
 * PUTs the object, so that what others added goes. The fields are then folded into those that we apply, or the object would seem to differ
 * for ever.
 */
async function replace(
  target: ApplyTarget,
  ref: ResourceRef,
  desired: KubeObject,
  signal: AbortSignal,
): Promise<Written> {
  const { client, policy, dryRun } = target;
  const object = await client.replace(ref, withoutVersion(desired), {
    dryRun,
    fieldManager: policy.fieldManager,
    signal,
  });
  if (dryRun) return { object, verb: 'replaced' };
  await adoptFields(client, ref, policy, signal);
  return { object: await client.get(ref, { signal }), verb: 'replaced' };
}

function verbOf(live: KubeObject | undefined, answer: KubeObject): Written['verb'] {
  if (live === undefined) return 'created';
  return live.metadata.resourceVersion === answer.metadata.resourceVersion ? 'unchanged' : 'configured';
}

/** The API server's words for a change of a field that may not change. */
function isImmutable(error: KubeError): boolean {
  return (
    error.code === 'invalid' &&
    /field is immutable|may not change once set|updates to .* are forbidden/i.test(error.message)
  );
}

/** Server-side apply refuses lists in which two items have the same key (structured-merge-diff). */
function isDuplicateKey(error: KubeError): boolean {
  return /duplicate entries for key/.test(error.message);
}

async function update(
  target: ApplyTarget,
  ref: ResourceRef,
  desired: KubeObject,
  signal: AbortSignal,
): Promise<Written> {
  const options = { dryRun: target.dryRun, fieldManager: target.policy.fieldManager, signal };
  try {
    return { object: await target.client.create(ref.resource, desired, options), verb: 'created' };
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'already-exists') throw error;
    const patch: JsonObject = { ...desired };
    return { object: await target.client.patch(ref, { kind: 'merge', patch }, options), verb: 'configured' };
  }
}

/** How long an object that is to be created anew may take to be gone, in ms. */
const goneMs = 5_000;
const gonePollMs = 50;

async function recreate(
  target: ApplyTarget,
  ref: ResourceRef,
  desired: KubeObject,
  live: KubeObject,
  signal: AbortSignal,
): Promise<Written> {
  const { uid } = live.metadata;
  // As kubectl and Flux do it: what hangs on the object goes behind it.
  const left = await target.client.delete(ref, {
    propagation: 'Background',
    ...(uid === undefined ? {} : { preconditions: { uid } }),
    signal,
  });
  if (left !== undefined && !(await isGone(target, ref, live, signal))) {
    throw new KubeError(
      'conflict',
      `${ref.resource.kind}/${ref.name} is being deleted to be created anew: waiting until it is gone`,
      {
        object: ref.name,
      },
    );
  }
  target.deleted(live);
  const { fieldManager } = target.policy;
  const object = await target.client.patch(
    ref,
    { kind: 'apply', object: desired, force: true },
    { fieldManager, signal },
  );
  return { object, verb: 'recreated' };
}

/** Waits a moment until an object that is being deleted is gone. */
async function isGone(target: ApplyTarget, ref: ResourceRef, live: KubeObject, signal: AbortSignal): Promise<boolean> {
  const { client, clock } = target;
  const end = clock.now() + goneMs;
  for (;;) {
    try {
      const now = await client.get(ref, { signal });
      if (now.metadata.uid !== live.metadata.uid) return true;
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return true;
      throw error;
    }
    if (clock.now() >= end) return false;
    await sleep(clock, gonePollMs, signal);
  }
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}
