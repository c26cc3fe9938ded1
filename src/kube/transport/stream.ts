import type { Dispatcher } from 'undici';
import type { DispatchOptions, Progress } from './exchange.ts';

/** How much may wait for a slow reader before the server is made to wait too. */
const highWaterBytes = 1024 * 1024;

/** An answer whose body is still coming, whatever its status. */
export interface RawStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly chunks: ChunkQueue;
}

/**
 * Sends one request and gives the answer as soon as its headers are there. Throws what undici throws, and the signal's reason when
 * it aborts, before the headers and after.
 */
export function openStream(
  dispatcher: Dispatcher,
  options: DispatchOptions,
  signal: AbortSignal | undefined,
  progress: Progress,
): Promise<RawStream> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const chunks = new ChunkQueue();
    const abort = (): void => {
      chunks.cancel(signal?.reason as Error);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const settle = (): void => signal?.removeEventListener('abort', abort);
    dispatcher.dispatch(options, {
      onRequestStart: (controller) => {
        progress.sent = true;
        chunks.attach(controller);
      },
      onResponseStart: (_, status, headers) => resolve({ status, headers, chunks }),
      onResponseData: (_, chunk) => chunks.push(chunk),
      onResponseEnd: () => {
        settle();
        chunks.end(undefined);
      },
      onResponseError: (_, error) => {
        settle();
        chunks.end(error);
        reject(error);
      },
    });
  });
}

/** The chunks of one body between undici, which pushes them, and one reader. */
class ChunkQueue implements AsyncIterable<Buffer> {
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #outcome: { readonly error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  /** Takes the handle of the connection; where the reader has gone already the connection is ended. */
  attach(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#outcome !== undefined) controller.abort(this.#outcome.error ?? new Error('the reader left'));
  }

  push(chunk: Buffer): void {
    if (this.#outcome !== undefined) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > highWaterBytes) this.#controller?.pause();
    this.#wake?.();
  }

  /** Nothing more comes; `error` is thrown to the reader after what came before it. */
  end(error: Error | undefined): void {
    this.#outcome ??= { error };
    this.#wake?.();
  }

  /** Ends the connection, drops what waits, and throws `error` to the reader. */
  cancel(error: Error): void {
    this.#chunks = [];
    this.end(error);
    this.#controller?.abort(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        const chunks = this.#chunks;
        this.#chunks = [];
        this.#size = 0;
        this.#controller?.resume();
        yield* chunks;
        if (this.#chunks.length > 0) continue;
        if (this.#outcome?.error !== undefined) throw this.#outcome.error;
        if (this.#outcome !== undefined) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    } finally {
      if (this.#outcome === undefined) this.cancel(new Error('the reader left'));
    }
  }
}
