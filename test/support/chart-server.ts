import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { chartArchive } from './archives.ts';

/** What a test server of charts is told to do. */
export interface ChartServerOptions {
  readonly user?: { readonly username: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
}

/** A chart repository over HTTP on a port of its own, with an index of what was published. `await using` ends it. */
export class ChartServer implements AsyncDisposable {
  /** Every request, as `METHOD path status`. */
  readonly requests: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  /** What stands before the addresses of archives in the index. */
  urlPrefix = '';
  /** Replaces the index that is made of what was published. */
  index: string | undefined;
  /** Cuts the connection after so many bytes of an archive, as often as it is told. */
  readonly cuts: number[] = [];
  /** Redirects every archive. */
  redirect: ((path: string) => string) | undefined;
  readonly #options: ChartServerOptions;
  readonly #server: Server;
  readonly #files = new Map<string, Buffer>();
  readonly #entries = new Map<string, string[]>();

  private constructor(options: ChartServerOptions) {
    this.#options = options;
    const listener = (request: IncomingMessage, response: ServerResponse): void => this.#answer(request, response);
    const { tls } = options;
    this.#server =
      tls === undefined
        ? createServer(listener)
        : createTlsServer({ ...tls, ...(tls.ca === undefined ? {} : { requestCert: true }) }, listener);
  }

  static async start(options: ChartServerOptions = {}): Promise<ChartServer> {
    const server = new ChartServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  }

  /** Publishes a chart; what the index says of it may be overridden. */
  async publish(
    name: string,
    version: string,
    options: {
      readonly digest?: string;
      readonly created?: string;
      readonly files?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Buffer> {
    const { created = '2026-01-01T00:00:00Z' } = options;
    const archive = await chartArchive(name, version, options.files);
    const file = `${name}-${version}.tgz`;
    this.put(`/${file}`, archive);
    const digest = options.digest ?? createHash('sha256').update(archive).digest('hex');
    const lines = ['  - apiVersion: v2', `    created: "${created}"`, `    name: ${name}`, `    version: ${version}`];
    if (digest !== '') lines.push(`    digest: ${digest}`);
    lines.push('    urls:', `    - ${this.urlPrefix}${file}`);
    this.#entries.set(name, [...(this.#entries.get(name) ?? []), lines.join('\n')]);
    return archive;
  }

  /** Puts any file there. */
  put(path: string, content: string | Uint8Array): void {
    this.#files.set(path, Buffer.from(content));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The index as it is served. */
  indexText(): string {
    const entries = [...this.#entries].map(([name, versions]) => `  ${name}:\n${versions.join('\n')}\n`);
    const text = `apiVersion: v1\nentries:\n${entries.join('')}generated: "2026-01-01T00:00:00Z"\n`;
    return this.index ?? text;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/', method = 'GET' } = request;
    const path = new URL(url, this.url).pathname;
    this.authorizations.push(request.headers.authorization);
    response.on('finish', () => this.requests.push(`${method} ${url} ${response.statusCode}`));
    const { user } = this.#options;
    const wanted =
      user === undefined ? undefined : `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
    if (wanted !== undefined && request.headers.authorization !== wanted) return void response.writeHead(401).end();
    if (path === '/index.yaml') return this.#index(request, response);
    if (this.redirect !== undefined) return void response.writeHead(302, { location: this.redirect(path) }).end();
    const found = this.#files.get(path);
    if (found === undefined) return void response.writeHead(404).end();
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${found.byteLength - 1}/${found.byteLength}` };
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': found.byteLength - from, etag: '"1"', ...range });
    const cut = this.cuts.shift();
    if (cut === undefined) return void response.end(found.subarray(from));
    response.write(found.subarray(from, from + cut), () => response.destroy());
  }

  #index(request: IncomingMessage, response: ServerResponse): void {
    const text = this.indexText();
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    const zipped = /gzip/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(200, { etag, ...(zipped ? { 'content-encoding': 'gzip' } : {}) });
    response.end(zipped ? gzipSync(text) : text);
  }
}
