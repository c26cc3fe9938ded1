import { cloneJson, isJsonObject, type Json, type JsonObject, type KubeObject } from '../../../src/base/index.ts';
import { type Capability, capabilities, type Cluster, type ObjectAddress } from './cluster.ts';
import { addressOf } from './kube-cluster.ts';

/** A cluster that only stores: what the judge's own tests run on, with a few lines of controller in `react`. */
export class MemoryCluster implements Cluster {
  readonly name = 'memory';
  readonly capabilities: ReadonlySet<Capability> = new Set(capabilities);
  /** Called after every write, with what was stored (undefined where it was deleted). */
  react: (address: ObjectAddress, object: KubeObject | undefined) => void = () => undefined;
  readonly #objects = new Map<string, KubeObject>();
  #version = 0;

  apply(object: KubeObject): Promise<KubeObject> {
    const stored = this.#objects.get(keyOf(addressOf(object)));
    return Promise.resolve(this.store(stored === undefined ? cloneJson(object) : merged(stored, object)));
  }

  get(address: ObjectAddress): Promise<KubeObject | undefined> {
    return Promise.resolve(cloneJson(this.#objects.get(keyOf(address))));
  }

  list(kind: { apiVersion: string; kind: string }, namespace: string): Promise<readonly KubeObject[]> {
    const prefix = keyOf({ ...kind, namespace, name: '' });
    const found = [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => cloneJson(object));
    return Promise.resolve(found);
  }

  patch(address: ObjectAddress, merge: JsonObject): Promise<KubeObject> {
    const stored = this.#objects.get(keyOf(address));
    if (stored === undefined) return Promise.reject(new Error(`${address.kind} ${address.name} is not there`));
    return Promise.resolve(this.store(merged(stored, merge)));
  }

  delete(address: ObjectAddress): Promise<void> {
    if (this.#objects.delete(keyOf(address))) this.react(address, undefined);
    return Promise.resolve();
  }

  /** Puts an object as it is, and lets `react` see it. */
  store(object: KubeObject): KubeObject {
    this.#version += 1;
    const address = addressOf(object);
    const before = this.#objects.get(keyOf(address));
    const uid = before?.metadata.uid ?? `00000000-0000-4000-8000-${String(this.#version).padStart(12, '0')}`;
    const stored = {
      ...object,
      metadata: { ...object.metadata, uid, resourceVersion: String(this.#version), generation: 1 },
    };
    this.#objects.set(keyOf(address), stored);
    this.react(address, stored);
    return cloneJson(stored);
  }
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectAddress): string {
  return `${apiVersion}|${kind}|${namespace}|${name}`;
}

function merged<T extends JsonObject>(object: T, patch: JsonObject): T {
  const result: JsonObject = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const old: Json | undefined = result[key];
    if (value === null) delete result[key];
    else result[key] = isJsonObject(value) ? merged(isJsonObject(old) ? old : {}, value) : value;
  }
  return result as T;
}
