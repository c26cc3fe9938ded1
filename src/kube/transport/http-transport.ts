import { type Clock, type Metrics, type Random, retry } from '../../base/index.ts';
import { openAuthenticator, type Proof, type ProofSource, type RunPlugin } from '../auth/index.ts';
import type { RequestOptions } from '../client.ts';
import type { ClusterConfig, Environment } from '../config/index.ts';
import type { KubeError } from '../error.ts';
import { Connections, type Pools } from './connections.ts';
import { type DispatchOptions, exchange, type Progress, type RawResponse } from './exchange.ts';
import { unpack } from './gunzip.ts';
import { holdingClock } from './holding-clock.ts';
import { PriorityLimiter } from './limiter.ts';
import { networkError } from './network-error.ts';
import { askedDelay, isRetryable, requestAttempts, requestBackoff } from './retry-policy.ts';
import { errorOfResponse } from './status-error.ts';
import { openStream, type RawStream } from './stream.ts';
import type { StreamOptions, Transport, TransportRequest, TransportResponse, TransportStream } from './transport.ts';
import { parseWarnings } from './warnings.ts';

/** What a transport needs, and how it is tuned. */
export interface TransportOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  /** Proxies, and what exec plugins see. */
  readonly environment: Environment;
  readonly runPlugin: RunPlugin;
  /** `slipway/<version>`: what the part before the slash says becomes the default field manager. */
  readonly userAgent?: string;
  /** Told of every warning of the server, with what the request was about. */
  readonly onWarning?: ((warning: string, object: string) => void) | undefined;
  /** How many requests run at a time; the others wait by priority. Default 32. */
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  /** How long the server may take to begin an answer. The API server itself gives up after 60 s. Default 65 s. */
  readonly headersTimeoutMs?: number;
  /** How long the server may pause within an answer. Default 30 s. */
  readonly bodyTimeoutMs?: number;
  readonly keepAliveMs?: number;
  /** How large an answer may be, packed and unpacked. Default 256 MiB. */
  readonly maxResponseBytes?: number;
}

/** How much of an error's body is read from a stream. */
const maxErrorBytes = 1024 * 1024;

/** Opens a transport to the cluster of `config`; connections are made when they are needed. */
export function openTransport(config: ClusterConfig, options: TransportOptions): Transport {
  return new HttpTransport(config, options);
}

class HttpTransport implements Transport {
  readonly #server: string;
  readonly #origin: string;
  readonly #host: string;
  readonly #basePath: string;
  readonly #packed: boolean;
  readonly #options: TransportOptions;
  readonly #proofs: ProofSource;
  readonly #connections: Connections;
  readonly #limiter: PriorityLimiter;
  readonly #waits: Clock;

