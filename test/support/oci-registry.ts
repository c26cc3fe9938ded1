import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mediaTypes } from '../../src/source/oci/index.ts';

/** What a test registry is told to do. */
export interface TestRegistryOptions {
  /** Who may pull; anybody where absent. */
  readonly user?: { readonly username: string; readonly password: string };
  /** How it asks for them; `bearer` by default. */
  readonly scheme?: 'basic' | 'bearer';
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** How many tags a page of the list has, whatever is asked for. */
  readonly pageSize?: number;
}

/** A layer that is pushed. */
export interface TestLayer {
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A small OCI registry in memory on a port of its own, with faults to order. `await using` ends it. */
export class TestRegistry implements AsyncDisposable {
  /** Every request, as `METHOD path`, with `Range` where it has one. */
  readonly requests: string[] = [];
  /** Credentials that came to the registry itself, one a request. */
  readonly authorizations: (string | undefined)[] = [];
  /** Cuts the connection after so many bytes of a blob, as often as it is told. */
  readonly cuts: number[] = [];
  /** Sends blobs elsewhere, as registries do that keep them in a bucket. */
  blobsAt: ((digest: string) => string) | undefined;
  /** Answers HEAD of manifests with 405. */
  refusesHead = false;
  /** Sends other bytes than a blob has. */
  tampers = false;
  readonly #options: TestRegistryOptions;
  readonly #server: Server;
  readonly #blobs = new Map<string, Buffer>();
  readonly #manifests = new Map<string, { readonly mediaType: string; readonly body: Buffer }>();
  readonly #tags = new Map<string, Map<string, string>>();
  readonly #tokens = new Set<string>();
  #issued = 0;

  private constructor(options: TestRegistryOptions) {
    this.#options = options;
    const listener: RequestListener = (request, response) => this.#answer(request, response);
    const { tls } = options;
    this.#server =
      tls === undefined
        ? createServer(listener)
        : createTlsServer({ ...tls, ...(tls.ca === undefined ? {} : { requestCert: true }) }, listener);
  }

  static async start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const registry = new TestRegistry(options);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get base(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://${this.host}`;
  }

  /** Pushes an artifact and gives the digest of its manifest. */
  push(
    repository: string,
    tag: string,
    layers: readonly TestLayer[],
    options: { readonly config?: TestLayer; readonly annotations?: Readonly<Record<string, string>> } = {},
  ): string {
    const { config = { mediaType: mediaTypes.fluxConfig, content: Buffer.from('{}') }, annotations } = options;
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: this.#keep(config),
      layers: layers.map((layer) => this.#keep(layer)),
      ...(annotations === undefined ? {} : { annotations }),
    };
    return this.pushManifest(repository, tag, mediaTypes.manifest, manifest);
  }

  /** Pushes a chart, as `helm push` does. */
  pushChart(repository: string, version: string, archive: Uint8Array, provenance?: string): string {
    const layers: TestLayer[] = [{ mediaType: mediaTypes.helmChart, content: archive }];
    if (provenance !== undefined) {
      layers.push({ mediaType: mediaTypes.helmProvenance, content: Buffer.from(provenance) });
    }
    const config = { mediaType: mediaTypes.helmConfig, content: Buffer.from(JSON.stringify({ version })) };
    return this.push(repository, version.replaceAll('+', '_'), layers, { config });
  }

  /** Puts any manifest under a tag. */
  pushManifest(repository: string, tag: string, mediaType: string, manifest: object): string {
    const body = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(body);
    this.#manifests.set(`${repository}@${digest}`, { mediaType, body });
    const tags = this.#tags.get(repository) ?? new Map<string, string>();
    this.#tags.set(repository, tags.set(tag, digest));
    return digest;
  }

