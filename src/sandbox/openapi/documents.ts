import type { IncomingMessage, ServerResponse } from 'node:http';
import { canonicalJson, type JsonObject, sha256 } from '../../base/index.ts';
import { sendJson, sendText } from '../http/answer.ts';
import { readAccept } from '../http/negotiation.ts';
import { ApiError } from '../machinery/api-error.ts';
import type { Registry } from '../machinery/registry.ts';
import type { ResourceType } from '../machinery/resource-type.ts';
import { pathPrefix, resourcePaths } from './paths.ts';
import { SchemaCollection } from './schemas.ts';

const info = { title: 'Kubernetes', version: 'v1.36.3' };

/** OpenAPI v2 in protobuf: what it is called in answers, and the name that client-go asks for, which is no media type (kube-openapi handler). */
const protobufOfV2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const protobufNames = new Set([protobufOfV2, 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf']);

/**
 * An OpenAPI v2 document without paths and definitions, in protobuf (gnostic openapiv2.Document: swagger 1, info 2, paths 8, definitions
 * 9). kubectl finds every kind that is served in v3, and asks v2 for the others; only where that is answered does it go on to say that
 * there is no such kind.
 */
const emptySwagger = Buffer.concat([
  protobufText(1, Buffer.from('2.0')),
  protobufText(
    2,
    Buffer.concat([protobufText(1, Buffer.from(info.title)), protobufText(2, Buffer.from(info.version))]),
  ),
  protobufText(8, Buffer.alloc(0)),
  protobufText(9, Buffer.alloc(0)),
]);

/** A field of protobuf with a length below 128. */
function protobufText(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}

/** A built document. */
interface Built {
  readonly hash: string;
  readonly text: string;
}

/**
 * Publishes the schemas of what is served: an index, a document for each group and version (OpenAPI v3), and one for all (v2, in
 * JSON; in protobuf it is empty). Documents are built when they are first asked for, and again when what they describe has changed.
 */
export class OpenApiDocuments {
  readonly #registry: Registry;
  readonly #built = new Map<string, Built>();
  #swagger: Built | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Answers a request below `/openapi`. Throws ApiError 406 for a form that there is not. */
  serve(path: string, http: IncomingMessage, response: ServerResponse): void {
    if (path === '/openapi/v3') {
      sendJson(response, 200, this.#index());
    } else if (path === '/openapi/v2') {
      this.#serveSwagger(http, response);
    } else {
      this.#serveDocument(path.slice('/openapi/v3/'.length), http, response);
    }
  }

  #index(): JsonObject {
    const paths: JsonObject = {};
    for (const [key, types] of this.#groupVersions()) {
      paths[key] = { serverRelativeURL: `/openapi/v3/${key}?hash=${hashOf(key, types)}` };
    }
    return { paths };
  }

  #serveDocument(key: string, http: IncomingMessage, response: ServerResponse): void {
    const types = this.#groupVersions().get(key);
    if (types === undefined) {
      sendText(response, '404 page not found\n', { status: 404, contentType: 'text/plain; charset=utf-8' });
      return;
    }
    const hash = hashOf(key, types);
    let built = this.#built.get(key);
    if (built?.hash !== hash) {
      built = { hash, text: JSON.stringify(documentOf(types)) };
      this.#built.set(key, built);
    }
    this.#send(built, http, response);
  }

  #serveSwagger(http: IncomingMessage, response: ServerResponse): void {
    const accepted = readAccept(http.headers.accept);
    const readable = accepted.some(({ type }) => type === 'application/json' || type === '*/*');
    if (!readable && accepted.some(({ type }) => protobufNames.has(type))) {
      response
        .writeHead(200, { 'content-type': protobufOfV2, 'content-length': emptySwagger.length })
        .end(emptySwagger);
      return;
    }
    if (!readable && http.headers.accept !== undefined) {
      throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
    }
    const groups = this.#groupVersions();
    const hash = sha256([...groups].map(([key, types]) => hashOf(key, types)).join());
    if (this.#swagger?.hash !== hash) {
      this.#swagger = { hash, text: JSON.stringify(swaggerOf([...groups.values()].flat())) };
    }
    this.#send(this.#swagger, http, response);
  }

  #send({ hash, text }: Built, http: IncomingMessage, response: ServerResponse): void {
    const asked = new URL(http.url ?? '/', 'http://localhost').searchParams.get('hash');
    const etag = `"${hash}"`;
    // Who asks by the hash may keep the answer: another document has another hash.
    const cache = asked === hash ? 'public, immutable' : 'no-cache, private';
    const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': cache };
    if (http.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    sendText(response, text, { status: 200, contentType: 'application/json', headers });
  }

  /** By key, such as `apis/apps/v1`: the resources of a group and version. */
  #groupVersions(): ReadonlyMap<string, readonly Served[]> {
    const found = new Map<string, Served[]>();
    for (const type of this.#registry.all()) {
      for (const version of type.versions) {
        const key = pathPrefix(type.group, version).slice(1);
        const served = found.get(key);
        if (served === undefined) found.set(key, [{ type, version }]);
        else served.push({ type, version });
      }
    }
    return found;
  }
}

interface Served {
  readonly type: ResourceType;
  readonly version: string;
}

/** Changes whenever the document does. Built-in schemas change with the emulated version only. */
function hashOf(key: string, served: readonly Served[]): string {
  const custom = served.filter(({ type }) => type.custom);
  const schemas = custom.map(({ type, version }) => [
    type.kind,
    [...type.subresources.keys()].join(),
    schemaText(type, version),
  ]);
  return sha256([info.version, key, ...schemas.flat()].join('\n')).toUpperCase();
}

const schemaTexts = new WeakMap<ResourceType, Map<string, string>>();

function schemaText(type: ResourceType, version: string): string {
  let texts = schemaTexts.get(type);
  if (texts === undefined) schemaTexts.set(type, (texts = new Map()));
  let text = texts.get(version);
  if (text === undefined) {
    const schema = type.schemas.ofKind({ group: type.group, version, kind: type.kind });
    texts.set(version, (text = sha256(canonicalJson(schema))));
  }
  return text;
}

function documentOf(served: readonly Served[]): JsonObject {
  const collection = new SchemaCollection('#/components/schemas/');
  const paths: JsonObject = {};
  for (const { type, version } of served) {
    Object.assign(paths, resourcePaths(type, version, collection.add(type, version)));
  }
  return { openapi: '3.0.0', info, paths, components: { schemas: collection.schemas } };
}

function swaggerOf(served: readonly Served[]): JsonObject {
  const collection = new SchemaCollection('#/definitions/');
  const paths: JsonObject = {};
  for (const { type, version } of served) {
    Object.assign(paths, resourcePaths(type, version, collection.add(type, version)));
  }
  return { swagger: '2.0', info, paths, definitions: collection.schemas };
}
