/** What the pool sends to a worker thread for one job. */
export interface JobMessage<In> {
  readonly id: number;
  readonly payload: In;
  /** One Int32: not 0 once nobody waits for the job any more, so that it may stop where it likes. */
  readonly stop: SharedArrayBuffer;
}

/** What a worker thread sends back; `failed` is a mistake in the worker's own code, never in what a user wrote. */
export type JobReply<Out> =
  | { readonly id: number; readonly kind: 'done'; readonly value: Out }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

/** How a job of a pool ended. */
export type JobEnd<Out> =
  | { readonly kind: 'done'; readonly value: Out }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'crashed'; readonly message: string };
