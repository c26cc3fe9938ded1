import { gvkOf, keyOf, type KubeObject, Semaphore } from '../../base/index.ts';
import { type ApiResource, KubeError, type ResourceRef } from '../../kube/index.ts';
import { withKept } from '../ignored/index.ts';
import { isReduced } from '../live/index.ts';
import type { Action, Stage } from '../plan/index.ts';
import type { ObjectResult } from '../progress/index.ts';
import { blamedPlace } from './blamed-place.ts';
import { endHook } from './end-hook.ts';
import { failedWrite } from './failed-write.ts';
import type { ApplyTarget } from './target.ts';
import { writeObject } from './write-object.ts';

const concurrency = 8;

/**
 * Carries out the actions of one stage and tells what became of each. Actions of one rank run side by side, ranks one after the other;
 * the first rank in which a write fails is the last, while a deletion that fails stands in no other's way. `liveOf` gives the object as
 * it is now.
 */
export async function runStage(
  target: ApplyTarget,
  stage: Stage,
  liveOf: (action: Action) => KubeObject | undefined,
  signal: AbortSignal,
): Promise<ObjectResult[]> {
  const results: ObjectResult[] = [];
  for (const group of byRank(stage.actions)) {
    results.push(...(await each(group, (action) => carryOut(target, stage, action, liveOf(action), signal))));
    if (stage.kind === 'write' && results.some((result) => result.status === 'failed')) break;
  }
  return results;
}

function byRank(actions: readonly Action[]): Action[][] {
  const groups: Action[][] = [];
  let rank: number | undefined;
  for (const action of actions) {
    if (action.placement.rank !== rank || groups.length === 0) groups.push([]);
    rank = action.placement.rank;
    groups.at(-1)?.push(action);
  }
  return groups;
}

/** Runs actions side by side, a few at a time. */
export async function each(
  actions: readonly Action[],
  run: (action: Action) => Promise<ObjectResult>,
): Promise<ObjectResult[]> {
  const places = new Semaphore(concurrency);
  return Promise.all(actions.map((action) => places.run(() => run(action))));
}

/** Carries out one action and tells what became of it. Throws only when the signal aborts. */
export async function carryOut(
  target: ApplyTarget,
  stage: Stage,
  action: Action,
  live: KubeObject | undefined,
  signal: AbortSignal,
): Promise<ObjectResult> {
  const subject = 'desired' in action ? action.desired : action.live;
  const pruning = stage.kind === 'prune';
  const base = { key: action.key, version: gvkOf(subject).version, phase: stage.phase, wave: stage.wave, pruning };
  const blamed = (error?: unknown): Pick<ObjectResult, 'place'> => {
    const place = 'manifest' in action ? blamedPlace(action.manifest, error) : undefined;
    return place === undefined ? {} : { place };
  };
  try {
    const resource = await target.resourceOf(subject);
    if (resource === undefined)
      return { ...base, ...blamed(), status: 'failed', code: 'unserved', message: unknownKind(subject) };
    // Whether an object has a namespace is known only here where its definition came in the same run.
    const refusal = target.restrictions?.refusal(action.key, resource.namespaced);
    if (refusal !== undefined)
      return { ...base, ...blamed(), status: 'failed', code: 'forbidden', message: refusal.message };
    if (action.kind === 'delete') return { ...base, ...(await deleteObject(target, resource, action.live, signal)) };
    const ref = refOf(resource, action);
    if (action.kind === 'end-hook') {
      await endHook(target, ref, action, signal);
      return { ...base, status: 'applied', message: 'ended' };
    }
    const desired = await withIgnoredKept(target, ref, action, live, signal);
    const { object, verb } = await writeObject(target, ref, desired, live, action.placement, signal);
    target.wrote(action.key, object);
    const hook =
      action.placement.hook === undefined ? {} : ({ hookPhase: target.dryRun ? 'succeeded' : 'running' } as const);
    return { ...base, ...hook, status: verb === 'unchanged' ? 'unchanged' : 'applied', message: verb };
  } catch (error) {
    const hook = action.kind === 'run-hook' ? ({ hookPhase: 'failed' } as const) : {};
    return { ...failedWrite(base, error, signal), ...blamed(error), ...hook };
  }
}

/** What is written: the desired object, with ignored fields as they are live where the delivery keeps them. */
async function withIgnoredKept(
  { client, ignored, policy }: ApplyTarget,
  ref: ResourceRef,
  { key, desired }: Exclude<Action, { kind: 'delete' | 'end-hook' }>,
  live: KubeObject | undefined,
  signal: AbortSignal,
): Promise<KubeObject> {
  const rules = live === undefined || ignored?.kept !== true ? undefined : ignored.of(key);
  if (rules === undefined || live === undefined) return desired;
  const whole = rules.managers.length > 0 || isReduced(live) ? await client.get(ref, { signal }) : live;
  return withKept(rules, desired, whole, policy.fieldManager);
}

async function deleteObject(
  target: ApplyTarget,
  resource: ApiResource,
  live: KubeObject,
  signal: AbortSignal,
): Promise<Pick<ObjectResult, 'status' | 'message'>> {
  const { name = '', namespace = '', uid } = live.metadata;
  if (target.dryRun) return { status: 'pruned', message: 'pruned' };
  try {
    const left = await target.client.delete(
      { resource, namespace, name },
      { propagation: target.prune.propagation, ...(uid === undefined ? {} : { preconditions: { uid } }), signal },
    );
    if (left === undefined) target.deleted(live);
    else target.wrote(keyOf(live), left);
    return { status: 'pruned', message: 'pruned' };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    // Gone already, or another object took its name: what was to be deleted is not there.
    if (error.code !== 'not-found' && error.code !== 'conflict') throw error;
    target.deleted(live);
    return { status: 'pruned', message: 'pruned' };
  }
}

function refOf(resource: ApiResource, action: Action): ResourceRef {
  return { resource, namespace: resource.namespaced ? action.key.namespace : '', name: action.key.name };
}

function unknownKind(object: KubeObject): string {
  return `no matches for kind "${object.kind}" in version "${object.apiVersion}"`;
}
