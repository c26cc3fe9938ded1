import type { Clock, JsonObject, KubeObject } from '../../../base/index.ts';
import type { OwnerEvent } from '../../../engine/index.ts';
import type { KubeClient } from '../../../kube/index.ts';
import type { Follow, ObjectOwnership, Release, ReleaseStorage, RenderChart } from '../../../release/index.ts';
import type { StatusDraft } from '../status/index.ts';
import type { ObjectDrift } from '../drift/index.ts';
import type { HelmReleaseSpec } from '../spec/index.ts';

/** All that the actions of one reconcile work on. */
export interface ReleaseRequest {
  readonly owner: KubeObject;
  readonly spec: HelmReleaseSpec;
  readonly draft: StatusDraft;
  /** Records, in the target cluster. */
  readonly storage: ReleaseStorage;
  readonly client: KubeClient;
  readonly ownership: ObjectOwnership;
  readonly follow: Follow;
  /** Compares the objects of a revision with the cluster. Throws where it cannot be said. */
  readonly driftOf: (release: Release) => Promise<readonly ObjectDrift[]>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: (event: OwnerEvent) => void;
}

/** The chart that is to be released, beside its values. */
export interface WantedChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly values: JsonObject;
  readonly configDigest: string;
  readonly ociDigest: string;
  readonly render: RenderChart;
  /** The definitions that it brought, once it is rendered. */
  readonly crds: () => readonly string[];
}

/** What a reconcile that has a chart works on. */
export interface ChartRequest extends ReleaseRequest {
  readonly chart: WantedChart;
}

/** A storage that tells of every record that it writes: `status.history` is made of them. */
export function observedStorage(storage: ReleaseStorage, observe: (release: Release) => void): ReleaseStorage {
  return {
    ...storage,
    create: async (release, signal) => {
      await storage.create(release, signal);
      observe(release);
    },
    update: async (release, signal) => {
      await storage.update(release, signal);
      observe(release);
    },
    remove: async (name, version, signal) => storage.remove(name, version, signal),
  };
}

/**
 * A storage that reads a release's history once: nobody else writes it while its HelmRelease has a turn, and whoever does all the same is
 * noticed when the next revision is created.
 */
export function rememberedStorage(storage: ReleaseStorage): ReleaseStorage {
  const known = new Map<string, readonly Release[]>();
  const put = ({ name, version }: Pick<Release, 'name' | 'version'>, release?: Release): void => {
    const before = known.get(name);
    if (before === undefined) return;
    const others = before.filter((other) => other.version !== version);
    const after = release === undefined ? others : [...others, release];
    known.set(
      name,
      after.toSorted((a, b) => a.version - b.version),
    );
  };
  return {
    ...storage,
    history: async (name, signal) => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const read = await storage.history(name, signal);
      known.set(name, read);
      return read;
    },
    create: async (release, signal) => {
      try {
        await storage.create(release, signal);
      } catch (error) {
        known.delete(release.name);
        throw error;
      }
      put(release, release);
    },
    update: async (release, signal) => {
      await storage.update(release, signal);
      put(release, release);
    },
    remove: async (name, version, signal) => {
      await storage.remove(name, version, signal);
      put({ name, version });
    },
  };
}
