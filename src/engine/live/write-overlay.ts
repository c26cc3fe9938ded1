import { createLru, type KubeObject, type Lru } from '../../base/index.ts';
import type { InformerEvent } from '../../kube/index.ts';

/**
 * Our own writes, until the watch has seen them: a pass that follows a write must not judge by what was there before it. Versions are
 * compared as numbers, which Kubernetes permits for objects of one resource.
 */
export class WriteOverlay {
  readonly #writes = new Map<
    string,
    { readonly version: bigint; readonly object: KubeObject | undefined; readonly uid: string | undefined }
  >();
  /** The uid of what the watch last saw deleted, by key: the answer to a write of it may come later than that. */
  readonly #gone: Lru<{ readonly uid: string }> = createLru({ max: 10_000 });

  /** An object as a write gave it back. */
  put(key: string, object: KubeObject): void {
    if (object.metadata.uid !== undefined && this.#gone.get(key)?.uid === object.metadata.uid) return;
    this.#writes.set(key, { version: versionOf(object), object, uid: object.metadata.uid });
  }

  /** `live` was deleted and is gone. */
  drop(key: string, live: KubeObject): void {
    this.#writes.set(key, { version: versionOf(live), object: undefined, uid: live.metadata.uid });
  }

  /** The object was read after our write of it. */
  forget(key: string): void {
    this.#writes.delete(key);
  }

  /** What is there, given what the watch last saw. */
  over(key: string, seen: KubeObject | undefined): KubeObject | undefined {
    const write = this.#writes.get(key);
    if (write === undefined) return seen;
    if (write.object === undefined) return seen?.metadata.uid === write.uid ? undefined : seen;
    return seen !== undefined && versionOf(seen) >= write.version ? seen : write.object;
  }

  /** Forgets what the watch has now seen; true when the event is the echo of a write and tells nothing new. */
  caughtUp(key: string, event: InformerEvent): boolean {
    const { uid } = event.object.metadata;
    if (event.kind === 'deleted' && uid !== undefined) this.#gone.set(key, { uid });
    const write = this.#writes.get(key);
    if (write === undefined) return false;
    const version = versionOf(event.object);
    if (event.kind === 'deleted') {
      if (write.uid === uid || version >= write.version) this.#writes.delete(key);
      return write.object === undefined && write.uid === uid;
    }
    if (write.object === undefined) {
      if (write.uid !== uid) this.#writes.delete(key);
      return false;
    }
    if (version >= write.version) this.#writes.delete(key);
    return version <= write.version;
  }
}

function versionOf(object: KubeObject): bigint {
  const text = object.metadata.resourceVersion ?? '0';
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}
