import { formatKey, type KubeObject, type ObjectKey, Semaphore } from '../../base/index.ts';
import { type ApiResource, type KubeClient, KubeError } from '../../kube/index.ts';

const concurrency = 8;

/**
 * Objects of kinds that may not be listed, as a tenant's Role may have it: they are read one by one when they are looked at. What
 * may not be read either is hidden: nobody knows whether it is there.
 */
export class UnwatchedObjects {
  readonly #client: KubeClient;
  readonly #transform: (object: KubeObject) => KubeObject;
  readonly #objects = new Map<string, KubeObject>();
  readonly #hidden = new Set<string>();

  constructor(client: KubeClient, transform: (object: KubeObject) => KubeObject) {
    this.#client = client;
    this.#transform = transform;
  }

  /** Reads objects as they are now. Throws KubeError when the API server cannot be asked. */
  async read(
    wanted: readonly { readonly key: ObjectKey; readonly resource: ApiResource }[],
    signal: AbortSignal,
  ): Promise<void> {
    const places = new Semaphore(concurrency);
    await Promise.all(wanted.map(({ key, resource }) => places.run(() => this.#readOne(key, resource, signal))));
  }

  /** The object as it was last read; undefined where it is not there, or hidden. */
  get(key: ObjectKey): KubeObject | undefined {
    return this.#objects.get(formatKey(key));
  }

  isHidden(key: ObjectKey): boolean {
    return this.#hidden.has(formatKey(key));
  }

  async #readOne(key: ObjectKey, resource: ApiResource, signal: AbortSignal): Promise<void> {
    const id = formatKey(key);
    const namespace = resource.namespaced ? key.namespace : '';
    try {
      const object = await this.#client.get({ resource, namespace, name: key.name }, { signal });
      this.#objects.set(id, this.#transform(object));
      this.#hidden.delete(id);
    } catch (error) {
      if (!(error instanceof KubeError) || (error.code !== 'not-found' && error.code !== 'forbidden')) throw error;
      this.#objects.delete(id);
      if (error.code === 'forbidden') this.#hidden.add(id);
      else this.#hidden.delete(id);
    }
  }
}
