import type { KubeObject } from '../../../base/index.ts';
import type { Storage, StoredChange } from '../../storage.ts';

/** Where objects are by uid, and which objects name a uid as their owner. Kept current from the storage's changes. */
export class OwnerIndex {
  /** uid → storage key. */
  readonly #keys = new Map<string, string>();
  /** Owner's uid → storage keys of its dependents. */
  readonly #dependents = new Map<string, Set<string>>();
  /** Storage prefix of a namespace (`group/plural/namespace/`) → storage keys of objects that nobody controls. */
  readonly #uncontrolled = new Map<string, Set<string>>();
  readonly #storage: Storage;
  readonly #tail: { stop(): void } | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
    for (const { key, object } of storage.scan('')) this.#add(key, object);
    this.#tail = storage.tail('', storage.resourceVersion, (change) => this.#see(change));
  }

  /** The storage key of the object with a uid. */
  keyOf(uid: string): string | undefined {
    return this.#keys.get(uid);
  }

  /** The objects that name `uid` as an owner, whose storage key starts with `prefix`. */
  dependentsOf(uid: string, prefix = ''): readonly { readonly key: string; readonly object: KubeObject }[] {
    const found: { key: string; object: KubeObject }[] = [];
    for (const key of this.#dependents.get(uid) ?? []) {
      if (!key.startsWith(prefix)) continue;
      const stored = this.#storage.get(key);
      if (stored !== undefined) found.push({ key, object: stored.object });
    }
    return found;
  }

  /** The objects below a namespace's storage prefix that have no controller; only of resources that controllers adopt. */
  uncontrolledIn(prefix: string): readonly KubeObject[] {
    return [...(this.#uncontrolled.get(prefix) ?? [])].flatMap((key) => this.#storage.get(key)?.object ?? []);
  }

  stop(): void {
    this.#tail?.stop();
  }

  #see(change: StoredChange): void {
    const { previous } = change;
    const owners = change.object.metadata.ownerReferences;
    // Most changes leave the owners alone.
    if (change.kind === 'put' && previous !== undefined && previous.metadata.ownerReferences === owners) return;
    if (previous !== undefined) this.#remove(change.key, previous);
    if (change.kind === 'put') this.#add(change.key, change.object);
  }

  #add(key: string, object: KubeObject): void {
    this.#keys.set(object.metadata.uid ?? '', key);
    if (isAdoptable(key, object)) {
      const prefix = key.slice(0, key.lastIndexOf('/') + 1);
      const uncontrolled = this.#uncontrolled.get(prefix);
      if (uncontrolled === undefined) this.#uncontrolled.set(prefix, new Set([key]));
      else uncontrolled.add(key);
    }
    for (const owner of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      if (dependents === undefined) this.#dependents.set(owner.uid, new Set([key]));
      else dependents.add(key);
    }
  }

  #remove(key: string, object: KubeObject): void {
    this.#keys.delete(object.metadata.uid ?? '');
    this.#uncontrolled.get(key.slice(0, key.lastIndexOf('/') + 1))?.delete(key);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(key);
      if (dependents?.size === 0) this.#dependents.delete(owner.uid);
    }
  }
}

/** What controllers adopt where it matches their selector. */
function isAdoptable(key: string, object: KubeObject): boolean {
  if (!/^(?:\/pods|apps\/replicasets|apps\/controllerrevisions|batch\/jobs)\//.test(key)) return false;
  return object.metadata.ownerReferences?.some((owner) => owner.controller === true) !== true;
}