  /** Makes every token that was given out useless. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep({ mediaType, content, annotations }: TestLayer): object {
    const bytes = Buffer.from(content);
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.byteLength, ...(annotations === undefined ? {} : { annotations }) };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const range = request.headers.range;
    this.requests.push(range === undefined ? `${method} ${url}` : `${method} ${url} ${range}`);
    const { pathname, searchParams } = new URL(url, this.base);
    if (pathname === '/token') return this.#token(request, response);
    this.authorizations.push(request.headers.authorization);
    if (!this.#admits(request)) return this.#challenge(response);
    const [, repository = '', kind, reference = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(pathname) ?? [];
    if (pathname === '/v2/') return void response.end('{}');
    if (kind === 'tags') return this.#list(response, repository, searchParams.get('last') ?? '');
    if (kind === 'manifests') return this.#manifest(method, response, repository, reference);
    return this.#blob(response, reference, range);
  }

  #admits(request: IncomingMessage): boolean {
    const { user, scheme = 'bearer' } = this.#options;
    if (user === undefined) return true;
    const sent = request.headers.authorization ?? '';
    if (scheme === 'basic') return sent === basic(user);
    return sent.startsWith('Bearer ') && this.#tokens.has(sent.slice('Bearer '.length));
  }

  #challenge(response: ServerResponse): void {
    const { scheme = 'bearer' } = this.#options;
    const bearer = `Bearer realm="${this.base}/token",service="test, registry",scope="repository:x:pull"`;
    response.setHeader('www-authenticate', scheme === 'basic' ? 'Basic realm="test"' : bearer);
    failure(response, 401, 'UNAUTHORIZED', 'authentication required');
  }

  #token(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const { user } = this.#options;
      const admitted =
        user === undefined ||
        request.headers.authorization === basic(user) ||
        form.get('refresh_token') === user.password;
      if (!admitted) return failure(response, 401, 'UNAUTHORIZED', 'incorrect username or password');
      const token = `token-${(this.#issued += 1)}`;
      this.#tokens.add(token);
      response.end(JSON.stringify({ token, expires_in: 300 }));
    });
  }

  #list(response: ServerResponse, repository: string, last: string): void {
    const all = [...(this.#tags.get(repository)?.keys() ?? [])].sort();
    if (all.length === 0) return failure(response, 404, 'NAME_UNKNOWN', 'repository name not known to registry');
    const { pageSize = 1000 } = this.#options;
    const rest = all.filter((tag) => last === '' || tag > last);
    const tags = rest.slice(0, pageSize);
    if (rest.length > pageSize) {
      response.setHeader('link', `</v2/${repository}/tags/list?n=${pageSize}&last=${tags.at(-1)}>; rel="next"`);
    }
    response.end(JSON.stringify({ name: repository, tags }));
  }

  #manifest(method: string, response: ServerResponse, repository: string, reference: string): void {
    if (method === 'HEAD' && this.refusesHead) return void response.writeHead(405).end();
    const digest = this.#tags.get(repository)?.get(reference) ?? reference;
    const found = this.#manifests.get(`${repository}@${digest}`);
    if (found === undefined) return failure(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown', reference);
    response.writeHead(200, {
      'content-type': found.mediaType,
      'docker-content-digest': digest,
      'content-length': found.body.byteLength,
    });
    response.end(method === 'HEAD' ? undefined : found.body);
  }

  #blob(response: ServerResponse, digest: string, range: string | undefined): void {
    const found = this.#blobs.get(digest);
    if (found === undefined) return failure(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry');
    if (this.blobsAt !== undefined) return void response.writeHead(307, { location: this.blobsAt(digest) }).end();
    const content = this.tampers ? Buffer.alloc(found.byteLength) : found;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const rest = content.subarray(from);
    const partial = { 'content-range': `bytes ${from}-${content.byteLength - 1}/${content.byteLength}` };
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': rest.byteLength,
      ...(from > 0 ? partial : {}),
      etag: `"${digest}"`,
    });
    const cut = this.cuts.shift();
    if (cut === undefined) return void response.end(rest);
    response.write(rest.subarray(0, cut), () => response.destroy());
  }
}

function failure(response: ServerResponse, status: number, code: string, message: string, detail?: string): void {
  const error = { code, message, ...(detail === undefined ? {} : { detail: { Tag: detail } }) };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [error] }));
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The sha256 of bytes, as registries write it. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
