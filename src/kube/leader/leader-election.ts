import { type Clock, type Logger, messageOf, type Metrics, type Random, sleep } from '../../base/index.ts';
import type { KubeClient } from '../client.ts';
import { KubeError } from '../error.ts';
import { LeaseLock } from './lease-lock.ts';

/** Who stands for what, and what the one that is elected does. */
export interface LeaderElectionOptions {
  readonly client: KubeClient;
  /** The Lease. */
  readonly namespace: string;
  readonly name: string;
  /** Unique among those who stand, such as `<pod name>_<uuid>`. */
  readonly identity: string;
  /** The work of the leader. It must end soon when its signal aborts. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
  /** Told who leads, whenever that changes; empty where nobody does. */
  readonly onLeader?: (identity: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long others wait for a sign of life before they take over. Default 15 s. */
  readonly leaseDurationMs?: number;
  /** How long the leader tries to renew before it stops leading; shorter than the lease. Default 10 s. */
  readonly renewDeadlineMs?: number;
  /** How long between tries. Default 2 s. */
  readonly retryPeriodMs?: number;
}

/** Why `runAsLeader` came back. `lost`: the Lease could not be renewed or was taken; the work has been stopped. */
export type LeadershipEnd = 'stopped' | 'lost' | 'finished';

/**
 * Waits until it holds the Lease, then runs `lead` and renews the Lease until `lead` has ended: by itself, because `signal` aborted, or
 * because the Lease was lost; whatever the reason, the Lease is released only after the work has ended. Times and record are client-go's
 * (tools/leaderelection). Throws what `lead` throws.
 */
export async function runAsLeader(options: LeaderElectionOptions, signal: AbortSignal): Promise<LeadershipEnd> {
  const times = timesOf(options);
  const lock = new LeaseLock({ ...options, durationMs: times.leaseDurationMs });
  const election = new Election(options, times, lock);
  if (!(await election.acquire(signal))) return 'stopped';
  return await election.lead(signal);
}

interface Times {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

function timesOf(options: LeaderElectionOptions): Times {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = options;
  if (leaseDurationMs <= renewDeadlineMs || renewDeadlineMs <= retryPeriodMs * 1.2 || retryPeriodMs <= 0) {
    throw new KubeError('config', 'leader election needs lease duration > renew deadline > 1.2 × retry period > 0');
  }
  return { leaseDurationMs, renewDeadlineMs, retryPeriodMs };
}

class Election {
  readonly #options: LeaderElectionOptions;
  readonly #times: Times;
  readonly #lock: LeaseLock;
  readonly #logger: Logger;
  #reported: string | undefined;
  #renewedAt = 0;

  constructor(options: LeaderElectionOptions, times: Times, lock: LeaseLock) {
    this.#options = options;
    this.#times = times;
    this.#lock = lock;
    this.#logger = options.logger.with({ namespace: options.namespace, name: options.name });
    this.#status(false);
  }

  /** True when the Lease is ours, false when the signal aborted first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { clock, random } = this.#options;
    while (!signal.aborted) {
      if (await this.#take(signal, clock.now() + this.#times.renewDeadlineMs)) return true;
      const wait = this.#times.retryPeriodMs * (1 + 1.2 * random.float());
      await sleep(clock, wait, signal).catch(() => undefined);
    }
    return false;
  }

  async lead(signal: AbortSignal): Promise<LeadershipEnd> {
    this.#logger.info('leadership was acquired', { owner: this.#options.identity });
    this.#status(true);
    const stop = new AbortController();
    const ended = new AbortController();
    let failure: { readonly error: unknown } | undefined;
    const work = Promise.resolve(AbortSignal.any([signal, stop.signal]))
      .then(this.#options.lead)
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => ended.abort());
    const held = await this.#renewUntil(ended.signal);
    if (!held) stop.abort(new KubeError('conflict', 'leadership was lost'));
    await work;
    this.#status(false);
    if (held) await this.#release();
    else this.#logger.error('leadership was lost', { owner: this.#options.identity });
    if (!held) return 'lost';
    if (failure !== undefined && !signal.aborted) throw failure.error;
    return signal.aborted ? 'stopped' : 'finished';
  }

  /** Renews until the work has ended; false when the Lease was lost before. */
  async #renewUntil(ended: AbortSignal): Promise<boolean> {
    const { clock, identity } = this.#options;
    while (!ended.aborted) {
      await sleep(clock, this.#times.retryPeriodMs, ended).catch(() => undefined);
      if (ended.aborted) return true;
      const deadline = this.#renewedAt + this.#times.renewDeadlineMs;
      if (await this.#take(undefined, deadline)) continue;
      if (this.#lock.holder !== identity || clock.now() >= deadline) return ended.aborted;
    }
    return true;
  }

  /** One try to take or renew, which may take until `deadline`. */
  async #take(signal: AbortSignal | undefined, deadline: number): Promise<boolean> {
    const { clock, identity } = this.#options;
    const started = clock.now();
    const late = new AbortController();
    const cancel = clock.after(Math.max(0, deadline - started), () =>
      late.abort(new Error('the API server took too long')),
    );
    try {
      const limit = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
      const taken = await this.#lock.take({ signal: limit, priority: 'high' });
      if (taken) this.#renewedAt = started;
      this.#report(taken ? identity : this.#lock.holder);
      return taken;
    } catch (error) {
      if (signal?.aborted !== true)
        this.#logger.warn('the lease could not be taken or renewed', { error: messageOf(error) });
      return false;
    } finally {
      cancel();
    }
  }

  async #release(): Promise<void> {
    const late = new AbortController();
    const cancel = this.#options.clock.after(this.#times.retryPeriodMs, () =>
      late.abort(new Error('the API server took too long')),
    );
    try {
      await this.#lock.release({ signal: late.signal, priority: 'high' });
      this.#logger.info('leadership was released', { owner: this.#options.identity });
      this.#report('');
    } catch (error) {
      this.#logger.warn('the lease could not be released', { error: messageOf(error) });
    } finally {
      cancel();
    }
  }

  #report(leader: string): void {
    if (leader === this.#reported) return;
    this.#reported = leader;
    this.#options.onLeader?.(leader);
  }

  #status(leading: boolean): void {
    this.#options.metrics.gauge('leader_election_master_status', leading ? 1 : 0, { name: this.#options.name });
  }
}
