import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sleep } from '../../base/index.ts';
import type { MetFault } from '../faults/index.ts';
import { ApiError, expired } from '../machinery/api-error.ts';
import type { RequestInfo } from './request-info.ts';
import type { ServedCluster } from './served-cluster.ts';

/**
 * Lets the faults that are in force happen to a request. Resolves to whether it is to be handled still; throws ApiError where it is to be
 * answered with an error.
 */
export async function injectFaults(
  served: ServedCluster,
  info: RequestInfo,
  query: URLSearchParams,
  http: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<boolean> {
  const met = served.faults.meet(info);
  for (const fault of met) {
    if (fault.effect.kind === 'latency') {
      await delay(served, fault.effect.ms, response, closing);
      if (response.destroyed) return false;
    }
  }
  for (const fault of met) {
    if (fault.effect.kind === 'refuse') {
      http.socket.destroy();
      return false;
    }
    refuse(fault, query);
  }
  if (info.verb === 'watch') followWatch(served, info, response, met);
  return true;
}

function refuse({ effect, since }: MetFault, query: URLSearchParams): void {
  if (effect.kind === 'error') {
    const { status, retryAfterSeconds } = effect;
    const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
    const reason = status === 429 ? 'TooManyRequests' : status === 500 ? 'InternalError' : '';
    throw new ApiError(status, reason, 'a fault of the sandbox, as asked for', details);
  }
  if (effect.kind !== 'compact') return;
  const version = Number(query.get('resourceVersion') ?? '');
  if (version > 0 && version < since) throw expired(`too old resource version: ${version} (${since})`);
}

/** Lets faults cut the watch while it is open. */
function followWatch(
  served: ServedCluster,
  info: RequestInfo,
  response: ServerResponse,
  met: readonly MetFault[],
): void {
  const cut = (): void => void response.destroy();
  const ends = [served.faults.watching(info, cut)];
  for (const { effect } of met) {
    if (effect.kind === 'drop') ends.push(served.cluster.clock.after(effect.afterMs ?? 0, cut));
  }
  response.once('close', () => {
    for (const end of ends) end();
  });
}

/** Waits, unless the client or the server goes. */
async function delay(served: ServedCluster, ms: number, response: ServerResponse, closing: AbortSignal): Promise<void> {
  const gone = new AbortController();
  const signal = AbortSignal.any([closing, gone.signal]);
  void once(response, 'close', { signal }).then(
    () => gone.abort(),
    () => undefined,
  );
  await sleep(served.cluster.clock, ms, signal).catch(() => undefined);
  gone.abort();
}
