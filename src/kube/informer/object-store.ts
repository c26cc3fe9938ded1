import type { KubeObject } from '../../base/index.ts';

/** Objects of one resource by namespace and name. */
export class ObjectStore {
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** Keeps `object` under its own namespace and name; gives back what was kept there. */
  set(object: KubeObject): KubeObject | undefined {
    const { namespace = '', name = '' } = object.metadata;
    let objects = this.#namespaces.get(namespace);
    if (objects === undefined) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    const old = objects.get(name);
    objects.set(name, object);
    if (old === undefined) this.#size += 1;
    return old;
  }

  /** Forgets an object; gives back what was kept. */
  delete(namespace: string, name: string): KubeObject | undefined {
    const objects = this.#namespaces.get(namespace);
    const old = objects?.get(name);
    if (objects === undefined || old === undefined) return undefined;
    objects.delete(name);
    if (objects.size === 0) this.#namespaces.delete(namespace);
    this.#size -= 1;
    return old;
  }

  /** The objects of a namespace, or of all. */
  *list(namespace?: string): Generator<KubeObject, void, undefined> {
    if (namespace !== undefined) yield* this.#namespaces.get(namespace)?.values() ?? [];
    else for (const objects of this.#namespaces.values()) yield* objects.values();
  }
}
