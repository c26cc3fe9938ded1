interface Running<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Runs work once for all who ask for the same key while it is under way. One who gives up (by its signal) leaves the others waiting; when all
 * have, the work is aborted.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const running = this.#running.get(key) ?? this.#start(key, work);
    return this.#wait(key, running, signal);
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const promise = work(controller.signal).finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    const running: Running<T> = { promise, controller, waiting: 0 };
    this.#running.set(key, running);
    return running;
  }

  async #wait(key: string, running: Running<T>, signal: AbortSignal | undefined): Promise<T> {
    running.waiting += 1;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal?.reason);
    });
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([running.promise, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
      running.waiting -= 1;
      if (running.waiting === 0 && this.#running.get(key) === running) {
        this.#running.delete(key);
        running.controller.abort(signal?.reason);
      }
    }
  }
}
