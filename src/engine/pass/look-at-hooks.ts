import { canonicalJson, gvkOf, keyOf, type KubeObject, type ObjectKey, sha256 } from '../../base/index.ts';
import { compareOwned, ownedFields } from '../../patch/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Desired, DesiredHook } from '../desired/index.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { assessHealth } from '../health/index.ts';
import { isReduced, type LiveView } from '../live/index.ts';
import { twoOwners } from '../ownership/index.ts';
import type { HookPhase, HookPlacement, Placement } from '../placement.ts';
import type { HookTask, Refusal } from '../plan/index.ts';
import type { Progress } from '../progress/index.ts';
import type { Resources } from './object-states.ts';

/** The hooks of a delivery in each of their phases, and those that another owner has. */
export interface HookLooks {
  readonly tasks: readonly HookTask[];
  readonly refused: readonly Refusal[];
}

/**
 * Looks at every hook of a delivery, once for each of its phases. A name that is left to the run is made of the revision, the phase and the
 * time at which the hook is started (gitops-engine pkg/sync, getSyncTasks).
 */
export async function lookAtHooks(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  desired: Extract<Desired, { kind: 'ready' }>,
  run: { readonly progress: Progress | undefined; readonly now: number },
  context: { readonly view: LiveView; readonly resources: Resources; readonly signal: AbortSignal },
): Promise<HookLooks> {
  const tasks: HookTask[] = [];
  const refused: Refusal[] = [];
  for (const hook of desired.hooks) {
    for (const phase of hook.phases) {
      const named = withName(hook, phase, { ...run, revision: desired.revision.commit, delivery, view: context.view });
      const prepared = dialect.prepare(named, delivery, hook.namespaced);
      if (prepared.kind !== 'hook') continue;
      const task = await lookAt(delivery, { ...hook, ...prepared }, phase, run.now, context);
      const { live, key, version, manifest } = task;
      const other =
        live === undefined ? undefined : engine.claims.foreignOwner(delivery.cluster, delivery.owner, live, key);
      const { file, line, column } = manifest.origin;
      if (other === undefined) tasks.push(task);
      else refused.push({ ...twoOwners(key, delivery.owner, other, { file, line, column }), key, version });
    }
  }
  return { tasks, refused };
}

async function lookAt(
  delivery: Delivery,
  hook: DesiredHook & { readonly object: KubeObject; readonly placement: Placement & { readonly hook: HookPlacement } },
  { phase }: HookPhase,
  now: number,
  { view, resources, signal }: { view: LiveView; resources: Resources; signal: AbortSignal },
): Promise<HookTask> {
  const { object, manifest } = hook;
  const key = keyOf(object);
  const resource = resources.get(`${key.group}/${key.kind}`);
  let live = view.get(key);
  if (live !== undefined && resource !== undefined && isReduced(live)) {
    const ref = { resource, namespace: resource.namespaced ? key.namespace : '', name: key.name };
    live = await view.whole(ref, live, signal);
  }
  return {
    key,
    version: gvkOf(object).version,
    desired: object,
    digest: sha256(canonicalJson(object)),
    manifest,
    live,
    placement: { ...hook.placement, phase },
    sync: live === undefined ? 'missing' : isAsDesired(delivery, object, live) ? 'synced' : 'out-of-sync',
    differences: [],
    health: live === undefined ? undefined : assessHealth(live, delivery.healthRules, now),
  };
}

/** Whether what lies there is what this run would write. */
function isAsDesired({ apply }: Delivery, desired: KubeObject, live: KubeObject): boolean {
  const owned = ownedFields(live.metadata.managedFields, apply.fieldManager);
  return owned !== undefined && compareOwned(desired, live, owned).length === 0;
}

interface Naming {
  readonly progress: Progress | undefined;
  readonly now: number;
  readonly revision: string;
  readonly delivery: Delivery;
  readonly view: LiveView;
}

/** The object with the name that it has in this run: that of what the run started already, else a new one. */
function withName({ manifest }: DesiredHook, { name: phaseName, phase }: HookPhase, naming: Naming): KubeObject {
  const { object } = manifest;
  const { name, generateName } = object.metadata;
  if (name !== undefined || generateName === undefined) return object;
  const { progress, now, revision, delivery, view } = naming;
  const prefix = `${generateName}${revision.slice(0, 7)}-${phaseName}-`.toLowerCase();
  const { group, kind } = keyOf(object);
  const isIt = (key: ObjectKey): boolean => key.group === group && key.kind === kind && key.name.startsWith(prefix);
  const known = progress?.results.find((result) => result.phase === phase && isIt(result.key))?.key;
  const live = known ?? heldName(view, delivery, isIt);
  return { ...object, metadata: { ...object.metadata, name: live?.name ?? `${prefix}${Math.floor(now / 1000)}` } };
}

/** A hook of this revision whose run has not ended: who started it did not live to say so. */
function heldName(view: LiveView, { owner }: Delivery, isIt: (key: ObjectKey) => boolean): ObjectKey | undefined {
  for (const object of view.ownedBy(owner)) {
    const { finalizers = [], deletionTimestamp } = object.metadata;
    if (finalizers.length > 0 && deletionTimestamp === undefined && isIt(keyOf(object))) return keyOf(object);
  }
  return undefined;
}

/** The key of an object as rendered, whose namespace may be left to the delivery. */
export function placedKey({ namespace }: Delivery, object: KubeObject): ObjectKey {
  const key = keyOf(object);
  return key.namespace === '' ? { ...key, namespace } : key;
}