  constructor(config: ClusterConfig, options: TransportOptions) {
    const url = new URL(config.server);
    this.#server = config.server;
    this.#origin = url.origin;
    this.#host = url.host;
    this.#basePath = url.pathname === '/' ? '' : url.pathname;
    this.#packed = !config.disableCompression;
    this.#options = options;
    this.#proofs = openAuthenticator(config, options);
    this.#waits = holdingClock(options.clock);
    const maxConnections = options.maxConnections ?? 32;
    this.#limiter = new PriorityLimiter(maxConnections);
    this.#connections = new Connections(
      config,
      {
        maxConnections,
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        keepAliveMs: options.keepAliveMs ?? 45_000,
        environment: options.environment,
      },
      options.clock,
    );
  }

  request(request: TransportRequest, options: RequestOptions = {}): Promise<TransportResponse> {
    const attempt = (): Promise<TransportResponse> =>
      this.#limiter.run(options.priority ?? 'normal', options.signal, () => this.#exchange(request, options));
    return retry(attempt, {
      attempts: requestAttempts,
      backoff: requestBackoff,
      retryable: (error) => isRetryable(error, request),
      delayMs: askedDelay,
      clock: this.#waits,
      random: this.#options.random,
      signal: options.signal,
    });
  }

  async stream(request: TransportRequest, options: StreamOptions = {}): Promise<TransportStream> {
    const response = await this.#authenticated(request, options.signal, (proof, pools, progress) =>
      openStream(
        pools.streams,
        this.#dispatchOptions(request, proof, options.idleTimeoutMs ?? 0, false),
        options.signal,
        progress,
      ),
    );
    if (response.status >= 400) throw await this.#errorOfStream(response, request);
    this.#warn(request, response, options);
    return {
      status: response.status,
      headers: response.headers,
      chunks: this.#named(response, request, options.signal),
    };
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #exchange(request: TransportRequest, options: RequestOptions): Promise<TransportResponse> {
    const { object } = request.subject;
    const maxBytes = this.#options.maxResponseBytes ?? 256 * 1024 * 1024;
    const bodyTimeoutMs = this.#options.bodyTimeoutMs ?? 30_000;
    const raw = await this.#authenticated(request, options.signal, (proof, pools, progress) =>
      exchange(
        pools.requests,
        this.#dispatchOptions(request, proof, bodyTimeoutMs, this.#packed),
        { maxBytes, object, signal: options.signal },
        progress,
      ),
    );
    const response =
      raw.headers['content-encoding'] === 'gzip' ? { ...raw, body: await this.#unpack(raw, maxBytes, object) } : raw;
    this.#warn(request, response, options);
    if (response.status >= 400) throw errorOfResponse(response, object, this.#options.clock.now());
    return response;
  }

  async #unpack(raw: RawResponse, maxBytes: number, object: string): Promise<Buffer> {
    try {
      return await unpack(raw.body, maxBytes, object);
    } catch (error) {
      throw networkError(error, { server: this.#server, object, sent: true });
    }
  }

  /** Sends a request with a proof of who we are; a second time with a new one where the first was refused and there is one. */
  async #authenticated<T extends { readonly status: number }>(
    request: TransportRequest,
    signal: AbortSignal | undefined,
    send: (proof: Proof, pools: Pools, progress: Progress) => Promise<T>,
  ): Promise<T> {
    for (let again = true; ; again = false) {
      const proof = await this.#proofs.current(signal);
      const pools = await this.#connections.pools(proof.certificate);
      const response = await this.#measured(request, signal, pools, (progress) => send(proof, pools, progress));
      if (response.status !== 401 || !this.#proofs.refused(proof) || !again) return response;
      if ('chunks' in response) (response as unknown as RawStream).chunks.cancel(new Error('unauthorized'));
    }
  }

  async #measured<T extends { readonly status: number }>(
    request: TransportRequest,
    signal: AbortSignal | undefined,
    pools: Pools,
    send: (progress: Progress) => Promise<T>,
  ): Promise<T> {
    const { clock, metrics } = this.#options;
    const { verb, group, resource, subresource, object } = request.subject;
    const started = clock.now();
    const progress = { sent: false };
    const done = (code: string): void => {
      metrics.count('rest_client_requests_total', { code, method: request.method, host: this.#host });
      metrics.count('slipway_kube_requests_total', { verb, group, resource, subresource, code, host: this.#host });
      metrics.observe('rest_client_request_duration_seconds', (clock.now() - started) / 1000, {
        verb,
        host: this.#host,
      });
    };
    try {
      const response = await send(progress);
      done(String(response.status));
      return response;
    } catch (error) {
      done('<error>');
      if (signal?.aborted === true) throw error;
      const known = networkError(error, { server: this.#server, object, sent: progress.sent });
      // A connection that went silent was probably cut off without a word, and its neighbours with it.
      if (known.code === 'timeout') this.#connections.renew(pools);
      throw known;
    }
  }

  #dispatchOptions(request: TransportRequest, proof: Proof, bodyTimeout: number, packed: boolean): DispatchOptions {
    return {
      origin: this.#origin,
      path: this.#basePath + request.path,
      method: request.method,
      headers: {
        accept: 'application/json',
        'user-agent': this.#options.userAgent ?? 'slipway',
        ...(packed && { 'accept-encoding': 'gzip' }),
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...(proof.authorization !== undefined && { authorization: proof.authorization.reveal() }),
        ...(request.headers as Record<string, string | string[]> | undefined),
      },
      body: request.body ?? null,
      headersTimeout: this.#options.headersTimeoutMs ?? 65_000,
      bodyTimeout,
    };
  }

  #warn(
    request: TransportRequest,
    response: { readonly headers: TransportResponse['headers'] },
    options: RequestOptions,
  ): void {
    const header = response.headers['warning'];
    if (header === undefined) return;
    for (const warning of parseWarnings(header)) {
      options.onWarning?.(warning);
      this.#options.onWarning?.(warning, request.subject.object);
    }
  }

  async #errorOfStream(response: RawStream, request: TransportRequest): Promise<KubeError> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response.chunks) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxErrorBytes) break;
      }
    } catch {
      // What has come says enough.
    }
    return errorOfResponse(
      { ...response, body: Buffer.concat(chunks) },
      request.subject.object,
      this.#options.clock.now(),
    );
  }

  /** The chunks of a stream, whose failures are told as those of requests are. */
  async *#named(
    response: RawStream,
    request: TransportRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* response.chunks;
    } catch (error) {
      throw signal?.aborted === true
        ? error
        : networkError(error, { server: this.#server, object: request.subject.object, sent: true });
    }
  }
}
