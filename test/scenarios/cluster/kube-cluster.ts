import { Agent, request } from 'undici';
import {
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
  textAt,
} from '../../../src/base/index.ts';
import type { Capability, Cluster, ObjectAddress } from './cluster.ts';
import { type Connection, readKubeconfig } from './kubeconfig.ts';

/** What the API server answered instead of a result; `status` is the HTTP status. */
class ClusterError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ClusterError';
    this.status = status;
  }
}

/** Whether a thrown value says that something is not there. */
function isNotFound(thrown: unknown): boolean {
  return thrown instanceof ClusterError && thrown.status === 404;
}

/**
 * A cluster behind a kubeconfig. It speaks HTTP by itself and shares nothing with `src/kube`, so that the client under test is
 * judged by a stranger.
 */
export class KubeCluster implements Cluster {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly #connection: Connection;
  readonly #agent: Agent;
  /** Discovery by API version. */
  readonly #resources = new Map<string, Promise<Json>>();

  constructor(options: {
    readonly name: string;
    readonly kubeconfig: string;
    readonly capabilities: Iterable<Capability>;
  }) {
    this.name = options.name;
    this.capabilities = new Set(options.capabilities);
    this.#connection = readKubeconfig(options.kubeconfig);
    this.#agent = new Agent({ connect: this.#connection.tls, connections: 8 });
  }

  async apply(object: KubeObject, manager: string): Promise<KubeObject> {
    const path = await this.#path(addressOf(object));
    if (path === undefined) throw new ClusterError(404, `no resource for ${object.apiVersion} ${object.kind}`);
    const query = `?fieldManager=${encodeURIComponent(manager)}&force=true`;
    return (await this.#send('PATCH', path + query, object, 'application/apply-patch+yaml')) as KubeObject;
  }

  async get(address: ObjectAddress): Promise<KubeObject | undefined> {
    const path = await this.#path(address);
    return path === undefined ? undefined : ((await this.#unlessMissing('GET', path)) as KubeObject | undefined);
  }

  async list(kind: { apiVersion: string; kind: string }, namespace: string): Promise<readonly KubeObject[]> {
    const path = await this.#path({ ...kind, namespace, name: '' });
    const answer = path === undefined ? undefined : await this.#unlessMissing('GET', path);
    const items = jsonAt(answer, 'items');
    // Items of a list carry neither apiVersion nor kind.
    return Array.isArray(items) ? items.map((item) => Object.assign(item as KubeObject, kind)) : [];
  }

  async patch(address: ObjectAddress, merge: JsonObject, manager: string): Promise<KubeObject> {
    const path = await this.#path(address);
    if (path === undefined) throw new ClusterError(404, `no resource for ${address.apiVersion} ${address.kind}`);
    const query = `?fieldManager=${encodeURIComponent(manager)}`;
    return (await this.#send('PATCH', path + query, merge, 'application/merge-patch+json')) as KubeObject;
  }

  async delete(address: ObjectAddress): Promise<void> {
    const path = await this.#path(address);
    if (path !== undefined) await this.#unlessMissing('DELETE', `${path}?propagationPolicy=Background`);
  }

  /** Whether a kind is served by now. */
  async serves(kind: { apiVersion: string; kind: string }): Promise<boolean> {
    return (await this.#path({ ...kind, namespace: 'default', name: '' })) !== undefined;
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** The address of an object (of a list, where the name is empty); undefined where its kind is not served. */
  async #path(address: ObjectAddress): Promise<string | undefined> {
    const { group, version } = parseApiVersion(address.apiVersion);
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const found = this.#resources.get(root) ?? this.#send('GET', root);
    this.#resources.set(root, found);
    const list = await found.catch((error: unknown) => {
      this.#resources.delete(root);
      if (isNotFound(error)) return undefined;
      throw error;
    });
    const resources = jsonAt(list, 'resources');
    const resource = (Array.isArray(resources) ? resources : [])
      .map(asResource)
      .find(({ kind, plural }) => kind === address.kind && !plural.includes('/'));
    if (resource === undefined) {
      // A CRD may come later.
      this.#resources.delete(root);
      return undefined;
    }
    const namespace = resource.namespaced ? `/namespaces/${address.namespace}` : '';
    const name = address.name === '' ? '' : `/${encodeURIComponent(address.name)}`;
    return `${root}${namespace}/${resource.plural}${name}`;
  }

  async #unlessMissing(method: 'GET' | 'DELETE', path: string): Promise<Json | undefined> {
    try {
      return await this.#send(method, path);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #send(method: 'GET' | 'PATCH' | 'DELETE', path: string, body?: JsonObject, type?: string): Promise<Json> {
    const answer = await request(this.#connection.server + path, {
      method,
      dispatcher: this.#agent,
      headers: {
        accept: 'application/json',
        ...this.#connection.headers,
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return JSON.parse(text) as Json;
    throw new ClusterError(answer.statusCode, `${method} ${path}: ${messageIn(text)}`);
  }
}

/** The address of an object. */
export function addressOf(object: KubeObject): ObjectAddress {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

/** A row of discovery. */
function asResource(row: Json): { kind: string; plural: string; namespaced: boolean } {
  return { kind: textAt(row, 'kind'), plural: textAt(row, 'name'), namespaced: jsonAt(row, 'namespaced') === true };
}

function messageIn(text: string): string {
  try {
    const status = JSON.parse(text) as Json;
    return textAt(status, 'message');
  } catch {
    return text.slice(0, 500);
  }
}
