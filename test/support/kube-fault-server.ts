import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { CuttableServer } from './cuttable-server.ts';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Names and values as they came, so that repeated headers can be told. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** Counts the connections from 1. */
  readonly connection: number;
  /** The common name of the client's certificate. */
  readonly client: string | undefined;
}

/** Answers one request, well or badly. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/**
 * An HTTP server that misbehaves on demand, for testing clients: every path has a row of answers, given one after the other, the last
 * one over and over. It remembers what it was asked.
 */
export class FaultServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly #rules: { readonly method: string; readonly path: string; readonly answers: Answer[] }[] = [];
  readonly #tls: { readonly cert: string; readonly key: string; readonly ca?: string } | undefined;
  readonly #server: CuttableServer;

  private constructor(tls?: { readonly cert: string; readonly key: string; readonly ca?: string }) {
    this.#tls = tls;
    const handle = (message: IncomingMessage, response: ServerResponse): void => void this.#handle(message, response);
    this.#server =
      tls === undefined
        ? new CuttableServer(() => createHttpServer(handle))
        : new CuttableServer(
            () => createHttpsServer({ ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: false }, handle),
            'secureConnection',
          );
  }

  /** Starts a server on a free port of the loopback interface. With `ca` it asks clients for a certificate. */
  static async start(tls?: {
    readonly cert: string;
    readonly key: string;
    readonly ca?: string;
  }): Promise<FaultServer> {
    const server = new FaultServer(tls);
    await server.listen();
    return server;
  }

  get url(): string {
    return `${this.#tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#server.port}`;
  }

  get port(): number {
    return this.#server.port;
  }

  /** How many connections were made so far. */
  get connections(): number {
    return this.#server.connections;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#server.open;
  }

  /** Adds answers for requests of this method and path (without query); `*` is any path. The newest rule counts. */
  on(method: string, path: string, ...answers: readonly Answer[]): this {
    this.#rules.unshift({ method, path, answers: [...answers] });
    return this;
  }

  /** The requests of a path. */
  seen(path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** Listens, again on the same port after `halt`. */
  listen(): Promise<void> {
    return this.#server.listen();
  }

  /** Cuts all connections and stops listening. */
  halt(): Promise<void> {
    return this.#server.halt();
  }

  /** Cuts all connections, as a crash does. */
  cut(): void {
    this.#server.cut();
  }

  /** Ends all idle connections in order, as a server does after its keep-alive time. */
  closeIdle(): void {
    this.#server.closeIdle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.halt();
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const url = new URL(message.url ?? '/', 'http://server');
    const socket = message.socket as TLSSocket;
    const peer =
      this.#tls?.ca === undefined || !socket.authorized ? undefined : socket.getPeerCertificate().subject?.CN;
    const request: SeenRequest = {
      method: message.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      rawHeaders: message.rawHeaders,
      body: Buffer.concat(chunks).toString('utf8'),
      connection: this.#server.numberOf(socket),
      client: Array.isArray(peer) ? peer[0] : peer,
    };
    this.requests.push(request);
    const rule = this.#rules.find(
      ({ method, path }) => method === request.method && (path === '*' || path === request.path),
    );
    const answer = rule === undefined || rule.answers.length > 1 ? rule?.answers.shift() : rule.answers[0];
    await (answer ?? status(404, 'NotFound', 'the server could not find the requested resource'))(response, request);
  }
}

/** Answers with JSON. */
export function json(
  body: unknown,
  options: { status?: number; headers?: Record<string, string | string[]> } = {},
): Answer {
  return (response) => {
    response.writeHead(options.status ?? 200, { 'content-type': 'application/json', ...options.headers });
    response.end(JSON.stringify(body));
  };
}

/** Answers with gzipped JSON. */
export function gzipped(body: unknown): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(body)));
  };
}

/** Answers with a failed metav1.Status. */
export function status(
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
  details?: object,
): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
    ...(details && { details }),
  };
  return json(body, { status: code, headers });
}

/** Answers with any text. */
export function text(code: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'text/plain', ...headers });
    response.end(body);
  };
}

/** Never answers. */
export const hang: Answer = () => undefined;

/** Cuts the connection without an answer. */
export const reset: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

/** What a `watch` answer may do one step after the other. */
export type WatchStep =
  | object
  /** Sends raw text. */
  | string
  /** Waits until the promise is there. */
  | Promise<unknown>
  | typeof cut;

/** The step that cuts the connection. */
export const cut = Symbol('cut');

/** Streams the steps of a watch: an object is sent as a line, text as it is; then ends it, or keeps it open with `open`. */
export function watch(steps: readonly WatchStep[], options: { readonly open?: boolean } = {}): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const step of steps) {
      if (step instanceof Promise) await step;
      else if (step === cut) {
        await settled();
        response.socket?.resetAndDestroy();
        return;
      } else {
        response.write(typeof step === 'string' ? step : `${JSON.stringify(step)}\n`);
        await settled();
      }
    }
    if (options.open !== true) response.end();
  };
}

/** Lets what was written go out. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
