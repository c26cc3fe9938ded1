import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { type Clock, isAbort } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { connectionFailure } from '../../http/index.ts';
import { redact } from '../command/index.ts';
import type { Connection } from '../connection/index.ts';
import { type Advertisement, readAdvertisement } from './advertisement.ts';
import { agent } from './ls-refs.ts';

/** What a server is, once it was asked. */
export type Discovery =
  | { readonly kind: 'smart'; readonly advertisement: Advertisement }
  /** Plain files on a web server, which only git itself can read. */
  | { readonly kind: 'dumb' };

/** The limits of one request. */
export interface RequestLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

const maxRedirects = 5;

/**
 * A Git server behind HTTP, spoken to without git (gitprotocol-http): two kinds of request, over connections that stay open. Redirects
 * are followed for the first request only, never from https to http, and with credentials never to another host.
 */
export class SmartHttp {
  readonly #connection: Connection;
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  /** Where the repository is, which a redirect may have moved. */
  #base: string;

  constructor(connection: Connection, url: string, dispatcher: Dispatcher, clock: Clock) {
    this.#connection = connection;
    this.#dispatcher = dispatcher;
    this.#clock = clock;
    this.#base = url.replace(/\/$/, '');
  }

  /** The address that answers: the one given, or where it has moved to. */
  get url(): string {
    return this.#base;
  }

  /** Asks what the server is and can. Throws SourceError. */
  async discover(limits: RequestLimits): Promise<Discovery> {
    let base = this.#base;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const found = await this.#request('GET', `${base}${discoveryPath}`, undefined, limits, async (response, body) => {
        const location = redirectOf(response);
        if (location !== undefined) return { kind: 'moved' as const, to: this.#moved(base, location) };
        this.#checkStatus(response);
        const type = contentType(response);
        if (type === 'application/x-git-upload-pack-advertisement') {
          return { kind: 'smart' as const, advertisement: await readAdvertisement(body, this.#base) };
        }
        if (type !== 'text/html') return { kind: 'dumb' as const };
        throw this.#error(
          'not-found',
          'the server answers with a web page; the address is not that of a Git repository',
        );
      });
      if (found.kind !== 'moved') {
        this.#base = base;
        return found;
      }
      base = found.to;
    }
    throw this.#error('refused', `the server redirects more than ${maxRedirects} times`);
  }

  /** Sends a command of version 2 and gives the answer to `read`. Throws SourceError. */
  command<T>(body: Buffer, limits: RequestLimits, read: (answer: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
    return this.#request('POST', `${this.#base}/git-upload-pack`, body, limits, async (response, answer) => {
      if (redirectOf(response) !== undefined)
        throw this.#error('unreachable', 'the repository has moved while it was read');
      this.#checkStatus(response);
      if (contentType(response) !== 'application/x-git-upload-pack-result') {
        throw this.#error('unreachable', 'the server does not answer as a Git server does');
      }
      return await read(answer);
    });
  }

  async #request<T>(
    method: 'GET' | 'POST',
    url: string,
    body: Buffer | undefined,
    limits: RequestLimits,
    read: (response: Dispatcher.ResponseData, body: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    limits.signal?.throwIfAborted();
    const ended = new AbortController();
    const seconds = Math.ceil(limits.timeoutMs / 1000);
    const cancel = this.#clock.after(limits.timeoutMs, () => {
      ended.abort(this.#error('timeout', `the server did not answer within ${seconds}s`));
    });
    const onAbort = (): void => ended.abort(limits.signal?.reason);
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#dispatcher,
        signal: ended.signal,
        headers: this.#headers(method),
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(body === undefined ? {} : { body }),
      });
      try {
        return await read(response, this.#limited(response.body, limits.maxBytes));
      } finally {
        // What nobody reads to its end must not hold the connection.
        response.body.on('error', () => undefined).destroy();
      }
    } catch (error) {
      throw ended.signal.aborted ? ended.signal.reason : this.#failure(error);
    } finally {
      cancel();
      limits.signal?.removeEventListener('abort', onAbort);
    }
  }

  #headers(method: 'GET' | 'POST'): Record<string, string> {
    const { authorization } = this.#connection;
    return {
      'user-agent': agent,
      'git-protocol': 'version=2',
      ...(authorization === undefined ? {} : { authorization: authorization.reveal() }),
      ...(method === 'GET'
        ? { accept: '*/*', pragma: 'no-cache' }
        : {
            'content-type': 'application/x-git-upload-pack-request',
            accept: 'application/x-git-upload-pack-result',
          }),
    };
  }

  async *#limited(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
    let size = 0;
    for await (const chunk of body) {
      const data = chunk as Uint8Array;
      size += data.byteLength;
      if (size > maxBytes) throw this.#error('too-large', `the server sends more than ${maxBytes} bytes`);
      yield data;
    }
  }

  /** Where a redirect leads, as the base of a repository's address; throws where it must not be followed. */
  #moved(base: string, location: string): string {
    const from = new URL(base);
    const target = URL.canParse(location, `${base}${discoveryPath}`)
      ? new URL(location, `${base}${discoveryPath}`)
      : undefined;
    const to = target?.href.endsWith(discoveryPath) === true ? target : undefined;
    if (to === undefined || !['http:', 'https:'].includes(to.protocol)) {
      throw this.#error('refused', 'the server redirects to what is no Git repository');
    }
    const upgrades = from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname;
    const signsIn =
      this.#connection.authorization !== undefined || this.#connection.http.clientCertificate !== undefined;
    if (from.protocol === 'https:' && to.protocol !== 'https:') {
      throw this.#error('refused', `the server redirects to ${to.protocol}//${to.host}, which is not encrypted`);
    }
    if (signsIn && to.host !== from.host && !upgrades) {
      throw this.#error(
        'refused',
        `the server redirects to ${to.host}; credentials are not sent there, so use that address`,
      );
    }
    return to.href.slice(0, -discoveryPath.length);
  }

  #checkStatus(response: Dispatcher.ResponseData): void {
    const status = response.statusCode;
    if (status === 200) return;
    if (status === 401 || status === 403) {
      const hint = this.#connection.authorization === undefined ? 'it wants credentials' : 'it refused the credentials';
      throw this.#error('unauthorized', `the server answers ${status}: ${hint}`);
    }
    if (status === 404 || status === 410) {
      throw this.#error(
        'not-found',
        `the server answers ${status}: no repository is there, or the credentials do not let it be seen`,
      );
    }
    const wait = response.headers['retry-after'];
    throw this.#error(
      'unreachable',
      `the server answers ${status}${typeof wait === 'string' ? ` (try again after ${wait.slice(0, 40)})` : ''}`,
    );
  }

  #failure(error: unknown): unknown {
    if (error instanceof SourceError || isAbort(error)) return error;
    const { code, text: why } = connectionFailure(error);
    const text = redact(why, this.#connection.secrets);
    return this.#error(code, text, error);
  }

  #error(code: SourceError['code'], text: string, cause?: unknown): SourceError {
    const object = this.#connection.address.url;
    return new SourceError(code, `${object}: ${text}`, { object, cause });
  }
}

const discoveryPath = '/info/refs?service=git-upload-pack';

function redirectOf(response: Dispatcher.ResponseData): string | undefined {
  if (![301, 302, 303, 307, 308].includes(response.statusCode)) return undefined;
  const { location } = response.headers;
  return typeof location === 'string' ? location : '';
}

function contentType(response: Dispatcher.ResponseData): string {
  const type = response.headers['content-type'];
  return typeof type === 'string' ? (type.split(';')[0] ?? '').trim().toLowerCase() : '';
}
