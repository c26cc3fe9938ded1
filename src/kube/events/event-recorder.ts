import {
  type Clock,
  type KubeObject,
  type Logger,
  messageOf,
  type Metrics,
  type Random,
  sleep,
} from '../../base/index.ts';
import type { KubeWriter } from '../client.ts';
import { KubeError } from '../error.ts';
import { EventCorrelator } from './correlator.ts';
import {
  type EventContent,
  type EventObject,
  eventResource,
  makeEvent,
  toKubeObject,
  toPatch,
} from './event-object.ts';

/** How many events may wait to be written; who comes then is dropped and counted. */
const maxQueued = 1000;

/** How often, and how long apart, an event is tried while the API server is away: client-go's recorder. */
const maxTries = 12;
const retryMs = 10_000;

/** How long `close` waits for what is queued. */
const closeMs = 5_000;

/**
 * Writes Events about objects, as client-go's recorder does: in the background, one request an event, the same event again by counting
 * it up, and never so many that they drown anything (see EventCorrelator). What cannot be written is logged and forgotten; nobody ever
 * waits for an event.
 */
export class EventRecorder {
  readonly #writer: KubeWriter;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #correlator = new EventCorrelator();
  readonly #queue: EventObject[] = [];
  readonly #stop = new AbortController();
  #closing = false;
  #pump: Promise<void> | undefined;
  #lastNanos = 0n;

  constructor(options: {
    readonly client: KubeWriter;
    readonly clock: Clock;
    readonly random: Random;
    readonly logger: Logger;
    readonly metrics: Metrics;
  }) {
    this.#writer = options.client;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#logger = options.logger;
    this.#metrics = options.metrics;
  }

  /** Records an event about `object` in the name of `component`. Returns at once and never throws. */
  record(object: KubeObject, content: EventContent, component: string): void {
    if (this.#closing) return;
    const name = this.#nameFor(object.metadata.name ?? '');
    const event = this.#correlator.correlate(makeEvent(object, content, component, this.#clock.now(), name));
    if (event === undefined) this.#count('limited');
    else if (this.#queue.length >= maxQueued) this.#count('dropped');
    else {
      this.#queue.push(event);
      this.#pump ??= this.#run();
    }
  }

  /** Takes no more events, tries for a moment to write those that wait, and resolves. */
  async close(): Promise<void> {
    this.#closing = true;
    const cancel = this.#clock.after(closeMs, () => this.#stop.abort(new Error('the recorder was closed')));
    await this.#pump;
    cancel();
  }

  async #run(): Promise<void> {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      try {
        await this.#write(event);
        this.#count('written');
      } catch (error) {
        this.#count('failed');
        const { involved, content } = event;
        const fields = {
          kind: involved.kind,
          namespace: event.namespace,
          name: involved.name,
          reason: content.reason,
        };
        this.#logger.warn('an event could not be written', { ...fields, error: messageOf(error) });
      }
      if (this.#stop.signal.aborted) this.#queue.length = 0;
    }
    this.#pump = undefined;
  }

  /** While the API server is away everything waits; what it refuses is given up. */
  async #write(event: EventObject): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#send(event);
      } catch (error) {
        const away = error instanceof KubeError && (error.httpStatus === 0 || error.retryAfterMs !== undefined);
        if (!away || error.code === 'config' || tries >= maxTries || this.#closing) throw error;
        await sleep(this.#clock, tries === 1 ? retryMs * this.#random.float() : retryMs, this.#stop.signal);
      }
    }
  }

  async #send(event: EventObject): Promise<void> {
    const options = { signal: this.#stop.signal, priority: 'low' } as const;
    if (event.count > 1) {
      const ref = { resource: eventResource, namespace: event.namespace, name: event.name };
      try {
        await this.#writer.patch(ref, { kind: 'strategic', patch: toPatch(event) }, options);
        return;
      } catch (error) {
        // Events live for an hour; one that has gone is written anew, with its count.
        if (!(error instanceof KubeError && error.code === 'not-found')) throw error;
      }
    }
    await this.#writer.create(eventResource, toKubeObject(event), options);
  }

  /** `<object>.<nanoseconds in hex>`, or a uuid where that is no name of an object (client-go record/util.GenerateEventName). */
  #nameFor(object: string): string {
    const now = BigInt(this.#clock.now()) * 1_000_000n;
    this.#lastNanos = now > this.#lastNanos ? now : this.#lastNanos + 1n;
    const name = `${object}.${this.#lastNanos.toString(16)}`;
    return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
      ? name
      : this.#random.uuid();
  }

  #count(outcome: 'written' | 'failed' | 'limited' | 'dropped'): void {
    this.#metrics.count('slipway_events_total', { outcome });
  }
}
