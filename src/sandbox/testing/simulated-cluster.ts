import {
  jsonAt,
  type JsonObject,
  type KubeObject,
  ManualClock,
  seededRandom,
  silentLogger,
  textAt,
} from '../../base/index.ts';
import { createServedCluster, type RunningCluster } from '../create-cluster.ts';
import { PodHandlers } from '../handlers/index.ts';
import { MemoryStorage } from '../storage/index.ts';
import { type HttpServer, serveHttp } from '../http/server.ts';
import { makeCertificate, type ServingCertificate } from '../tls/certificate.ts';
import { ControllerClient, type ResourceName } from '../workloads/runtime/controller-client.ts';
import { EventRecorder } from '../workloads/runtime/event-recorder.ts';
import { OwnerIndex } from '../workloads/runtime/owner-index.ts';

/** Resources by the names that tests use. */
const resources: Readonly<Record<string, ResourceName>> = {
  ...core('configmaps endpoints events namespaces nodes persistentvolumeclaims persistentvolumes pods secrets'),
  ...core('serviceaccounts services'),
  ...named('apps', 'controllerrevisions daemonsets deployments replicasets statefulsets'),
  ...named('batch', 'cronjobs jobs'),
  ...named('autoscaling', 'horizontalpodautoscalers'),
  ...named('discovery.k8s.io', 'endpointslices'),
  ...named('networking.k8s.io', 'ingresses'),
  ...named('policy', 'poddisruptionbudgets'),
  ...named('rbac.authorization.k8s.io', 'clusterroles'),
  ...named('storage.k8s.io', 'storageclasses'),
};

function core(plurals: string): Record<string, ResourceName> {
  return named('', plurals);
}

function named(group: string, plurals: string): Record<string, ResourceName> {
  return Object.fromEntries(plurals.split(' ').map((plural) => [plural, { group, plural }]));
}

/** A cluster with all its controllers on a clock that only the test moves. */
export class SimulatedCluster {
  readonly clock: ManualClock;
  readonly client: ControllerClient;
  /** What stands behind its pods. */
  readonly pods: PodHandlers;
  readonly #running: RunningCluster;
  readonly #certificate: ServingCertificate;
  #server: HttpServer | undefined;

  private constructor(running: RunningCluster, clock: ManualClock, pods: PodHandlers, certificate: ServingCertificate) {
    this.#running = running;
    this.clock = clock;
    this.pods = pods;
    this.#certificate = certificate;
    const { cluster } = running.served;
    const identity = { name: 'tester', manager: 'tester' };
    this.client = new ControllerClient(cluster, new OwnerIndex(cluster.storage), new EventRecorder(cluster), identity);
  }

  static async start(now = Date.parse('2026-03-01T10:00:00Z')): Promise<SimulatedCluster> {
    const clock = new ManualClock(now);
    const random = seededRandom(7);
    const { certificate, key } = makeCertificate(now, random);
    const storage = new MemoryStorage({ logger: silentLogger });
    const pods = new PodHandlers();
    const common = { name: '', logger: silentLogger, token: 'admin', port: 6443, pods };
    const running = await createServedCluster({ ...common, storage, clock, random, certificate, key });
    const simulated = new SimulatedCluster(running, clock, pods, { certificate, key });
    await simulated.settle();
    return simulated;
  }

  get served(): RunningCluster['served'] {
    return this.#running.served;
  }

  /** Serves its API until it is closed; gives the address, over plain HTTP, where the token is `admin`. */
  async serve(): Promise<string> {
    this.#server = await serveHttp(new Map([['', this.served]]), 0, this.#certificate, silentLogger);
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#running.close();
  }

  /** Makes an object, in `default` unless it says otherwise or belongs to no namespace. */
  async create(plural: string, object: JsonObject): Promise<KubeObject> {
    const made = await this.client.create(nameOf(plural), this.#complete(plural, object));
    await this.settle();
    return made;
  }

  /** Changes an object by a function of what is there. */
  async change(plural: string, name: string, change: (object: KubeObject) => JsonObject): Promise<void> {
    const object = this.get(plural, name);
    await this.client.update(nameOf(plural), change(structuredClone(object)) as KubeObject);
    await this.settle();
  }

  async setStatus(plural: string, name: string, status: JsonObject): Promise<void> {
    await this.client.updateStatus(nameOf(plural), this.get(plural, name), status);
    await this.settle();
  }

  async delete(plural: string, name: string, policy?: 'Background' | 'Foreground' | 'Orphan'): Promise<void> {
    const options = policy === undefined ? {} : { propagationPolicy: policy };
    await this.client.delete(nameOf(plural), this.get(plural, name), options);
    await this.settle();
  }

  /** An object; throws where there is none. */
  get(plural: string, name: string, namespace = 'default'): KubeObject {
    const found = this.find(plural, name, namespace);
    if (found === undefined) throw new Error(`there is no ${plural} ${name}`);
    return found;
  }

  find(plural: string, name: string, namespace = 'default'): KubeObject | undefined {
    const type = this.served.cluster.registry.get(nameOf(plural).group, plural);
    return this.client.get(nameOf(plural), type?.namespaced === true ? namespace : '', name);
  }

  list(plural: string, namespace = 'default'): readonly KubeObject[] {
    return this.client.list(nameOf(plural), namespace);
  }

  /** The names of objects, sorted. */
  names(plural: string, namespace = 'default'): string[] {
    return this.list(plural, namespace).map((object) => object.metadata.name ?? '');
  }

  /** The status of an object, or a part of it. */
  status(plural: string, name: string, ...path: readonly string[]): unknown {
    return jsonAt(this.get(plural, name), 'status', ...path);
  }

  /** Reasons and messages of the events about an object, the oldest first. */
  events(name: string): string[] {
    return this.list('events')
      .filter((event) => jsonAt(event, 'involvedObject', 'name') === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map((event) => `${textAt(event, 'reason')}: ${textAt(event, 'message')}`);
  }

  /** Lets controllers do all that they can do without the clock. */
  async settle(): Promise<void> {
    const { storage } = this.served.cluster;
    for (let quiet = 0, seen = -1; quiet < 5; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (storage.resourceVersion !== seen) quiet = 0;
      seen = storage.resourceVersion;
    }
  }

  /** Moves the clock, and lets controllers do what falls due on the way. */
  async pass(ms: number, steps = 20): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      await this.clock.advance(ms / steps);
      await this.settle();
    }
  }

  #complete(plural: string, object: JsonObject): KubeObject {
    const { group } = nameOf(plural);
    const type = this.served.cluster.registry.get(group, plural);
    if (type === undefined) throw new Error(`${plural} is not served`);
    const metadata = object['metadata'] as JsonObject;
    const namespace = type.namespaced ? { namespace: 'default' } : {};
    const version = type.storageVersion;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return { apiVersion, kind: type.kind, ...object, metadata: { ...namespace, ...metadata } };
  }
}

function nameOf(plural: string): ResourceName {
  const found = resources[plural];
  if (found === undefined) throw new Error(`${plural} is no resource of the tests`);
  return found;
}

/** A template of pods with these labels. */
export function podTemplate(labels: Readonly<Record<string, string>>, spec: JsonObject = {}): JsonObject {
  return { metadata: { labels: { ...labels } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec } };
}

/** The same, with an annotation that says how the pods behave. */
export function behaving(template: JsonObject, behaviour: string): JsonObject {
  const metadata = template['metadata'] as JsonObject;
  return { ...template, metadata: { ...metadata, annotations: { 'sandbox.slipway.dev/behaviour': behaviour } } };
}
