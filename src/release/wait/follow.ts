import { type Clock, type KubeObject, sleep } from '../../base/index.ts';
import { type KubeClient, KubeError, type ResourceRef } from '../../kube/index.ts';

/** After how long the server ends one watch. */
const watchSeconds = 300;
/** The pause after a watch that failed, in ms. */
const pauseMs = 500;

/** How an object is followed until `see` says that this is enough; see `followObject`, which asks the API server. */
export type Follow = typeof followObject;

/**
 * Tells of an object as it is and as it becomes (undefined: it is gone) until `see` says that this is enough. `known` is how it was last
 * seen: then the watch starts there, without a read. Throws what the signal says, and KubeError where the object may not be read.
 */
export async function followObject(
  client: KubeClient,
  ref: ResourceRef,
  known: KubeObject | undefined,
  see: (live: KubeObject | undefined) => boolean,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  let live = known ?? (await read(client, ref, signal));
  if (see(live)) return;
  for (;;) {
    signal.throwIfAborted();
    try {
      const watch = client.watch(ref.resource, {
        namespace: ref.namespace,
        fieldSelector: `metadata.name=${ref.name}`,
        timeoutSeconds: watchSeconds,
        signal,
        ...(live === undefined
          ? { sendInitialEvents: true, resourceVersion: '' }
          : { resourceVersion: live.metadata.resourceVersion ?? '' }),
      });
      for await (const event of watch) {
        if (event.kind === 'bookmark') continue;
        live = event.kind === 'deleted' ? undefined : event.object;
        if (see(live)) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof KubeError) || error.code === 'forbidden' || error.code === 'unauthorized') throw error;
      await sleep(clock, pauseMs, signal);
    }
    live = await read(client, ref, signal);
    if (see(live)) return;
  }
}

async function read(client: KubeClient, ref: ResourceRef, signal: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await client.get(ref, { signal });
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw error;
  }
}
