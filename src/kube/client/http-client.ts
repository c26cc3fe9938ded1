import type { Json, KubeObject } from '../../base/index.ts';
import type {
  DeleteOptions,
  Identity,
  KubeList,
  ListOptions,
  Patch,
  RequestOptions,
  StreamingKubeClient,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client.ts';
import { KubeError } from '../error.ts';
import type { ApiResource, Discovery, ResourceRef } from '../resource.ts';
import type { RequestSubject, Transport, TransportRequest } from '../transport/index.ts';
import { collectionPath, describeRef, objectPath, query } from './address.ts';
import { parseJson, parseJsonObject, parseKubeObject } from './answer.ts';
import { survivor } from './delete-outcome.ts';
import { impersonationHeaders } from './impersonation.ts';
import { splitLines } from './lines.ts';
import { parseList, readWholeList } from './list.ts';
import { patchRequest } from './patch-request.ts';
import { itemForm, parseWatchEvent } from './watch-event.ts';

/** etcd takes 1.5 MB an object; a watch event is that with its JSON. */
const maxEventBytes = 16 * 1024 * 1024;

const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const metadataItem = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** The client of one cluster as one identity, over a transport. */
export class HttpKubeClient implements StreamingKubeClient {
  readonly discovery: Discovery;
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string | readonly string[]>>;

  /** Throws KubeError `config` for an identity that cannot be impersonated. */
  constructor(transport: Transport, discovery: Discovery, identity: Identity | undefined) {
    this.#transport = transport;
    this.discovery = discovery;
    this.#headers = impersonationHeaders(identity);
  }

  as(identity: Identity): StreamingKubeClient {
    return new HttpKubeClient(this.#transport, this.discovery, identity);
  }

  async get(ref: ResourceRef, options: RequestOptions = {}): Promise<KubeObject> {
    const subject = subjectOf('get', ref);
    const response = await this.#transport.request(this.#read(objectPath(ref), subject), options);
    return parseKubeObject(response.body, subject.object);
  }

  list(resource: ApiResource, options: ListOptions = {}): Promise<KubeList> {
    const readPage = (wanted: ListOptions): Promise<KubeList> => this.#listPage(resource, wanted);
    return options.limit === undefined && options.continue === undefined
      ? readWholeList(options, readPage)
      : readPage(options);
  }

  async *watch(resource: ApiResource, options: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
    const { namespace = '', metadataOnly = false } = options;
    const subject = subjectOf('watch', { resource, namespace, name: '' });
    const initial = options.sendInitialEvents === true;
    const parameters = query({
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: options.resourceVersion,
      resourceVersionMatch: initial ? 'NotOlderThan' : undefined,
      sendInitialEvents: initial ? true : undefined,
      timeoutSeconds: options.timeoutSeconds,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
    });
    const request = this.#read(
      `${collectionPath(resource, namespace)}${parameters}`,
      subject,
      metadataOnly ? metadataItem : undefined,
    );
    const stream = await this.#transport.stream(request, options);
    options.onOpen?.();
    const form = itemForm(resource, metadataOnly);
    for await (const line of splitLines(stream.chunks, maxEventBytes, subject.object)) {
      yield parseWatchEvent(line, form, subject.object);
    }
  }

  create(resource: ApiResource, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const { name = '', namespace = '' } = object.metadata;
    const ref = { resource, namespace, name };
    // A subresource, such as an eviction or a token, is created below an object that is there.
    if (options.subresource === undefined && resource.namespaced && namespace === '') {
      const described = describeRef(resource, '', name);
      throw new KubeError('bad-request', `${described} lies in a namespace, and metadata.namespace is not set`, {
        object: described,
      });
    }
    const path =
      options.subresource === undefined ? collectionPath(resource, namespace) : objectPath(ref, options.subresource);
    return this.#write('POST', path, subjectOf('create', ref, options.subresource), object, options);
  }

  replace(ref: ResourceRef, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write(
      'PUT',
      objectPath(ref, options.subresource),
      subjectOf('update', ref, options.subresource),
      object,
      options,
    );
  }

  async patch(ref: ResourceRef, patch: Patch, options: WriteOptions = {}): Promise<KubeObject> {
    const subject = subjectOf('patch', ref, options.subresource);
    const { contentType, body, force, idempotent } = patchRequest(patch, options, subject.object);
    const response = await this.#transport.request(
      {
        method: 'PATCH',
        path: `${objectPath(ref, options.subresource)}${query({ ...writeParameters(options), force })}`,
        headers: { ...this.#headers, 'content-type': contentType },
        body,
        subject,
        idempotent: idempotent || options.dryRun === true,
      },
      options,
    );
    return parseKubeObject(response.body, subject.object);
  }

  async delete(ref: ResourceRef, options: DeleteOptions = {}): Promise<KubeObject | undefined> {
    const subject = subjectOf('delete', ref, options.subresource);
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: options.propagation,
      preconditions: options.preconditions,
      gracePeriodSeconds: options.gracePeriodSeconds,
      dryRun: options.dryRun === true ? ['All'] : undefined,
    };
    const response = await this.#transport.request(
      {
        method: 'DELETE',
        path: objectPath(ref, options.subresource),
        headers: this.#headers,
        body: JSON.stringify(body),
        subject,
        // Only under its uid a second delete cannot hit another object of the same name.
        idempotent: options.preconditions?.uid !== undefined || options.dryRun === true,
      },
      options,
    );
    return survivor(parseJsonObject(response.body, subject.object));
  }

  async raw(
    request: { method: string; path: string; body?: Json; accept?: string },
    options: RequestOptions = {},
  ): Promise<Json> {
    const method = methods.find((known) => known === request.method.toUpperCase());
    if (method === undefined)
      throw new KubeError('bad-request', `${request.method} is not a method of HTTP that is used here`);
    const subject = otherSubject(method, request.path);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const response = await this.#transport.request(
      {
        method,
        path: rooted(request.path),
        headers: { ...this.#headers, accept: request.accept ?? 'application/json, */*' },
        body,
        subject,
        idempotent: method === 'GET' || method === 'HEAD',
      },
      options,
    );
    const type = response.headers['content-type'];
    const isJson = typeof type === 'string' && /^application\/(?:[\w.+-]*\+)?json\b/.test(type);
    return isJson && response.body.length > 0
      ? parseJson(response.body, subject.object)
      : response.body.toString('utf8');
  }

  async stream(path: string, options: RequestOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    const request = this.#read(rooted(path), otherSubject('GET', path), '*/*');
    return (await this.#transport.stream(request, options)).chunks;
  }

  async #listPage(resource: ApiResource, options: ListOptions): Promise<KubeList> {
    const { namespace = '', metadataOnly = false } = options;
    const subject = subjectOf('list', { resource, namespace, name: '' });
    // The version is part of the token that names the next page, and must not be said again.
    const resourceVersion = options.continue === undefined ? options.resourceVersion : undefined;
    const parameters = query({
      limit: options.limit,
      continue: options.continue,
      resourceVersion,
      resourceVersionMatch: resourceVersion === undefined || resourceVersion === '' ? undefined : 'NotOlderThan',
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
    });
    const request = this.#read(
      `${collectionPath(resource, namespace)}${parameters}`,
      subject,
      metadataOnly ? metadataList : undefined,
    );
    const response = await this.#transport.request(request, options);
    return parseList(response.body, itemForm(resource, metadataOnly), subject.object);
  }

  async #write(
    method: 'POST' | 'PUT',
    path: string,
    subject: RequestSubject,
    object: KubeObject,
    options: WriteOptions,
  ): Promise<KubeObject> {
    const response = await this.#transport.request(
      {
        method,
        path: `${path}${query(writeParameters(options))}`,
        headers: this.#headers,
        body: JSON.stringify(object),
        subject,
        idempotent: options.dryRun === true,
      },
      options,
    );
    return parseKubeObject(response.body, subject.object);
  }

  #read(path: string, subject: RequestSubject, accept?: string): TransportRequest {
    const headers = accept === undefined ? this.#headers : { ...this.#headers, accept };
    return { method: 'GET', path, headers, subject, idempotent: true };
  }
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

function writeParameters(options: WriteOptions): Readonly<Record<string, string | undefined>> {
  return {
    dryRun: options.dryRun === true ? 'All' : undefined,
    fieldManager: options.fieldManager,
    fieldValidation: options.fieldValidation,
  };
}

function subjectOf(verb: string, ref: ResourceRef, subresource = ''): RequestSubject {
  const { resource, namespace, name } = ref;
  const object = describeRef(resource, namespace, name);
  return { verb, group: resource.group, resource: resource.plural, subresource, object };
}

function otherSubject(method: string, path: string): RequestSubject {
  return {
    verb: method.toLowerCase(),
    group: '',
    resource: 'other',
    subresource: '',
    object: path.replace(/\?.*$/s, ''),
  };
}

function rooted(path: string): string {
  if (path.startsWith('/')) return path;
  throw new KubeError('bad-request', `the path ${JSON.stringify(path)} must start with a slash`);
}
