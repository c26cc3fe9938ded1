import { canonicalJson, type ClusterKey, type JsonObject } from '../../base/index.ts';
import type { Identity, KubeClient } from '../client.ts';
import type { Informer, InformerOptions } from '../informer.ts';
import type { ApiResource } from '../resource.ts';
import { type InformerPorts, type OwnedInformer, startInformer } from './list-watch-informer.ts';

/** Whose objects an informer reads, and as whom. */
export interface InformerSource {
  readonly cluster: ClusterKey;
  readonly client: KubeClient;
  /** Read as somebody else than the client itself. */
  readonly identity?: Identity | undefined;
}

/** A share in an informer. It runs while anybody has one. */
export interface InformerLease extends Disposable {
  readonly informer: Informer;
  /** Gives the share back; a second call does nothing. */
  release(): void;
}

interface Entry {
  readonly cluster: ClusterKey;
  readonly informer: OwnedInformer;
  shares: number;
  cancelEnd: (() => void) | undefined;
}

/**
 * The informers of a process, one for each cluster, identity, resource and selection, shared by all who want it. An informer that
 * nobody has a share in any more lives on for `lingerMs`, so that who comes back soon finds it filled.
 */
export class InformerSet {
  readonly #ports: InformerPorts;
  readonly #lingerMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #transforms = new WeakMap<NonNullable<InformerOptions['transform']>, number>();
  #transformCount = 0;

  constructor(ports: InformerPorts, lingerMs = 60_000) {
    this.#ports = ports;
    this.#lingerMs = lingerMs;
  }

  /** A share in the informer of `resource`; it is started where there is none. The transform must be the same function to share. */
  acquire(source: InformerSource, resource: ApiResource, options: InformerOptions = {}): InformerLease {
    const key = this.#keyOf(source, resource, options);
    const entry = this.#entries.get(key) ?? this.#start(key, source, resource, options);
    entry.shares += 1;
    entry.cancelEnd?.();
    entry.cancelEnd = undefined;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      entry.shares -= 1;
      if (entry.shares === 0) entry.cancelEnd = this.#ports.clock.after(this.#lingerMs, () => this.#end(key, entry));
    };
    return { informer: entry.informer, release, [Symbol.dispose]: release };
  }

  /** Ends all informers of a cluster whose connection has changed or gone; those who have shares in them acquire anew. */
  drop(cluster: ClusterKey): void {
    for (const [key, entry] of this.#entries) if (entry.cluster === cluster) this.#end(key, entry);
  }

  /** Ends all informers. */
  close(): void {
    for (const [key, entry] of this.#entries) this.#end(key, entry);
  }

  /** How many informers run. */
  get size(): number {
    return this.#entries.size;
  }

  #start(key: string, source: InformerSource, resource: ApiResource, options: InformerOptions): Entry {
    const { client, identity, cluster } = source;
    const reader = identity === undefined ? client : client.as(identity);
    const ports = { ...this.#ports, logger: this.#ports.logger.with({ cluster }) };
    const entry: Entry = {
      cluster,
      informer: startInformer(reader, resource, options, ports),
      shares: 0,
      cancelEnd: undefined,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #end(key: string, entry: Entry): void {
    entry.cancelEnd?.();
    entry.informer.close();
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #keyOf(source: InformerSource, resource: ApiResource, options: InformerOptions): string {
    const { transform, ...selection } = options;
    const { group, version, plural } = resource;
    const identity = source.identity as JsonObject | undefined;
    const transformed = transform === undefined ? 0 : this.#numberOf(transform);
    return canonicalJson({
      cluster: source.cluster,
      identity,
      group,
      version,
      plural,
      selection: { ...selection },
      transformed,
    });
  }

  #numberOf(transform: NonNullable<InformerOptions['transform']>): number {
    const known = this.#transforms.get(transform);
    if (known !== undefined) return known;
    this.#transformCount += 1;
    this.#transforms.set(transform, this.#transformCount);
    return this.#transformCount;
  }
}
