import {
  backoffDelay,
  type Clock,
  jsonAt,
  type KubeObject,
  type Logger,
  messageOf,
  type Metrics,
  type Random,
  sleep,
} from '../../base/index.ts';
import type { KubeReader, WatchEvent, WatchOptions } from '../client.ts';
import { readWholeList } from '../client/index.ts';
import { KubeError } from '../error.ts';
import type { Informer, InformerEvent, InformerOptions } from '../informer.ts';
import type { ApiResource } from '../resource.ts';
import { untilAbort } from '../until-abort.ts';
import { applyEvent, replaceAll } from './changes.ts';
import { ObjectStore } from './object-store.ts';
import { Subscribers } from './subscribers.ts';
import { defaultTuning, type InformerTuning } from './tuning.ts';
import { WatchGuard } from './watch-guard.ts';

/** What an informer reads from and works with. */
export interface InformerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tuning?: Partial<InformerTuning>;
}

/** An informer that its owner can end. */
export interface OwnedInformer extends Informer {
  /** Ends the watch; who waits for `synced` is let go with an error. What is cached can still be read. */
  close(): void;
}

/**
 * Starts an informer. It fills its cache by a WatchList, or by a paged list where the server knows no WatchList, both consistent
 * reads; then it follows the watch. A watch that ends, drops or goes silent is resumed where it was; one that is too old (410) is
 * followed by a new fill, whose differences to the cache are told as events.
 */
export function startInformer(
  reader: KubeReader,
  resource: ApiResource,
  options: InformerOptions,
  ports: InformerPorts,
): OwnedInformer {
  return new ListWatchInformer(reader, resource, options, ports);
}

class ListWatchInformer implements OwnedInformer {
  readonly resource: ApiResource;
  readonly #reader: KubeReader;
  readonly #options: InformerOptions;
  readonly #ports: InformerPorts;
  readonly #tuning: InformerTuning;
  readonly #logger: Logger;
  readonly #labels: { readonly group: string; readonly resource: string };
  readonly #subscribers: Subscribers;
  readonly #stop = new AbortController();
  readonly #filled = Promise.withResolvers<void>();
  #store = new ObjectStore();
  /** Where the watch goes on; undefined while the cache must be filled. */
  #version: string | undefined;
  #streaming = true;
  #failures = 0;
  #error: Error | undefined;

  constructor(reader: KubeReader, resource: ApiResource, options: InformerOptions, ports: InformerPorts) {
    this.resource = resource;
    this.#reader = reader;
    this.#options = options;
    this.#ports = ports;
    this.#tuning = { ...defaultTuning, ...ports.tuning };
    this.#logger = ports.logger.with({ kind: resource.kind, namespace: options.namespace ?? '' });
    this.#labels = { group: resource.group, resource: resource.plural };
    this.#subscribers = new Subscribers(this.#logger);
    // Nobody may wait for it, and then its rejection concerns nobody.
    this.#filled.promise.catch(() => undefined);
    void this.#run(this.#stop.signal);
  }

