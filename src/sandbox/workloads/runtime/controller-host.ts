import { messageOf, WorkQueue } from '../../../base/index.ts';
import type { Cluster } from '../../machinery/cluster.ts';
import type { StoredChange } from '../../storage.ts';
import type { Controller, ControllerWatch } from './controller.ts';
import { ControllerClient, type ControllerIdentity } from './controller-client.ts';
import { EventRecorder } from './event-recorder.ts';
import { OwnerIndex } from './owner-index.ts';

/** How long controllers may keep the event loop before requests get a turn. */
const turnMs = 4;
const backoff = { initialMs: 5, factor: 2, maxMs: 30_000, jitter: 0.1 };

/** Runs the controllers of a cluster until it is closed. */
export class ControllerHost {
  readonly #cluster: Cluster;
  readonly #owners: OwnerIndex;
  readonly #recorder: EventRecorder;
  readonly #queues: WorkQueue<string>[] = [];
  readonly #tails: { stop(): void }[] = [];
  readonly #runs: Promise<void>[] = [];
  #turnStart = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#owners = new OwnerIndex(cluster.storage);
    this.#recorder = new EventRecorder(cluster);
  }

  /** Starts a controller: it first looks at all that is there. */
  start(controller: Controller, identity?: Partial<ControllerIdentity>): void {
    const queue = new WorkQueue<string>({ clock: this.#cluster.clock, random: this.#cluster.random, backoff });
    const client = new ControllerClient(this.#cluster, this.#owners, this.#recorder, {
      name: controller.name,
      manager: 'kube-controller-manager',
      ...identity,
    });
    this.#queues.push(queue);
    for (const watch of controller.watches) this.#watch(watch, queue, client);
    this.#runs.push(this.#run(controller, queue, client));
  }

  async close(): Promise<void> {
    for (const tail of this.#tails) tail.stop();
    for (const queue of this.#queues) queue.close();
    await Promise.all(this.#runs);
    this.#owners.stop();
  }

  #watch(watch: ControllerWatch, queue: WorkQueue<string>, client: ControllerClient): void {
    const { storage, registry } = this.#cluster;
    const prefix =
      watch.plural === '*'
        ? ''
        : (registry.get(watch.group, watch.plural)?.keyPrefix ?? `${watch.group}/${watch.plural}/`);
    const see = ({ object, previous, kind }: Pick<StoredChange, 'object' | 'previous' | 'kind'>): void => {
      for (const key of watch.keys(object, { previous, deleted: kind === 'delete', client })) queue.add(key);
    };
    for (const { object } of storage.scan(prefix)) see({ object, previous: undefined, kind: 'put' });
    const tail = storage.tail(prefix, storage.resourceVersion, see);
    if (tail !== undefined) this.#tails.push(tail);
  }

  async #run(controller: Controller, queue: WorkQueue<string>, client: ControllerClient): Promise<void> {
    for (let key = await queue.next(); key !== undefined; key = await queue.next()) {
      await this.#giveTurn();
      try {
        const result = await controller.reconcile(key, client);
        queue.forget(key);
        if (result?.againAfterMs !== undefined) queue.addAfter(key, result.againAfterMs);
      } catch (error) {
        this.#report(controller, key, error);
        queue.retry(key);
      } finally {
        queue.done(key);
      }
    }
  }

  /** Lets requests run after a while of controllers only. */
  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#turnStart < turnMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnStart = performance.now();
  }

  #report(controller: Controller, key: string, error: unknown): void {
    // Somebody else wrote in between, or the namespace is going: the next look settles it.
    const { code } = error as { code?: unknown };
    if (
      code === 'Conflict' ||
      code === 'NotFound' ||
      code === 'Forbidden' ||
      code === 'AlreadyExists' ||
      code === 'closed'
    )
      return;
    this.#cluster.logger.warn('controller failed', {
      controller: controller.name,
      owner: key,
      error: messageOf(error),
    });
  }
}
