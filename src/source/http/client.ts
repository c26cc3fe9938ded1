import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { isAbort, type Random, type Secret, version } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import { createDispatcher } from './dispatcher.ts';
import { connectionFailure } from './failure.ts';
import { fingerprint } from './fingerprint.ts';
import type { HttpOptions, ProxyEnvironment } from './options.ts';
import { mayCarryCredentials, redirectTarget } from './redirect.ts';

/** One request. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The way to the host. */
  readonly http: HttpOptions;
  /** The value of the `Authorization` header. It stays with the host of `url` where the answer is a redirect. */
  readonly authorization?: Secret | undefined;
  /** Whether `authorization` also goes to the hosts that `url` redirects to. */
  readonly passCredentials?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What a server answered; whoever gets it reads the body to its end or destroys it. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** The address that answered, after redirects. */
  readonly url: string;
}

/** What an HTTP client needs. */
export interface HttpClientOptions {
  readonly random: Random;
  readonly proxies?: ProxyEnvironment | undefined;
  /** Whether a host may be asked, also where a redirect leads to it; absent: every one. */
  readonly isAllowed?: ((host: string) => boolean) | undefined;
}

/** How many redirects are followed, as Go's client does. */
const maxRedirects = 10;

/** How long a server may be silent, before its answer and between pieces of it. */
const silenceMs = 60_000;

/**
 * Requests over connections that are shared by all who reach hosts in the same way. Redirects are followed; credentials do not follow them to
 * another host. Throws SourceError `unreachable`, `timeout`, `refused` and `invalid-address`; every status is an answer, not an error.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #key: KeyObject;
  #dispatchers = new Map<string, Dispatcher>();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#key = createSecretKey(options.random.bytes(32));
  }

  /** A client over the same connections that asks no host but those which are allowed. It ends with this one. */
  within(isAllowed: (host: string) => boolean): HttpClient {
    const client = new HttpClient({ ...this.#options, isAllowed });
    client.#dispatchers = this.#dispatchers;
    return client;
  }

  /** Names a value, secrets in it included, for as long as this process runs. */
  fingerprint(value: unknown): string {
    return fingerprint(value, this.#key);
  }

  async send(sent: HttpRequest): Promise<HttpReply> {
    let { url } = sent;
    let { authorization } = sent;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const reply = await this.#once({ ...sent, url, authorization });
      const target = redirectTarget(reply, url);
      if (target === undefined || sent.method === 'POST') return reply;
      reply.body.on('error', () => undefined).destroy();
      if (sent.passCredentials !== true && !mayCarryCredentials(url, target)) authorization = undefined;
      url = target;
    }
    throw failure('refused', sent.url, `the server redirects more than ${maxRedirects} times`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
  }

  async #once(sent: HttpRequest): Promise<HttpReply> {
    const { url, method = 'GET', headers, body, authorization, signal } = sent;
    signal?.throwIfAborted();
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw failure('invalid-address', url, 'it is no http or https address');
    }
    const { hostname } = new URL(url);
    if (this.#options.isAllowed?.(hostname) === false)
      throw failure('refused', sent.url, `${hostname} is not allowed: allow it, or keep a copy`);
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#dispatcher(sent.http),
        headers: {
          'user-agent': `slipway/${version}`,
          accept: '*/*',
          ...headers,
          ...(authorization === undefined ? {} : { authorization: authorization.reveal() }),
        },
        headersTimeout: silenceMs,
        bodyTimeout: silenceMs,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: response.statusCode, headers: flat(response.headers), body: response.body, url };
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : sendFailure(error, url);
    }
  }

  #dispatcher(http: HttpOptions): Dispatcher {
    const { caCertificate, clientCertificate, insecureSkipTlsVerify, proxy } = http;
    const key = this.fingerprint({ caCertificate, clientCertificate, insecureSkipTlsVerify, proxy });
    const known = this.#dispatchers.get(key);
    if (known !== undefined) return known;
    const dispatcher = createDispatcher(http, this.#options.proxies);
    this.#dispatchers.set(key, dispatcher);
    return dispatcher;
  }
}

/** The SourceError to throw for a connection that failed while it was used; SourceErrors and aborts as they are. */
export function sendFailure(error: unknown, url: string): unknown {
  if (error instanceof SourceError || isAbort(error)) return error;
  const { code, text } = connectionFailure(error);
  return failure(code, url, text, error);
}

function failure(code: SourceError['code'], url: string, text: string, cause?: unknown): SourceError {
  const object = publicAddress(url);
  return new SourceError(code, `${object}: ${text}`, { object, cause });
}

/** An address as it may be shown: without credentials and without a query, which may hold a signature. */
export function publicAddress(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200);
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
