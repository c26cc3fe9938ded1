import { formatKey, type KubeObject, sha256 } from '../../../base/index.ts';
import type { Engine, OwnerId } from '../../../engine/index.ts';
import type { ReleaseObject } from '../../../release/index.ts';
import { keyOfTarget } from '../ownership/index.ts';
import { judgedPart } from './detect-drift.ts';

type View = Pick<Awaited<ReturnType<Engine['view']>>, 'observe' | 'get' | 'interest' | 'isWatched'>;

/** An object as it was when it was looked at; the digest of one that is not there is empty. */
interface Judged {
  readonly target: ReleaseObject;
  readonly digest: string;
  readonly isClean: boolean;
}

interface Watched {
  readonly view: View;
  /** Of which revision and rules the objects are. */
  readonly token: string;
  readonly objects: Map<string, Judged>;
}

/**
 * Remembers, for each release that corrects or tells drift, its objects as they were when they were looked at. Their owner gets a turn when
 * one of them changes; as long as they are the same in what drift is judged by, nothing is asked of the cluster.
 */
export class DriftWatch {
  readonly #watched = new Map<OwnerId, Watched>();

  /** Whether every object is as it was when it was looked at. False where that is not known, or not watched. */
  isQuiet(owner: OwnerId): boolean {
    const watched = this.#watched.get(owner);
    return watched !== undefined && [...watched.objects.values()].every((judged) => isUnchanged(watched.view, judged));
  }

  /** Whether an object had not drifted, and is as it was then. */
  isKnown(owner: OwnerId, token: string, target: ReleaseObject): boolean {
    const watched = this.#watched.get(owner);
    const judged = watched?.token === token ? watched.objects.get(formatKey(keyOfTarget(target))) : undefined;
    return watched !== undefined && judged?.isClean === true && isUnchanged(watched.view, judged);
  }

  /** Watches the objects of a revision from now on. */
  async follow(
    owner: OwnerId,
    next: { readonly view: View; readonly token: string; readonly targets: readonly ReleaseObject[] },
    signal: AbortSignal,
  ): Promise<void> {
    const { view, token, targets } = next;
    const before = this.#watched.get(owner);
    if (before?.token === token && before.view === view) return;
    if (before !== undefined && before.view !== view) this.forget(owner);
    for (const { resource, namespace } of targets) await view.observe(resource, namespace, signal);
    view.interest(owner, targets.map(keyOfTarget));
    this.#watched.set(owner, { view, token, objects: new Map() });
  }

  /** An object was looked at. */
  judged(owner: OwnerId, target: ReleaseObject, live: KubeObject | undefined, isClean: boolean): void {
    this.#watched.get(owner)?.objects.set(formatKey(keyOfTarget(target)), { target, digest: digestOf(live), isClean });
  }

  /** Nothing of the owner is followed any more. */
  forget(owner: OwnerId): void {
    this.#watched.get(owner)?.view.interest(owner, []);
    this.#watched.delete(owner);
  }
}

function isUnchanged(view: View, { target, digest }: Judged): boolean {
  const key = keyOfTarget(target);
  return view.isWatched(key) && digestOf(view.get(key)) === digest;
}

function digestOf(live: KubeObject | undefined): string {
  return live === undefined ? '' : sha256(judgedPart(live));
}
