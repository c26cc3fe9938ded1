import { type Clock, jsonEqual, type KubeObject } from '../../base/index.ts';
import type { KubeClient, RequestOptions } from '../client.ts';
import { KubeError } from '../error.ts';
import type { ResourceRef } from '../resource.ts';
import { formatMicroTime, leaseResource, readLease, type LeaseRecord, writeLease } from './lease.ts';

/**
 * A lock in a Lease, as client-go's leader election keeps it (tools/leaderelection). Others' clocks are never believed: a holder counts
 * as gone when its record has not changed for the lease's duration, counted on our own clock from when we saw it.
 */
export class LeaseLock {
  readonly #client: KubeClient;
  readonly #ref: ResourceRef;
  readonly #identity: string;
  readonly #durationMs: number;
  readonly #clock: Clock;
  #seen: { readonly lease: KubeObject; readonly record: LeaseRecord; readonly at: number } | undefined;

  constructor(options: {
    readonly client: KubeClient;
    readonly namespace: string;
    readonly name: string;
    readonly identity: string;
    readonly durationMs: number;
    readonly clock: Clock;
  }) {
    this.#client = options.client;
    this.#ref = { resource: leaseResource, namespace: options.namespace, name: options.name };
    this.#identity = options.identity;
    this.#durationMs = options.durationMs;
    this.#clock = options.clock;
  }

  /** Who held the lock when it was last looked at; empty where nobody did. */
  get holder(): string {
    return this.#seen?.record.holder ?? '';
  }

  /** Takes the lock or renews it; true where it is ours now. Throws KubeError where the API server could not be asked. */
  async take(options: RequestOptions): Promise<boolean> {
    // A holder writes at once what it believes is there; only when that fails does it look.
    if (this.holder === this.#identity) {
      try {
        return await this.#write(options);
      } catch (error) {
        if (!(error instanceof KubeError) || (error.code !== 'conflict' && error.code !== 'not-found')) throw error;
      }
    }
    const lease = await this.#read(options);
    if (lease === undefined) return await this.#create(options);
    this.#observe(lease);
    if (!this.#free()) return false;
    try {
      return await this.#write(options);
    } catch (error) {
      // Somebody else was faster.
      if (error instanceof KubeError && error.code === 'conflict') return false;
      throw error;
    }
  }

  /** Gives the lock back, so that another may take it at once; does nothing where it is not ours. Throws KubeError. */
  async release(options: RequestOptions): Promise<void> {
    if (this.holder !== this.#identity || this.#seen === undefined) return;
    const now = formatMicroTime(this.#clock.now());
    const { lease, record } = this.#seen;
    const released = { ...record, holder: '', durationSeconds: 1, acquireTime: now, renewTime: now };
    this.#observe(await this.#client.replace(this.#ref, writeLease(lease, released), options));
  }

  #free(): boolean {
    if (this.#seen === undefined || this.holder === '' || this.holder === this.#identity) return true;
    return this.#clock.now() >= this.#seen.at + this.#durationMs;
  }

  async #read(options: RequestOptions): Promise<KubeObject | undefined> {
    try {
      return await this.#client.get(this.#ref, options);
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async #create(options: RequestOptions): Promise<boolean> {
    const { namespace, name } = this.#ref;
    const blank: KubeObject = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name } };
    try {
      this.#observe(await this.#client.create(leaseResource, writeLease(blank, this.#next(0)), options));
      return true;
    } catch (error) {
      if (error instanceof KubeError && error.code === 'already-exists') return false;
      throw error;
    }
  }

  async #write(options: RequestOptions): Promise<boolean> {
    if (this.#seen === undefined) return false;
    const { lease, record } = this.#seen;
    const ours = record.holder === this.#identity;
    const next = this.#next(ours ? record.transitions : record.transitions + 1);
    const written = ours ? { ...next, acquireTime: record.acquireTime } : next;
    this.#observe(await this.#client.replace(this.#ref, writeLease(lease, written), options));
    return true;
  }

  #next(transitions: number): LeaseRecord {
    const now = formatMicroTime(this.#clock.now());
    const durationSeconds = Math.max(1, Math.round(this.#durationMs / 1000));
    return { holder: this.#identity, durationSeconds, acquireTime: now, renewTime: now, transitions };
  }

  #observe(lease: KubeObject): void {
    const record = readLease(lease);
    const changed = this.#seen === undefined || !jsonEqual({ ...this.#seen.record }, { ...record });
    this.#seen = { lease, record, at: changed || this.#seen === undefined ? this.#clock.now() : this.#seen.at };
  }
}
