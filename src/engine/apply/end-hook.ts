import { keyOf, type KubeObject } from '../../base/index.ts';
import { KubeError, type ResourceRef } from '../../kube/index.ts';
import type { Action } from '../plan/index.ts';
import type { ApplyTarget } from './target.ts';

/** How often a finalizer is tried to be taken off while others write the object. */
const attempts = 5;

/**
 * Lets go of a hook: its finalizer is taken off, and it is deleted where its policy says so. One that is gone, or whose name another object
 * has by now, is let go of already. Throws KubeError.
 */
export async function endHook(
  target: ApplyTarget,
  ref: ResourceRef,
  { live, remove, placement }: Extract<Action, { kind: 'end-hook' }>,
  signal: AbortSignal,
): Promise<void> {
  const { client } = target;
  const { uid } = live.metadata;
  try {
    // Before the finalizer goes: it would hold the name of an object that is deleted anyway.
    if (remove && live.metadata.deletionTimestamp === undefined) {
      const preconditions = uid === undefined ? {} : { preconditions: { uid } };
      const left = await client.delete(ref, { propagation: target.prune.propagation, ...preconditions, signal });
      if (left === undefined) target.deleted(live);
      else target.wrote(keyOf(live), left);
    }
    const released = await release(target, ref, live, placement.hook?.finalizer, signal);
    if (released === undefined) target.deleted(live);
    else target.wrote(keyOf(live), released);
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'not-found') throw error;
    target.deleted(live);
  }
}

/** Takes a finalizer off; the object as it is then, or undefined where another has its name. Throws KubeError. */
async function release(
  { client, policy }: ApplyTarget,
  ref: ResourceRef,
  live: KubeObject,
  finalizer: string | undefined,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await client.get(ref, { signal });
    const { uid, resourceVersion, finalizers = [] } = now.metadata;
    if (uid !== live.metadata.uid) return undefined;
    const left = finalizers.filter((one) => one !== finalizer);
    if (left.length === finalizers.length) return now;
    const metadata = { resourceVersion: resourceVersion ?? '', finalizers: left.length === 0 ? null : left };
    try {
      const { fieldManager } = policy;
      return await client.patch(ref, { kind: 'merge', patch: { metadata } }, { fieldManager, signal });
    } catch (error) {
      // Whoever ran the hook writes its status at the same moment.
      if (!(error instanceof KubeError) || error.code !== 'conflict' || attempt >= attempts) throw error;
    }
  }
}
