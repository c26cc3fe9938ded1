import {
  canonicalJson,
  type ClusterKey,
  createLru,
  formatKey,
  type KubeObject,
  type Lru,
  type ObjectKey,
  sha256,
} from '../../base/index.ts';
import { extractOwned, ownedFields } from '../../patch/index.ts';
import type { SyncVerdict } from '../plan/index.ts';

/** What was found of one object when it was last compared or written. */
interface Memory {
  /** Digest of the desired object. */
  readonly desired: string;
  /** Digest of the live values under our field set. */
  readonly owned: string;
  /** The live version that the verdict was made for. */
  version: string;
  readonly verdict: SyncVerdict;
}

/**
 * Remembers, for each object, that its live values under our field set were as they should be. As long as they stay equal it is no
 * drift, whatever defaults the API server or others added: no dry run and no table of normalisers is needed. It is a cache: after a
 * restart it is filled again from the live objects.
 */
export class AppliedMemory {
  readonly #entries: Lru<Memory> = createLru({ max: 200_000 });

  /** The verdict for `live`, or undefined where it has to be compared. `count`: what of an object counts, by rules that `desired` names too. */
  recall(
    cluster: ClusterKey,
    key: ObjectKey,
    desired: string,
    live: KubeObject,
    manager: string,
    count: (object: KubeObject) => KubeObject = whole,
  ): SyncVerdict | undefined {
    const entry = this.#entries.get(`${cluster}|${formatKey(key)}`);
    if (entry === undefined || entry.desired !== desired) return undefined;
    const version = live.metadata.resourceVersion ?? '';
    if (entry.version === version) return entry.verdict;
    if (entry.verdict !== 'synced' || entry.owned !== ownedDigest(count(live), manager)) return undefined;
    entry.version = version;
    return entry.verdict;
  }

  /** Remembers the verdict for `live` as it is now. */
  remember(
    cluster: ClusterKey,
    key: ObjectKey,
    desired: string,
    live: KubeObject,
    manager: string,
    verdict: SyncVerdict,
    count: (object: KubeObject) => KubeObject = whole,
  ): void {
    const version = live.metadata.resourceVersion ?? '';
    const owned = verdict === 'synced' ? ownedDigest(count(live), manager) : '';
    this.#entries.set(`${cluster}|${formatKey(key)}`, { desired, owned, version, verdict });
  }
}

function whole(object: KubeObject): KubeObject {
  return object;
}

function ownedDigest(live: KubeObject, manager: string): string {
  const fields = ownedFields(live.metadata.managedFields ?? [], manager);
  return fields === undefined ? 'none' : sha256(canonicalJson(extractOwned(live, fields)));
}
