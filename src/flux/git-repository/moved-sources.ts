import { isJsonObject, jsonAt, type KubeObject } from '../../base/index.ts';

/** A revision that a GitRepository is at, before its status says so. */
interface Moved {
  readonly revision: string;
  /** The ignore rules that its artifact is packed by. */
  readonly ignore: string | undefined;
  /** The version of the object whose status says it; undefined until it has been written. */
  version: bigint | undefined;
}

/**
 * Revisions ahead of the watch: the Kustomizations of this process need not wait until an artifact is stored, a status is written and
 * the watch has brought it back. Once the watch has, the status alone counts.
 */
export class MovedSources {
  readonly #moved = new Map<string, Moved>();

  /** The GitRepository is at `revision` now, and its artifact is packed by the rules `ignore`. */
  move(namespace: string, name: string, revision: string, ignore: string | undefined): void {
    this.#moved.set(`${namespace}/${name}`, { revision, ignore, version: undefined });
  }

  /** The status that says so has been written, and this is what the API server gave back. */
  written(repository: KubeObject): void {
    const { namespace = '', name = '' } = repository.metadata;
    const moved = this.#moved.get(`${namespace}/${name}`);
    if (moved !== undefined) moved.version = versionOf(repository);
  }

  /** The status was not written: what the cluster says counts again. */
  forget(namespace: string, name: string): void {
    this.#moved.delete(`${namespace}/${name}`);
  }

  /** Whether a change of a GitRepository only says what its readers were told already. */
  confirms(repository: KubeObject): boolean {
    const { namespace = '', name = '' } = repository.metadata;
    const moved = this.#moved.get(`${namespace}/${name}`);
    if (moved === undefined || moved.revision !== jsonAt(repository, 'status', 'artifact', 'revision')) return false;
    return moved.version === undefined || versionOf(repository) <= moved.version;
  }

  /** A GitRepository as it is: with the revision that it has moved to, where the watch is behind. */
  ahead(repository: KubeObject): KubeObject {
    const { namespace = '', name = '' } = repository.metadata;
    const id = `${namespace}/${name}`;
    const moved = this.#moved.get(id);
    const artifact = jsonAt(repository, 'status', 'artifact');
    if (moved === undefined || repository.kind !== 'GitRepository') return repository;
    if (moved.version !== undefined && versionOf(repository) >= moved.version) {
      this.#moved.delete(id);
      return repository;
    }
    const status = isJsonObject(repository['status']) ? repository['status'] : {};
    const ahead = { ...(isJsonObject(artifact) ? artifact : {}), revision: moved.revision };
    return { ...repository, status: { ...status, artifact: ahead, observedIgnore: moved.ignore } };
  }
}

function versionOf(object: KubeObject): bigint {
  const text = object.metadata.resourceVersion ?? '';
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}
