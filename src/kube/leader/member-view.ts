import type { Clock } from '../../base/index.ts';
import { rendezvous } from './rendezvous.ts';

interface Member {
  readonly identity: string;
  readonly renewTime: string;
  readonly durationMs: number;
  /** When we saw the record change, on our own clock: others' clocks are never believed. */
  readonly seenAt: number;
}

/** A Lease whose holder gave no sign of life for so many of its durations is of no use to anybody. */
const longGoneDurations = 10;

/** Who is alive as one replica sees it, and what is its own share of the uids. */
export class MemberView {
  readonly #identity: string;
  readonly #selfMs: number;
  readonly #settleMs: number;
  readonly #clock: Clock;
  readonly #leases = new Map<string, Member>();
  readonly #handlers = new Set<() => void>();
  #current: readonly string[] = [];
  /** The members that had stayed the same for long enough. */
  #settled: readonly string[] = [];
  #renewedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #cancelExpiry: () => void = () => undefined;
  #cancelSettle: () => void = () => undefined;

  /** `selfMs`: how long a renewal of our own Lease makes us a member. */
  constructor(identity: string, selfMs: number, settleMs: number, clock: Clock) {
    this.#identity = identity;
    this.#selfMs = selfMs;
    this.#settleMs = settleMs;
    this.#clock = clock;
  }

  members(): readonly string[] {
    return this.#current;
  }

  owns(uid: string): boolean {
    if (this.#closed || !this.#selfAlive()) return false;
    return rendezvous(this.#current, uid) === this.#identity && rendezvous(this.#settled, uid) === this.#identity;
  }

  onChange(handler: () => void): () => void {
    const entry = (): void => handler();
    this.#handlers.add(entry);
    return () => void this.#handlers.delete(entry);
  }

  /** A Lease says that `identity` renewed it. */
  seen(lease: string, identity: string, renewTime: string, durationMs: number): void {
    const known = this.#leases.get(lease);
    if (known?.renewTime === renewTime && known.identity === identity) return;
    this.#leases.set(lease, { identity, renewTime, durationMs, seenAt: this.#clock.now() });
    this.#update();
  }

  /** A Lease is gone. */
  left(lease: string): void {
    if (this.#leases.delete(lease)) this.#update();
  }

  /** Our own Lease was renewed by a request that began at `startedAt`. */
  renewed(startedAt: number): void {
    this.#renewedAt = startedAt;
    this.#update();
  }

  /** The Leases of members that were last alive long ago. */
  longGone(): readonly string[] {
    const now = this.#clock.now();
    return [...this.#leases]
      .filter(([, member]) => now - member.seenAt > longGoneDurations * member.durationMs)
      .map(([lease]) => lease);
  }

  /** Owns nothing from now on, and tells nobody of anything. */
  close(): void {
    this.#closed = true;
    this.#cancelExpiry();
    this.#cancelSettle();
    this.#handlers.clear();
  }

  #selfAlive(): boolean {
    return this.#clock.now() < this.#renewedAt + this.#selfMs;
  }

  #update(): void {
    if (this.#closed) return;
    const now = this.#clock.now();
    const alive = new Set<string>();
    let next = Number.POSITIVE_INFINITY;
    for (const member of this.#leases.values()) {
      // Whether we are alive ourselves we know better than our Lease.
      if (member.identity === this.#identity) continue;
      const expiry = member.seenAt + member.durationMs;
      if (expiry <= now) continue;
      alive.add(member.identity);
      next = Math.min(next, expiry);
    }
    if (this.#selfAlive()) {
      alive.add(this.#identity);
      next = Math.min(next, this.#renewedAt + this.#selfMs);
    }
    this.#cancelExpiry();
    if (next < Number.POSITIVE_INFINITY) this.#cancelExpiry = this.#clock.after(next - now, () => this.#update());
    const members = [...alive].sort();
    if (members.join('\0') === this.#current.join('\0')) return;
    this.#current = members;
    this.#cancelSettle();
    this.#cancelSettle = this.#clock.after(this.#settleMs, () => {
      this.#settled = this.#current;
      this.#tell();
    });
    this.#tell();
  }

  #tell(): void {
    for (const handler of this.#handlers) handler();
  }
}
