import { Agent, createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { CuttableServer } from './cuttable-server.ts';
import { type ProxiedRequest, readRequest } from './kube-request.ts';

/** What the proxy does with a request instead of passing it on and its answer back. */
export type Fault =
  /** Answers without asking the server. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Takes the request and never says a word. */
  | { readonly kind: 'hang' }
  /** Cuts the connection before the server hears of the request. */
  | { readonly kind: 'cut' }
  /** Lets the server carry the request out, and cuts the connection instead of passing the answer on. */
  | { readonly kind: 'lose-answer' }
  /** Passes the request on after so many ms. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Passes so many bytes of the answer on, then cuts the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number };

/** Says what is to go wrong with a request; undefined where nothing is. */
export type FaultRule = (request: ProxiedRequest) => Fault | undefined;

/** Where a proxy passes requests on to: an API server, or any other server that speaks HTTP. */
export interface ServerAddress {
  /** `https://host:port`, with a path where the cluster is served below one. */
  readonly url: string;
  /** Of the kubeconfig; empty where the server is no API server. */
  readonly token: string;
}

/**
 * A reverse proxy, on loopback and without TLS. It remembers every request with its answer's status, and breaks what its rules say. The
 * server's certificate is not checked: both are the test's own.
 */
export class FaultProxy implements AsyncDisposable {
  /** Every request so far, oldest first. */
  readonly requests: ProxiedRequest[] = [];
  /** Those of them that a fault has met. */
  readonly broken: ProxiedRequest[] = [];
  readonly #target: URL;
  readonly #token: string;
  readonly #agent: Agent;
  readonly #rules = new Set<FaultRule>();
  readonly #answered = new Set<(request: ProxiedRequest) => void | Promise<void>>();
  readonly #server = new CuttableServer(() =>
    createServer((message, response) => void this.#handle(message, response)),
  );

  private constructor({ url, token }: ServerAddress) {
    this.#target = new URL(url);
    this.#token = token;
    const options = { keepAlive: true, maxSockets: 512 };
    this.#agent =
      this.#target.protocol === 'https:'
        ? new HttpsAgent({ ...options, rejectUnauthorized: false })
        : new Agent(options);
  }

  static async start(address: ServerAddress): Promise<FaultProxy> {
    const proxy = new FaultProxy(address);
    await proxy.listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** A kubeconfig (JSON, which is YAML too) that leads through the proxy. */
  get kubeconfig(): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'proxied', cluster: { server: this.url } }],
      users: [{ name: 'admin', user: { token: this.#token } }],
      contexts: [{ name: 'proxied', context: { cluster: 'proxied', user: 'admin' } }],
      'current-context': 'proxied',
    });
  }

  /** Asks `rule` about every request from now on; returns the way to end it. The first rule with an opinion counts. */
  fault(rule: FaultRule): () => void {
    this.#rules.add(rule);
    return () => void this.#rules.delete(rule);
  }

  /** Calls `handler` when the server has answered and its answer has not been passed on: it is held until the promise is there. */
  onAnswer(handler: (request: ProxiedRequest) => void | Promise<void>): () => void {
    this.#answered.add(handler);
    return () => void this.#answered.delete(handler);
  }

  /** The requests that were made since `mark` of them had been. */
  since(mark: number): readonly ProxiedRequest[] {
    return this.requests.slice(mark);
  }

  /** How many requests there were so far: for `since`. */
  get mark(): number {
    return this.requests.length;
  }

  /** Listens, again on the same port after `halt`. */
  listen(): Promise<void> {
    return this.#server.listen();
  }

  /** Cuts every connection and refuses new ones, as an API server that is restarted does. */
  halt(): Promise<void> {
    return this.#server.halt();
  }

  /** Cuts every connection, and with them all watches. */
  cut(): void {
    this.#server.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.halt();
    this.#agent.destroy();
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const request = readRequest(message, body);
    this.requests.push(request);
    let fault: Fault | undefined;
    for (const rule of this.#rules) fault ??= rule(request);
    if (fault !== undefined) this.broken.push(request);
    switch (fault?.kind) {
      case 'answer':
        request.status = fault.status;
        response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        response.end(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body));
        return;
      case 'hang':
        return;
      case 'cut':
        message.socket.resetAndDestroy();
        return;
      case 'delay':
        await pause(fault.ms);
        if (!response.destroyed) this.#pass(request, message, body, response, undefined);
        return;
      default:
        this.#pass(request, message, body, response, fault);
    }
  }

  #pass(
    request: ProxiedRequest,
    message: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault: Extract<Fault, { kind: 'lose-answer' | 'truncate' }> | undefined,
  ): void {
    const send = this.#target.protocol === 'https:' ? httpsRequest : httpRequest;
    const base = this.#target.pathname === '/' ? '' : this.#target.pathname;
    const { host: _host, ...headers } = message.headers;
    const upstream = send({
      agent: this.#agent,
      hostname: this.#target.hostname,
      port: this.#target.port,
      method: message.method,
      path: base + (message.url ?? '/'),
      headers: { ...headers, ...(body.length > 0 && { 'content-length': body.length }) },
    });
    response.on('close', () => upstream.destroy());
    upstream.on('error', () => message.socket.destroy());
    upstream.on('response', (answer) => {
      request.status = answer.statusCode ?? 0;
      answer.on('error', () => message.socket.destroy());
      const passOn = async (): Promise<void> => {
        for (const handler of this.#answered) await handler(request);
        if (fault?.kind === 'lose-answer') {
          message.socket.resetAndDestroy();
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        if (fault?.kind === 'truncate') truncate(answer, response, fault.bytes);
        else answer.pipe(response);
      };
      passOn().catch(() => message.socket.destroy());
    });
    upstream.end(body);
  }
}

function truncate(answer: IncomingMessage, response: ServerResponse, bytes: number): void {
  let left = bytes;
  answer.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    response.write(part, () => {
      if (left === 0) response.socket?.destroy();
    });
  });
  answer.on('end', () => response.end());
}

/** A failed metav1.Status, for faults that answer. */
export function failure(
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Extract<Fault, { kind: 'answer' }> {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { kind: 'answer', status: code, headers, body };
}
