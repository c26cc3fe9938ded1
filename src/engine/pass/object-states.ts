import {
  describeKey,
  formatKey,
  gvkOf,
  keyOf,
  type KubeObject,
  type ObjectKey,
  type Place,
  type Problem,
} from '../../base/index.ts';
import { type ApiResource, KubeError } from '../../kube/index.ts';
import type { Manifest } from '../../render/index.ts';
import type { Delivery, InventoryEntry } from '../delivery.ts';
import type { DesiredObject } from '../desired/index.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { assessHealth, type Health } from '../health/index.ts';
import { isReduced, type LiveView } from '../live/index.ts';
import { ownerId } from '../owner-id.ts';
import { type Claims, twoOwners } from '../ownership/index.ts';
import type { ObjectState } from '../plan/index.ts';
import { plainPlacement } from '../placement.ts';
import type { Awaited, LiveHook } from '../progress/index.ts';

/** The objects of a delivery as they are and should be, and those that may not be touched. */
export interface ObjectStates {
  readonly states: readonly ObjectState[];
  readonly problems: readonly Problem[];
  /** Objects of this owner that others want too, and were refused. */
  readonly contested: readonly Problem[];
  /** Hooks of this owner that are there, of whatever run. */
  readonly hooks: readonly LiveHook[];
}

/** Kinds that an API server does not serve, by `group/kind`: their objects are missing, and cannot be written yet. */
export type Resources = ReadonlyMap<string, ApiResource | undefined>;

/** Looks at every object of a delivery: the desired ones, and those of the inventory or with the owner's marks that are no longer desired. */
export async function lookAtObjects(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  desired: readonly DesiredObject[],
  context: { view: LiveView; resources: Resources; signal: AbortSignal },
): Promise<ObjectStates> {
  const { view, resources, signal } = context;
  const { client } = view;
  const { cluster, owner, apply } = delivery;
  const now = engine.options.clock.now();
  const taken = engine.claims.claim(
    cluster,
    owner,
    desired.map(({ key }) => key),
    delivery.mode !== 'manual' || (delivery.request !== undefined && !delivery.request.dryRun),
  );
  const faults: Problem[] = [];
  const refusals: { key: ObjectKey; holder: NonNullable<ReturnType<Claims['foreignOwner']>>; manifest: Manifest }[] =
    [];
  const states: ObjectState[] = [];
  const hooks: LiveHook[] = [];
  for (const { key, object, digest, manifest, placement: prepared } of desired) {
    const resource = resources.get(`${key.group}/${key.kind}`);
    let live = view.get(key);
    const other =
      live === undefined ? taken.get(formatKey(key)) : engine.claims.foreignOwner(cluster, owner, live, key);
    if (other !== undefined) {
      refusals.push({ key, holder: other, manifest });
      continue;
    }
    const fault = delivery.ignored?.of(key)?.fault;
    if (fault !== undefined) {
      faults.push({ object: describeKey(key), ...fault });
      continue;
    }
    const ref =
      resource === undefined
        ? undefined
        : { resource, namespace: resource.namespaced ? key.namespace : '', name: key.name };
    if (live !== undefined && ref !== undefined && isReduced(live)) live = await view.whole(ref, live, signal);
    const seen = live;
    const placement = (live === undefined ? undefined : dialect.placeLive?.(prepared, live)) ?? prepared;
    const comparison =
      ref === undefined
        ? { sync: 'missing' as const, differences: [] }
        : await engine.comparer.compare(
            {
              cluster,
              key,
              desired: object,
              digest,
              live,
              placement,
              policy: apply,
              ignored: delivery.ignored,
              whole: () => (seen === undefined ? client.get(ref, { signal }) : view.whole(ref, seen, signal)),
              client,
              ref,
            },
            signal,
          );
    const { version } = gvkOf(object);
    const health = live === undefined ? undefined : assessHealth(live, delivery.healthRules, now);
    states.push({ key, version, desired: object, digest, manifest, live, placement, ...comparison, health });
  }
  const known = new Set(desired.map(({ key }) => formatKey(key)));
  for (const { entry, live } of extrasOf(delivery, view, known)) {
    if (live === undefined || !isOwn(engine, delivery, live, entry)) continue;
    // Marks can be written by anybody: what the owner may not have is none of its business.
    if (delivery.restrictions?.refusal(entry, entry.namespace !== '') !== undefined) continue;
    // Whoever was refused it takes it over as it is.
    if (engine.claims.isContended(cluster, owner, entry)) continue;
    const prepared = dialect.prepare(live, delivery, entry.namespace !== '');
    // What runs as a hook comes and goes with runs: it goes for good with its owner.
    if (prepared.kind === 'skipped' && delivery.source !== undefined) continue;
    if (prepared.kind === 'hook' && delivery.source !== undefined) {
      const { version, ...key } = entry;
      hooks.push({ key, version, live, placement: prepared.placement });
      continue;
    }
    const placement = 'placement' in prepared ? prepared.placement : plainPlacement;
    const health = assessHealth(live, delivery.healthRules, now);
    const { version, ...key } = entry;
    states.push({
      key,
      version,
      desired: undefined,
      digest: '',
      manifest: undefined,
      live,
      placement,
      sync: 'extra',
      differences: [],
      health,
    });
  }
  engine.claims.refused(cluster, owner, refusals);
  return {
    states,
    problems: [
      ...faults,
      ...refusals.map(({ key, holder, manifest }) => twoOwners(key, owner, holder, placeOf(manifest))),
    ],
    hooks,
    contested: contestedOf(engine, delivery, states),
  };
}

