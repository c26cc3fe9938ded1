import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from '../../base/index.ts';
import { type CertificatePair, Pem } from '../auth/index.ts';
import { type ClusterConfig, type Environment, proxyFromEnvironment } from '../config/index.ts';
import { tlsOptions } from './tls.ts';

/** How connections to one server are made and kept. */
export interface ConnectionOptions {
  /** How many requests run at a time, each on a connection of its own. */
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  /** How long an idle connection is kept: shorter than what API servers (90 s) and load balancers (60 s) keep. */
  readonly keepAliveMs: number;
  /** Where HTTPS_PROXY and NO_PROXY are read from. */
  readonly environment: Environment;
}

const closeGraceMs = 5_000;

/** The connections of one generation: for requests, bounded; and for streams, each of which takes a connection for long. */
export interface Pools {
  readonly requests: Dispatcher;
  readonly streams: Dispatcher;
}

/**
 * The kept connections to one API server, over HTTP/1.1. They are made anew when a certificate or the authority changes, and on
 * demand when one of them has been found dead, since its neighbours then are likely to be dead too.
 */
export class Connections {
  readonly #config: ClusterConfig;
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #ca: Pem | undefined;
  readonly #all = new Set<Pools>();
  #current:
    | { readonly ca: string | undefined; readonly certificate: CertificatePair | undefined; readonly pools: Pools }
    | undefined;

  constructor(config: ClusterConfig, options: ConnectionOptions, clock: Clock) {
    this.#config = config;
    this.#options = options;
    this.#clock = clock;
    this.#ca = config.tls.ca && new Pem(config.tls.ca, clock);
  }

  /** The connections on which `certificate` is shown. Throws KubeError `config` where certificates cannot be used. */
  async pools(certificate: CertificatePair | undefined): Promise<Pools> {
    const ca = await this.#ca?.read();
    if (this.#current !== undefined && this.#current.ca === ca && this.#current.certificate === certificate) {
      return this.#current.pools;
    }
    const pools = this.#open(ca, certificate);
    this.#retire();
    this.#all.add(pools);
    this.#current = { ca, certificate, pools };
    return pools;
  }

  /** Makes new connections from the next request on; those of `pools` end when what runs on them has ended. */
  renew(pools: Pools): void {
    if (this.#current?.pools === pools) this.#retire();
  }

  /** Ends streams at once, and the rest when its requests have ended, for which it waits five seconds. */
  async close(): Promise<void> {
    this.#current = undefined;
    const all = [...this.#all];
    this.#all.clear();
    const ended = Promise.allSettled(all.flatMap(({ streams, requests }) => [streams.destroy(), requests.close()]));
    const cancel = this.#clock.after(closeGraceMs, () => {
      for (const { requests } of all) void requests.destroy();
    });
    await ended;
    cancel();
  }

  #retire(): void {
    const pools = this.#current?.pools;
    this.#current = undefined;
    if (pools === undefined) return;
    void Promise.allSettled([pools.requests.close(), pools.streams.close()]).then(() => this.#all.delete(pools));
  }

  #open(ca: string | undefined, certificate: CertificatePair | undefined): Pools {
    const { server, tls } = this.#config;
    const url = new URL(server);
    const secure = url.protocol === 'https:' ? tlsOptions(tls, { ca, certificate }, server) : {};
    const proxy = this.#config.proxyUrl ?? proxyFromEnvironment(server, this.#options.environment);
    const { maxConnections, connectTimeoutMs, keepAliveMs } = this.#options;
    const shared = {
      allowH2: false,
      pipelining: 1,
      connectTimeout: connectTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    };
    const open = (connections: number | null): Dispatcher =>
      proxy === undefined
        ? new Pool(url.origin, {
            ...shared,
            connections,
            autoSelectFamily: true,
            autoSelectFamilyAttemptTimeout: 1000,
            connect: { ...secure, keepAliveInitialDelay: 15_000 },
          })
        : new ProxyAgent({ ...shared, connections, uri: proxy.reveal(), requestTls: secure });
    return { requests: open(maxConnections), streams: open(null) };
  }
}
