import type { Dispatcher } from 'undici';
import { TooLargeError } from './network-error.ts';

/** What undici is told of one request. */
export type DispatchOptions = Dispatcher.DispatchOptions;

/** An answer as it came, whatever its status. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Tells whether a request went out before it failed. */
export interface Progress {
  sent: boolean;
}

/**
 * Sends one request and collects the whole answer, at most `maxBytes` as it comes over the wire. Throws what undici throws,
 * TooLargeError, and the signal's reason when it aborts. It speaks to undici's dispatcher directly since the streams that its
 * `request` puts around a body cost more than all the rest of a small request.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: DispatchOptions,
  limits: { readonly maxBytes: number; readonly object: string; readonly signal: AbortSignal | undefined },
  progress: Progress,
): Promise<RawResponse> {
  const { signal, maxBytes, object } = limits;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    let status = 0;
    let headers: RawResponse['headers'] = {};
    let size = 0;
    let controller: Dispatcher.DispatchController | undefined;
    const chunks: Buffer[] = [];
    const abort = (): void => {
      controller?.abort(signal?.reason as Error);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const settle = (): void => signal?.removeEventListener('abort', abort);
    dispatcher.dispatch(options, {
      onRequestStart: (given) => {
        controller = given;
        progress.sent = true;
        if (signal?.aborted === true) given.abort(signal.reason as Error);
      },
      onResponseStart: (_, code, fields) => {
        status = code;
        headers = fields;
      },
      onResponseData: (given, chunk) => {
        size += chunk.length;
        if (size > maxBytes) {
          given.abort(new TooLargeError('server-error', `an answer is larger than ${maxBytes} bytes`, { object }));
        } else chunks.push(chunk);
      },
      onResponseEnd: () => {
        settle();
        const [first] = chunks;
        resolve({ status, headers, body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks) });
      },
      onResponseError: (_, error) => {
        settle();
        reject(error);
      },
    });
  });
}