/** The objects that others want too, each with the place where this owner has it. */
function contestedOf(engine: Engine, { owner }: Delivery, states: readonly ObjectState[]): Problem[] {
  const contenders = engine.claims.contenders(owner);
  if (contenders.length === 0) return [];
  const manifests = new Map(states.map(({ key, manifest }) => [formatKey(key), manifest]));
  return contenders.map(({ key, owner: other }) =>
    twoOwners(key, other, owner, placeOf(manifests.get(formatKey(key)))),
  );
}

function placeOf(manifest: Manifest | undefined): Place | undefined {
  if (manifest === undefined) return undefined;
  const { file, line, column } = manifest.origin;
  return { file, line, column };
}

/** Live objects that the inventory or their marks say are the owner's, and that are not desired. */
function extrasOf(
  delivery: Delivery,
  view: LiveView,
  known: ReadonlySet<string>,
): { entry: InventoryEntry; live: KubeObject | undefined }[] {
  const found = new Map<string, { entry: InventoryEntry; live: KubeObject | undefined }>();
  for (const entry of delivery.inventory) {
    const id = formatKey(entry);
    if (known.has(id)) continue;
    // Nothing is given up on doubt: what may not be read may still be there.
    if (view.isHidden(entry))
      throw new KubeError(
        'forbidden',
        `${describeKey(entry)} may not be read, so it cannot be said whether it is there`,
      );
    found.set(id, { entry, live: view.get(entry) });
  }
  for (const live of delivery.extras === 'marks' ? view.ownedBy(delivery.owner) : []) {
    const key = keyOf(live);
    const id = formatKey(key);
    if (!known.has(id)) found.set(id, { entry: { ...key, version: gvkOf(live).version }, live });
  }
  return [...found.values()];
}

/** Whether the marks on a live object name this owner alone: what another has taken over, or somebody unmarked, is not ours to delete. */
function isOwn(engine: Engine, { owner, cluster }: Delivery, live: KubeObject, key: ObjectKey): boolean {
  const named = engine.options.trackers.some((tracker) => {
    const marked = tracker.ownerOf(live);
    return marked !== undefined && ownerId({ ...marked, cluster: owner.cluster }) === ownerId(owner);
  });
  return named && engine.claims.foreignOwner(cluster, owner, live, key) === undefined;
}

/** The objects that the end of a run waits for, also those that other owners deliver. */
export async function awaitedOf(
  delivery: Delivery,
  states: readonly ObjectState[],
  { view, resources, now, signal }: { view: LiveView; resources: Resources; now: number; signal: AbortSignal },
): Promise<Awaited[]> {
  if (delivery.wait.kind === 'none') return [];
  if (delivery.wait.kind === 'all') {
    return states
      .filter(({ sync, placement }) => sync !== 'extra' && placement.write !== 'ignore')
      .map(({ key, live, health }) => ({ key, health: live === undefined ? absent : health }));
  }
  const awaited: Awaited[] = [];
  for (const key of delivery.wait.objects) {
    const resource = resources.get(`${key.group}/${key.kind}`);
    let live = view.get(key);
    if (live !== undefined && resource !== undefined && isReduced(live)) {
      live = await view.whole({ resource, namespace: key.namespace, name: key.name }, live, signal);
    }
    awaited.push({ key, health: live === undefined ? absent : assessHealth(live, delivery.healthRules, now) });
  }
  return awaited;
}

const absent: Health = { status: 'Missing', message: 'it is not in the cluster' };