  synced(signal?: AbortSignal): Promise<void> {
    return untilAbort(this.#filled.promise, signal);
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#store.get(namespace, name);
  }

  list(namespace?: string): Iterable<KubeObject> {
    const store = this.#store;
    return { [Symbol.iterator]: () => store.list(namespace) };
  }

  subscribe(handler: (event: InformerEvent) => void): () => void {
    return this.#subscribers.add(handler, present(this.#store));
  }

  lastError(): Error | undefined {
    return this.#error;
  }

  close(): void {
    const closed = new KubeError('unavailable', `the informer of ${this.resource.plural} was closed`);
    this.#stop.abort(closed);
    this.#filled.reject(closed);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = this.#ports.clock.now();
      const before = this.#version;
      try {
        if (this.#version === undefined && !this.#streaming) await this.#fillByList(signal);
        await this.#follow(signal);
        const short = this.#ports.clock.now() - began < this.#tuning.shortWatchMs;
        if (short && before !== undefined && this.#version === before) {
          throw new KubeError('unavailable', 'the watch ended as soon as it had begun');
        }
      } catch (error) {
        await this.#recover(error, signal);
      }
    }
  }

  /** Follows one watch to its end; where the cache must be filled the watch does that first. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { minWatchSeconds, maxWatchSeconds, idleMs, initialIdleMs } = this.#tuning;
    const timeoutSeconds = Math.round(
      minWatchSeconds + this.#ports.random.float() * (maxWatchSeconds - minWatchSeconds),
    );
    let incoming = this.#version === undefined ? new ObjectStore() : undefined;
    const initial = incoming !== undefined;
    const guard = new WatchGuard(this.#ports.clock, { maxMs: (timeoutSeconds + 30) * 1000, initialIdleMs, initial });
    const options: WatchOptions = {
      ...this.#selection(),
      ...(this.#version !== undefined && { resourceVersion: this.#version }),
      sendInitialEvents: initial,
      timeoutSeconds,
      idleTimeoutMs: idleMs,
      onOpen: () => {
        // What is cached is current again, though nothing may come for long. How often it failed stays counted until something does.
        if (!initial) this.#error = undefined;
      },
      signal: AbortSignal.any([signal, guard.signal]),
    };
    this.#ports.metrics.count('slipway_informer_watches_total', this.#labels);
    try {
      for await (const event of this.#reader.watch(this.resource, options)) {
        if (signal.aborted) return;
        if (incoming === undefined) this.#apply(event);
        else if (event.kind === 'bookmark' && event.initialEventsEnd) {
          guard.filled();
          this.#replace(incoming, event.resourceVersion);
          incoming = undefined;
        } else {
          guard.seen();
          if (event.kind !== 'bookmark') collect(incoming, event, this.#options.transform);
        }
      }
    } catch (error) {
      if (signal.aborted || guard.reason === 'overdue') return;
      if (incoming === undefined || !(guard.reason === 'stalled' || refusesWatchList(error))) throw error;
      this.#streaming = false;
      return;
    } finally {
      guard.close();
    }
    if (incoming !== undefined) throw new KubeError('unavailable', 'the watch ended before all objects had come');
  }

  async #fillByList(signal: AbortSignal): Promise<void> {
    this.#ports.metrics.count('slipway_informer_lists_total', this.#labels);
    const { transform } = this.#options;
    const selection = { ...this.#selection(), signal };
    // Page by page, so that never more than one page is in memory before it is reduced.
    const list = await readWholeList({}, async (page) => {
      const read = await this.#reader.list(this.resource, { ...selection, ...page });
      return transform === undefined ? read : { ...read, items: read.items.map(transform) };
    });
    const incoming = new ObjectStore();
    for (const object of list.items) incoming.set(object);
    this.#replace(incoming, list.resourceVersion);
  }

  #selection(): Pick<WatchOptions, 'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly'> {
    const { namespace, labelSelector, fieldSelector, metadataOnly } = this.#options;
    return {
      ...(namespace !== undefined && { namespace }),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      ...(metadataOnly !== undefined && { metadataOnly }),
    };
  }

  #replace(incoming: ObjectStore, version: string): void {
    const events = replaceAll(this.#store, incoming);
    this.#store = incoming;
    this.#version = version;
    this.#well();
    this.#ports.metrics.gauge('slipway_informer_objects', incoming.size, this.#labels);
    this.#subscribers.tell(events);
    this.#filled.resolve();
  }

  #apply(event: WatchEvent): void {
    if (event.kind === 'bookmark') {
      this.#version = event.resourceVersion;
      this.#ports.metrics.gauge('slipway_informer_objects', this.#store.size, this.#labels);
    } else {
      this.#version = event.object.metadata.resourceVersion ?? this.#version;
      const { transform } = this.#options;
      this.#subscribers.tell(
        applyEvent(
          this.#store,
          transform === undefined ? event : { kind: event.kind, object: transform(event.object) },
        ),
      );
    }
    this.#well();
  }

  #well(): void {
    this.#failures = 0;
    this.#error = undefined;
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    // Silence is no failure: the resource may just be quiet, and the watch is resumed at once.
    if (
      error instanceof KubeError &&
      error.code === 'timeout' &&
      error.httpStatus === 0 &&
      this.#failures === 0 &&
      this.#version !== undefined
    ) {
      this.#failures += 1;
      this.#logger.debug('a watch went silent and is resumed');
      return;
    }
    this.#error = error instanceof Error ? error : new Error(String(error));
    if (isTooOld(error)) this.#version = undefined;
    const code = error instanceof KubeError ? error.code : 'unknown';
    this.#ports.metrics.count('slipway_informer_errors_total', { ...this.#labels, code });
    const asked = error instanceof KubeError ? (error.retryAfterMs ?? 0) : 0;
    const wait = Math.max(asked, backoffDelay(this.#tuning.backoff, this.#failures, this.#ports.random));
    this.#failures += 1;
    this.#logger.warn('an informer lost its watch', { error: messageOf(error), code, retryMs: Math.round(wait) });
    await sleep(this.#ports.clock, wait, signal).catch(() => undefined);
  }
}

function* present(store: ObjectStore): Generator<InformerEvent, void, undefined> {
  for (const object of store.list()) yield { kind: 'added', object };
}

function collect(
  incoming: ObjectStore,
  event: Exclude<WatchEvent, { kind: 'bookmark' }>,
  transform: ((object: KubeObject) => KubeObject) | undefined,
): void {
  const { namespace = '', name = '' } = event.object.metadata;
  if (event.kind === 'deleted') incoming.delete(namespace, name);
  else incoming.set(transform === undefined ? event.object : transform(event.object));
}

/** Servers before 1.32, or without the WatchList gate, refuse its parameters. */
function refusesWatchList(error: unknown): boolean {
  return error instanceof KubeError && ['invalid', 'bad-request', 'unsupported'].includes(error.code);
}

/** 410; and a version that the server does not know yet, which after a restore from a backup it never will. */
function isTooOld(error: unknown): boolean {
  if (!(error instanceof KubeError)) return false;
  if (error.code === 'gone') return true;
  const causes = jsonAt(error.status, 'details', 'causes');
  return Array.isArray(causes) && causes.some((cause) => jsonAt(cause, 'reason') === 'ResourceVersionTooLarge');
}
