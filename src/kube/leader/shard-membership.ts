import {
  backoffDelay,
  type Clock,
  type Json,
  type KubeObject,
  type Logger,
  messageOf,
  type Metrics,
  type Random,
  sha256,
  sleep,
} from '../../base/index.ts';
import type { KubeClient } from '../client.ts';
import { KubeError } from '../error.ts';
import { type OwnedInformer, startInformer } from '../informer/index.ts';
import { formatMicroTime, leaseResource, readLease, writeLease } from './lease.ts';
import { MemberView } from './member-view.ts';

/** Says which group of replicas a Lease makes its holder a member of. */
export const memberLabel = 'slipway.dev/member-of';

/** Who becomes a member of what. */
export interface ShardMembershipOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  /** The group: a label value, such as `application-controller`. */
  readonly group: string;
  /** Unique among the replicas, such as the pod's name with a uuid. */
  readonly identity: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long without a sign of life a member counts. Default 20 s. */
  readonly leaseDurationMs?: number;
  /** How often a member gives a sign of life. Default 5 s. */
  readonly renewMs?: number;
  /** How long the members must have been the same before one takes what was another's. Default 3 s. */
  readonly settleMs?: number;
}

/**
 * Divides owners among the replicas of a group without a leader: each keeps a Lease that says that it is alive, all watch each other's,
 * and each uid belongs to one of those alive (see `rendezvous`). What a replica loses it loses at once; what it gains it has when the
 * members have stayed the same for `settleMs`, so that the one before has noticed. A replica that cannot renew its own Lease in two
 * thirds of its duration has nothing, before others take over.
 */
export class ShardMembership {
  readonly #options: ShardMembershipOptions;
  readonly #durationMs: number;
  readonly #renewMs: number;
  readonly #name: string;
  readonly #view: MemberView;
  readonly #informer: OwnedInformer;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  /** Joins the group; `owns` says no until the group has settled. */
  constructor(options: ShardMembershipOptions) {
    this.#options = options;
    this.#durationMs = options.leaseDurationMs ?? 20_000;
    this.#renewMs = options.renewMs ?? 5_000;
    this.#name = `${options.group}-${sha256(options.identity).slice(0, 16)}`;
    this.#view = new MemberView(options.identity, (this.#durationMs * 2) / 3, options.settleMs ?? 3_000, options.clock);
    const selection = { namespace: options.namespace, labelSelector: `${memberLabel}=${options.group}` };
    this.#informer = startInformer(options.client, leaseResource, selection, options);
    this.#informer.subscribe(({ kind, object }) => {
      const { holder, renewTime, durationSeconds } = readLease(object);
      if (kind === 'deleted' || holder === '') this.#view.left(object.metadata.name ?? '');
      else this.#view.seen(object.metadata.name ?? '', holder, renewTime, durationSeconds * 1000);
    });
    this.#view.onChange(() => {
      options.metrics.gauge('slipway_shard_members', this.members().length, { group: options.group });
      options.logger.info('the members of a group changed', { name: options.group, members: this.members().join(' ') });
    });
    this.#running = this.#keepAlive();
  }

  /** Those who are alive, sorted. */
  members(): readonly string[] {
    return this.#view.members();
  }

  /** Whether `uid` is ours to handle now. */
  owns(uid: string): boolean {
    return this.#view.owns(uid);
  }

  /** Calls `handler` whenever `owns` may answer otherwise than before; returns the way to end it. */
  onChange(handler: () => void): () => void {
    return this.#view.onChange(handler);
  }

  /** Leaves the group: owns nothing from now on, and gives its Lease back so that others need not wait. Never throws. */
  async close(): Promise<void> {
    this.#view.close();
    this.#stop.abort(new Error('left the group'));
    this.#informer.close();
    await this.#running;
    const late = new AbortController();
    const cancel = this.#options.clock.after(this.#renewMs, () =>
      late.abort(new Error('the API server took too long')),
    );
    try {
      await this.#options.client.delete(this.#ref(this.#name), { signal: late.signal });
    } catch (error) {
      this.#options.logger.warn('the lease of a member could not be removed', {
        name: this.#name,
        error: messageOf(error),
      });
    } finally {
      cancel();
    }
  }

  async #keepAlive(): Promise<void> {
    const { clock, random, logger } = this.#options;
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      const started = clock.now();
      const late = new AbortController();
      const cancel = clock.after(this.#durationMs, () => late.abort(new Error('the API server took too long')));
      try {
        await this.#renew(AbortSignal.any([signal, late.signal]));
        this.#view.renewed(started);
        failures = 0;
        await this.#sweep(signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        logger.warn('a member could not renew its lease', { name: this.#name, error: messageOf(error) });
      } finally {
        cancel();
      }
      const backoff = { initialMs: 500, factor: 2, maxMs: this.#renewMs, jitter: 0.2 };
      const wait = failures === 0 ? this.#renewMs : backoffDelay(backoff, failures - 1, random);
      await sleep(clock, wait, signal).catch(() => undefined);
    }
  }

  /** Server-side apply writes the Lease whether it is there or not, in one request, and nobody else writes it. */
  async #renew(signal: AbortSignal): Promise<void> {
    const { client, namespace, group, identity, clock } = this.#options;
    const now = formatMicroTime(clock.now());
    const blank: KubeObject = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace, name: this.#name, labels: { [memberLabel]: group } },
    };
    const record = {
      holder: identity,
      durationSeconds: Math.max(1, Math.round(this.#durationMs / 1000)),
      acquireTime: this.#acquireTime(now),
      renewTime: now,
      transitions: 0,
    };
    const patch = { kind: 'apply', object: writeLease(blank, record), force: true } as const;
    await client.patch(this.#ref(this.#name), patch, { fieldManager: 'slipway', signal, priority: 'high' });
  }

  #acquireTime(now: string): string {
    const known: Json | undefined = this.#informer.get(this.#options.namespace, this.#name)?.['spec'];
    const acquired =
      typeof known === 'object' && known !== null && !Array.isArray(known) ? known['acquireTime'] : undefined;
    return typeof acquired === 'string' ? acquired : now;
  }

  /** Removes the Leases of members that crashed long ago; the first of those alive does it for all. */
  async #sweep(signal: AbortSignal): Promise<void> {
    if (this.members()[0] !== this.#options.identity) return;
    for (const name of this.#view.longGone()) {
      const lease = this.#informer.get(this.#options.namespace, name);
      if (lease === undefined) continue;
      const { uid, resourceVersion } = lease.metadata;
      const preconditions = {
        ...(uid !== undefined && { uid }),
        ...(resourceVersion !== undefined && { resourceVersion }),
      };
      try {
        await this.#options.client.delete(this.#ref(name), { preconditions, signal, priority: 'low' });
      } catch (error) {
        const expected = error instanceof KubeError && (error.code === 'not-found' || error.code === 'conflict');
        if (!expected)
          this.#options.logger.warn('the lease of a gone member could not be removed', {
            name,
            error: messageOf(error),
          });
      }
    }
  }

  #ref(name: string): { resource: typeof leaseResource; namespace: string; name: string } {
    return { resource: leaseResource, namespace: this.#options.namespace, name };
  }
}
