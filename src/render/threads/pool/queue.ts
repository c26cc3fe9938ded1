import type { Priority } from '../../../base/index.ts';

const order: readonly Priority[] = ['high', 'normal', 'low'];

/** What a queued job says of itself. */
export interface Queued {
  readonly priority: Priority;
  readonly affinity: string;
}

/** Jobs that wait for a worker: higher priorities first, and of equal ones first the oldest that is at home at the asking worker. */
export class JobQueue<J extends Queued> {
  readonly #waiting: Record<Priority, J[]> = { high: [], normal: [], low: [] };
  readonly #workers: number;

  constructor(workers: number) {
    this.#workers = workers;
  }

  get length(): number {
    return order.reduce((sum, priority) => sum + this.#waiting[priority].length, 0);
  }

  /** The worker at which the caches for `affinity` are, when it has been there before. */
  home(affinity: string): number {
    let hash = 0;
    for (let at = 0; at < affinity.length; at += 1) hash = (Math.imul(hash, 31) + affinity.charCodeAt(at)) >>> 0;
    return hash % this.#workers;
  }

  add(job: J): void {
    this.#waiting[job.priority].push(job);
  }

  /** Takes the job that `worker` should do next, also one that is at home elsewhere: an idle worker helps a busy one. */
  take(worker: number): J | undefined {
    const waiting = order.map((priority) => this.#waiting[priority]).find((jobs) => jobs.length > 0);
    if (waiting === undefined) return undefined;
    const own = waiting.findIndex((job) => this.home(job.affinity) === worker);
    return waiting.splice(Math.max(own, 0), 1)[0];
  }

  /** Takes `job` out; false where it does not wait. */
  remove(job: J): boolean {
    const waiting = this.#waiting[job.priority];
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    return at >= 0;
  }

  /** Takes everything out. */
  drain(): J[] {
    return order.flatMap((priority) => this.#waiting[priority].splice(0));
  }
}
