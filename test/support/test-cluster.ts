import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll } from 'vitest';
import {
  gvkOf,
  isKubeObject,
  type JsonObject,
  type KubeObject,
  noMetrics,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../src/base/index.ts';
import {
  type ApiResource,
  configFromKubeconfig,
  connectCluster,
  type KubeConnection,
  KubeError,
  loadClusterConfig,
  type StreamingKubeClient,
  trusted,
} from '../../src/kube/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { readYaml, toJson } from '../../src/yaml/index.ts';
import type { ServerAddress } from './fault-proxy.ts';

/** Group and kind: `apps/Deployment`, or `ConfigMap` for the core group. */
export type KindName = string;

/** What the test's user does on a cluster, past every proxy. */
export class TestCluster implements AsyncDisposable {
  readonly address: ServerAddress;
  readonly client: StreamingKubeClient;
  /** As it was given, for Secrets that lead here. */
  readonly kubeconfig: string;
  readonly #connection: KubeConnection;
  readonly #end: () => Promise<void>;
  readonly #borrowed: boolean;

  constructor(
    connection: KubeConnection,
    options: {
      readonly token: string;
      readonly kubeconfig: string;
      readonly end?: () => Promise<void>;
      readonly borrowed?: boolean;
    },
  ) {
    this.#connection = connection;
    this.client = connection.client;
    this.kubeconfig = options.kubeconfig;
    this.address = { url: connection.config.server, token: options.token };
    this.#end = options.end ?? (() => Promise.resolve());
    this.#borrowed = options.borrowed ?? false;
  }

  async resource(kind: KindName): Promise<ApiResource> {
    const slash = kind.indexOf('/');
    const wanted = { group: kind.slice(0, Math.max(0, slash)), kind: kind.slice(slash + 1) };
    for (let tries = 0; ; tries += 1) {
      const resource = await this.client.discovery.find(wanted);
      if (resource !== undefined) return resource;
      if (tries > 100) throw new Error(`the cluster does not serve ${kind}`);
      // A definition that was just applied takes its time to be served.
      this.client.discovery.invalidate();
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** Server-side applies objects one after the other. */
  async apply(...objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) {
      const { group, kind } = gvkOf(object);
      const resource = await this.resource(group === '' ? kind : `${group}/${kind}`);
      const { namespace = '', name = '' } = object.metadata;
      const ref = { resource, namespace: resource.namespaced ? namespace : '', name };
      await this.client.patch(ref, { kind: 'apply', object, force: true }, { fieldManager: 'somebody' });
    }
  }

  /** The object, or undefined where it is not there. */
  async find(kind: KindName, namespace: string, name: string): Promise<KubeObject | undefined> {
    try {
      return await this.client.get({ resource: await this.resource(kind), namespace, name });
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /** The object; throws where it is not there. */
  async get(kind: KindName, namespace: string, name: string): Promise<KubeObject> {
    return this.client.get({ resource: await this.resource(kind), namespace, name });
  }

  async list(kind: KindName, namespace = ''): Promise<readonly KubeObject[]> {
    const { items } = await this.client.list(await this.resource(kind), { namespace });
    return items;
  }

  /** Merge-patches an object as somebody else than any controller. */
  async edit(kind: KindName, namespace: string, name: string, patch: JsonObject): Promise<KubeObject> {
    const ref = { resource: await this.resource(kind), namespace, name };
    return this.client.patch(ref, { kind: 'merge', patch }, { fieldManager: 'somebody' });
  }

  /** The same for the status. */
  async editStatus(kind: KindName, namespace: string, name: string, patch: JsonObject): Promise<KubeObject> {
    const ref = { resource: await this.resource(kind), namespace, name };
    return this.client.patch(ref, { kind: 'merge', patch }, { fieldManager: 'somebody', subresource: 'status' });
  }

  /** Deletes in the background; what is not there is no error. */
  async remove(kind: KindName, namespace: string, name: string): Promise<void> {
    try {
      const ref = { resource: await this.resource(kind), namespace, name };
      await this.client.delete(ref, { propagation: 'Background' });
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'not-found') throw error;
    }
  }

  /** Deletes an object whatever its finalizers say. */
  async wipe(kind: KindName, object: KubeObject): Promise<void> {
    const { namespace = '', name = '' } = object.metadata;
    try {
      if (object.metadata.finalizers !== undefined)
        await this.edit(kind, namespace, name, { metadata: { finalizers: null } });
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'not-found') throw error;
    }
    await this.remove(kind, namespace, name);
  }

  /** The same cluster for somebody who does not end it. */
  borrowed(): TestCluster {
    const { kubeconfig, address } = this;
    return new TestCluster(this.#connection, { token: address.token, kubeconfig, borrowed: true });
  }

  /** Closes the connection, and ends the cluster where it is a sandbox of its own. */
  async end(): Promise<void> {
    await this.#connection.close();
    await this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#borrowed) await this.end();
  }
}

const ports = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: noMetrics, environment: {} };

/** A sandbox of its own, in memory. */
export async function sandboxCluster(): Promise<TestCluster> {
  const sandbox: Sandbox = await startSandbox({ port: 0 });
  const kubeconfig = sandbox.kubeconfig();
  const config = configFromKubeconfig(kubeconfig, { source: 'sandbox', trust: trusted });
  const connection = connectCluster(config, ports);
  return new TestCluster(connection, { token: 'admin', kubeconfig, end: () => sandbox.close() });
}

/** One sandbox for all tests of the surrounding `describe`: what gives it out, again and again. */
export function sharedSandbox(): () => Promise<TestCluster> {
  let shared: TestCluster | undefined;
  afterAll(async () => shared?.end());
  return async () => {
    shared ??= await sandboxCluster();
    return shared.borrowed();
  };
}

/** The real control plane of a kubeconfig file, whose user has a token. */
export async function realCluster(file: string): Promise<TestCluster> {
  const config = await loadClusterConfig({ environment: {}, home: '', kubeconfig: file });
  if (config.credential.kind !== 'token') throw new Error(`${file}: the user has no token`);
  return new TestCluster(connectCluster(config, ports), {
    token: config.credential.token.reveal(),
    kubeconfig: readFileSync(file, 'utf8'),
  });
}

/** The objects of a manifest file of the checkout. */
export function manifestsOf(file: string): KubeObject[] {
  const { documents } = readYaml(readFileSync(resolve(import.meta.dirname, '../..', file)), { profile: 'go2', file });
  return documents.map(({ value }) => toJson(value)).filter(isKubeObject);
}
