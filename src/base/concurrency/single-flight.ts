/** Runs work once for all who ask for the same key while it is under way. */
export class SingleFlight<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** The result of `work` for `key`: of the run under way where there is one. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
