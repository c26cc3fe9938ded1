import { type Clock, sleep } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { Informer } from '../informer.ts';

/** How often a list that is under way is looked at for having failed. */
const pollMs = 50;
/** For how long a first list may fail before those who wait are told: a server that is being restarted is back by then. */
const failingMs = 5_000;
/** How long a first list may take, with a server that answers nothing. Later waits fail at once, so that a dead cluster holds nobody up. */
const listMs = 30_000;

/**
 * Waits for the first list of an informer that runs since `since`. A list that is refused, goes on failing or takes too long throws
 * KubeError; the informer goes on trying, and a later wait may find it filled.
 */
export async function untilSynced(
  informer: Informer,
  { since, clock }: { readonly since: number; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  let synced = false;
  const done = informer.synced(signal).then(() => {
    synced = true;
  });
  done.catch(() => undefined);
  for (;;) {
    const calm = new AbortController();
    try {
      await Promise.race([done, sleep(clock, pollMs, AbortSignal.any([signal, calm.signal]))]);
    } finally {
      calm.abort();
    }
    if (synced) return;
    const error = informer.lastError();
    const waited = clock.now() - since;
    if (error instanceof KubeError && (isRefusal(error) || waited >= failingMs)) throw error;
    if (waited >= listMs) {
      const { plural } = informer.resource;
      throw new KubeError('timeout', `the ${plural} could not be listed: no answer for ${listMs / 1000} s`);
    }
  }
}

function isRefusal({ code }: KubeError): boolean {
  return code === 'forbidden' || code === 'unauthorized';
}
