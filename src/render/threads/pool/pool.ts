import { Worker, type ResourceLimits } from 'node:worker_threads';
import { type Clock, type Logger, messageOf, type Metrics, type Priority } from '../../../base/index.ts';
import { RenderError } from '../../error.ts';
import type { JobEnd, JobMessage, JobReply } from './protocol.ts';
import { JobQueue } from './queue.ts';

/** How a pool of worker threads is made. */
export interface PoolOptions {
  readonly size: number;
  /** The module that each thread runs: it answers every JobMessage with one JobReply. */
  readonly entry: URL;
  readonly workerData?: unknown;
  /** The memory cap of a thread. */
  readonly resourceLimits: ResourceLimits;
  /** How long a job that nobody waits for any more may take to notice, before its thread is ended. */
  readonly graceMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One piece of work for a pool. */
export interface PoolJob<In> {
  readonly payload: In;
  readonly affinity: string;
  readonly priority: Priority;
  /** Counted from the start of the work, not from its place in the queue. */
  readonly timeoutMs: number;
}

interface Ticket<In, Out> extends PoolJob<In> {
  readonly id: number;
  readonly stop: SharedArrayBuffer;
  /** Tells who waits how the job ended; only the first call counts. */
  readonly settle: (end: JobEnd<Out> | Error) => void;
}

interface Slot<In, Out> {
  readonly number: number;
  worker: Worker | undefined;
  job: Ticket<In, Out> | undefined;
  /** Calls off the timer of the running job. */
  disarm: () => void;
}

/**
 * Worker threads that do one job at a time each. A job that takes too long, wants too much memory or crashes loses its thread and
 * fails alone; the next job starts a new one. Threads start when they are first needed and keep no process alive while idle.
 */
export class WorkerPool<In, Out> {
  readonly #options: PoolOptions;
  readonly #slots: readonly Slot<In, Out>[];
  readonly #queue: JobQueue<Ticket<In, Out>>;
  readonly #ending = new Set<Promise<unknown>>();
  #closed = false;
  #lastId = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#queue = new JobQueue(options.size);
    this.#slots = Array.from({ length: options.size }, (_, number) => ({
      number,
      worker: undefined,
      job: undefined,
      disarm: () => undefined,
    }));
  }

  /** Does `job` on some thread. Rejects with the signal's reason when it aborts first, and with RenderError `closed` after `close`. */
  run(job: PoolJob<In>, signal?: AbortSignal): Promise<JobEnd<Out>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      if (this.#closed) return reject(closedError());
      const abort = (): void => {
        ticket.settle(signal?.reason as Error);
        if (this.#queue.remove(ticket)) this.#noteDepth();
        else this.#abandon(ticket);
      };
      const ticket: Ticket<In, Out> = {
        ...job,
        id: ++this.#lastId,
        stop: new SharedArrayBuffer(4),
        settle: (end) => {
          signal?.removeEventListener('abort', abort);
          if (end instanceof Error) reject(end);
          else resolve(end);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.add(ticket);
      const home = this.#slots[this.#queue.home(job.affinity)];
      const idle = home?.job === undefined ? home : this.#slots.find((slot) => slot.job === undefined);
      if (idle === undefined) this.#noteDepth();
      else this.#next(idle);
    });
  }

  /** Ends every thread; what waits or runs is rejected with RenderError `closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const ticket of this.#queue.drain()) ticket.settle(closedError());
    for (const slot of this.#slots) {
      slot.job?.settle(closedError());
      this.#discard(slot);
    }
    await Promise.all(this.#ending);
  }

  #next(slot: Slot<In, Out>): void {
    const ticket = this.#closed ? undefined : this.#queue.take(slot.number);
    if (ticket === undefined) return;
    this.#noteDepth();
    slot.job = ticket;
    const message: JobMessage<In> = { id: ticket.id, payload: ticket.payload, stop: ticket.stop };
    try {
      slot.worker ??= this.#start(slot);
      slot.worker.ref();
      slot.worker.postMessage(message, []);
    } catch (error) {
      this.#lose(slot, { kind: 'crashed', message: messageOf(error) });
      return;
    }
    slot.disarm = this.#options.clock.after(ticket.timeoutMs, () => {
      ticket.settle({ kind: 'timed-out' });
      this.#abandon(ticket);
    });
  }

  #noteDepth(): void {
    this.#options.metrics.gauge('slipway_render_queue_depth', this.#queue.length);
  }

  #start(slot: Slot<In, Out>): Worker {
    const { entry, workerData, resourceLimits } = this.#options;
    // Flags that are right for the program's entry (--eval, --input-type, --inspect-brk) are not for a thread's.
    const worker = new Worker(entry, { workerData, resourceLimits, execArgv: [] });
    worker.on('message', (reply: JobReply<Out>) => {
      if (slot.worker !== worker || slot.job?.id !== reply.id) return;
      slot.job.settle(reply.kind === 'done' ? reply : { kind: 'crashed', message: reply.message });
      slot.disarm();
      slot.job = undefined;
      worker.unref();
      this.#next(slot);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (slot.worker !== worker) return;
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#lose(slot, memory ? { kind: 'out-of-memory' } : { kind: 'crashed', message: error.message });
    });
    worker.on('exit', (code) => {
      if (slot.worker !== worker) return;
      this.#lose(slot, { kind: 'crashed', message: `the worker thread ended with code ${code}` });
    });
    return worker;
  }

  /** Nobody waits for `ticket` any more: asks its worker to stop, and ends the thread when it does not within the grace. */
  #abandon(ticket: Ticket<In, Out>): void {
    const slot = this.#slots.find((candidate) => candidate.job === ticket);
    if (slot === undefined) return;
    Atomics.store(new Int32Array(ticket.stop), 0, 1);
    slot.disarm();
    slot.disarm = this.#options.clock.after(this.#options.graceMs, () => this.#lose(slot, { kind: 'timed-out' }));
  }

  /** The thread of `slot` is or shall be gone; what it did ends as `end`. */
  #lose(slot: Slot<In, Out>, end: JobEnd<Out>): void {
    this.#options.logger.warn('render worker was replaced', { worker: slot.number, reason: end.kind });
    this.#options.metrics.count('slipway_render_worker_replacements_total', { reason: end.kind });
    slot.job?.settle(end);
    this.#discard(slot);
    this.#next(slot);
  }

  #discard(slot: Slot<In, Out>): void {
    slot.disarm();
    slot.job = undefined;
    const worker = slot.worker;
    slot.worker = undefined;
    if (worker === undefined) return;
    const ended = worker.terminate().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}

function closedError(): RenderError {
  return new RenderError('closed', 'the renderer was closed: it takes no more work');
}
