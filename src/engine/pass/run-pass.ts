import {
  formatKey,
  gvkOf,
  type GroupVersionKind,
  inCluster,
  isAbort,
  type KubeObject,
  messageOf,
  type ObjectKey,
  sleep,
} from '../../base/index.ts';
import { KubeError, type ApiResource } from '../../kube/index.ts';
import { type ApplyTarget, runStage, runValidated } from '../apply/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Desired } from '../desired/index.ts';
import type { Dialect } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import type { LiveView } from '../live/index.ts';
import { emptyOutcome, type Outcome } from '../outcome.ts';
import { ownerId } from '../owner-id.ts';
import { type Action, inventoryOf, type Plan, type Stage } from '../plan/index.ts';
import {
  advance,
  failRequest,
  isNamespaceMade,
  type ObjectResult,
  type Progress,
  retryDelay,
  type Step,
  tidyStage,
} from '../progress/index.ts';
import { lookAtHooks, placedKey } from './look-at-hooks.ts';
import { ensureNamespace, isNamespaceDue, refusedNamespace } from './ensure-namespace.ts';
import { planOf } from './plan-of.ts';
import { rememberWrites } from './remember-writes.ts';
import { applyTarget } from './target.ts';
import { untilNoticed } from './until-noticed.ts';
import { awaitedOf, lookAtObjects, type ObjectStates, type Resources } from './object-states.ts';
import { unservedDefinitions, withUnserved } from './unserved-definitions.ts';

/** More steps than any run has stages, so that a fault cannot make a pass endless. */
const maxSteps = 1_000;

/**
 * What is waited for briefly after a write gets its moment within the pass: a definition is served in a tenth of a second, which is not
 * worth a status that says so. Whatever takes longer ends the pass.
 */
const patienceMs = 500;
const patientPollMs = 20;

/** One pass: source, render, live objects, then steps of the progress machine until it waits, ends or rests. */
export async function runPass(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  before: Progress | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const learned: { desired?: Desired } = {};
  const failed = (failure: NonNullable<Outcome['failure']>): Outcome => {
    const now = engine.options.clock.now();
    const { desired } = learned;
    return {
      ...emptyOutcome(delivery, now),
      revision: desired?.revision,
      commit: desired?.kind === 'ready' ? desired.commit : undefined,
      progress: failRequest(delivery, before, failure.problems.map(({ message }) => message).join('\n'), now),
      failure,
      dueAt: now + retryAfterFailure(delivery),
    };
  };
  try {
    const view = await engine.view(delivery.cluster, delivery.identity, signal);
    const namespacedOf = async (kind: GroupVersionKind) => (await view.resourceOf(kind, signal))?.namespaced;
    const cluster = {
      namespacedOf,
      facts: (at: AbortSignal) => view.facts(at),
      randomKey: async (at: AbortSignal) => engine.renderKeys?.of(delivery.cluster, at),
    };
    const desired = await engine.desired.of(delivery, dialect, cluster, signal);
    learned.desired = desired;
    if (desired.kind === 'failed') return failed({ stage: desired.stage, problems: desired.problems });
    const wanted = wantedObjects(delivery, desired);
    const resources = await observeAll(view, delivery, wanted, signal);
    // Writing to another cluster that is away would hold up everybody who waits for a turn. Our own being away shows by itself.
    const stale = delivery.cluster === inCluster ? undefined : view.staleBecause();
    if (stale !== undefined) throw stale;
    view.interest(
      ownerId(delivery.owner),
      wanted.map(({ key }) => key),
    );
    await view.readUnwatched(
      wanted.map(({ key }) => key),
      signal,
    );
    const progress = engine.claims.takeFreed(delivery.owner) ? retryNow(before) : before;
    return await stepOn(engine, delivery, dialect, desired, { view, resources, signal, before: progress });
  } catch (error) {
    if (!(error instanceof KubeError) || isAbort(error) || signal.aborted) throw error;
    return failed({ stage: 'compare', problems: [{ code: error.code, message: messageOf(error) }] });
  }
}

/** The run with its next attempt due: what it failed for may be over. */
function retryNow(progress: Progress | undefined): Progress | undefined {
  return progress?.phase === 'retrying' ? { ...progress, finishedAt: 0 } : progress;
}

/** A pass that could not look at everything is repeated though nothing changes: as the owner's retries ask for, else after so long. */
const failedPassMs = 30_000;

function retryAfterFailure({ retry, request }: Delivery): number {
  if (request !== undefined && retry.initialMs > 0) return Math.min(failedPassMs, retry.initialMs);
  return retry.limit < 0 ? retry.initialMs : failedPassMs;
}

/** An object that a pass looks at. */
interface Wanted {
  readonly key: ObjectKey;
  readonly kind: GroupVersionKind;
}

/** All that the delivery has, had, or waits for. */
function wantedObjects(delivery: Delivery, desired: Extract<Desired, { kind: 'ready' }>): Wanted[] {
  const awaited = delivery.wait.kind === 'objects' ? delivery.wait.objects : [];
  return [
    ...desired.objects.map(({ key, object }) => ({ key, kind: gvkOf(object) })),
    ...desired.hooks.map(({ manifest: { object } }) => ({ key: placedKey(delivery, object), kind: gvkOf(object) })),
    ...delivery.inventory.map((entry) => ({ key: entry, kind: entry })),
    ...awaited.map((key) => ({ key, kind: { ...key, version: '' } })),
  ];
}

/** Makes every kind observable that a pass looks at, in every namespace where an identity limits it to those. */
async function observeAll(
  view: LiveView,
  delivery: Delivery,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<Map<string, ApiResource | undefined>> {
  const resources = new Map<string, ApiResource | undefined>();
  const observed = new Set<string>();
  for (const { key, kind } of wanted) {
    const id = `${kind.group}/${kind.kind}`;
    const scope = delivery.identity === undefined ? id : `${id}/${key.namespace}`;
    if (observed.has(scope)) continue;
    observed.add(scope);
    resources.set(id, await view.observe(kind, key.namespace, signal));
  }
  return resources;
}

interface PassContext {
  readonly view: LiveView;
  readonly resources: Resources;
  readonly signal: AbortSignal;
  readonly before: Progress | undefined;
}

async function stepOn(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  desired: Extract<Desired, { kind: 'ready' }>,
  { view, resources, signal, before }: PassContext,
): Promise<Outcome> {
  const { clock } = engine.options;
  const target = applyTarget(engine, delivery, view, signal);
  let progress = before;
  let patientUntil = 0;
  // What could not be let go of is tried again in the next pass.
  const stuck = new Set<string>();
  const written: ObjectKey[] = [];
  for (let steps = 0; steps < maxSteps; steps += 1) {
    const looked = await lookServed(engine, delivery, dialect, desired, { view, resources, signal });
    const namespaceDue = await isNamespaceDue(view, delivery, desired.objects, signal);
    const refused = [...desired.refused, ...(namespaceDue ? refusedNamespace(delivery) : [])];
    const now = clock.now();
    const hooks = await lookAtHooks(engine, delivery, dialect, desired, { progress, now }, { view, resources, signal });
    const plan = planOf(engine, delivery, looked, { refused, hooks }, progress);
    const awaited = await awaitedOf(delivery, looked.states, { view, resources, now, signal });
    const step = advance({
      delivery,
      revision: desired.revision.commit,
      plan,
      namespaceDue,
      awaited,
      progress,
      hooks: looked.hooks.filter(({ key }) => !stuck.has(formatKey(key))),
      changed: progress?.phase === 'retrying' && engine.failedLooks.hasChanged(delivery.owner, looked, plan, awaited),
      now,
    });
    const fights = looked.states.flatMap(({ key }) => engine.fights.fightOver(delivery.cluster, key) ?? []);
    if (step.kind === 'wait' && step.brief && clock.now() < patientUntil) {
      await sleep(clock, patientPollMs, signal);
      continue;
    }
    if (step.kind !== 'act' && (dialect.tellsHealth || delivery.wait.kind !== 'none')) {
      const waited = await untilNoticed(view, written.splice(0), signal);
      if (waited) continue;
    }
    if (step.kind !== 'act') {
      if (step.kind === 'finish') engine.failedLooks.ended(delivery.owner, step.failed, looked, plan, awaited);
      return {
        delivery,
        now: clock.now(),
        revision: desired.revision,
        commit: desired.commit,
        renderDigest: desired.renderDigest,
        sourceType: desired.sourceType,
        warnings: desired.warnings,
        objects: looked.states,
        hooks: looked.hooks,
        skipped: desired.skipped,
        plan,
        progress: step.progress,
        awaited,
        inventory: inventoryOf(looked.states, delivery.prune),
        failure: failureIn(plan, step),
        contested: looked.contested,
        fights: fights.map(({ fight }) => fight),
        deleting: false,
        stagesLeft: false,
        dueAt: earliest([
          isUntidy(step, looked) ? now : undefined,
          dueAfter(delivery, step),
          looked.dueAt,
          ...fights.map(({ until }) => until),
        ]),
      };
    }
    const told = await act(engine, delivery, target, plan, step.progress, step.stage, { view, signal });
    const results = resultsOf(step.stage, told);
    for (const { key, status } of step.stage.kind === 'tidy' ? told : [])
      if (status === 'failed') stuck.add(formatKey(key));
    patientUntil = clock.now() + patienceMs;
    if (!target.dryRun) written.push(...results.flatMap(({ key, status }) => (status === 'applied' ? [key] : [])));
    progress = { ...step.progress, results: merge(step.progress.results, results) };
    await observeNewKinds(view, desired, resources as Map<string, ApiResource | undefined>, signal);
  }
  throw new Error(`a pass over ${ownerId(delivery.owner)} did not come to an end`);
}

/** Whether hooks are left to be let go of, once the end of their run is written down. */
function isUntidy(step: Step, { hooks }: ObjectStates): boolean {
  return step.kind === 'finish' && tidyStage(step.progress, hooks, 'all') !== undefined;
}

/** What counts for the run of what a stage did. */
function resultsOf({ kind }: Stage, results: readonly ObjectResult[]): readonly ObjectResult[] {
  if (kind === 'tidy') return [];
  return kind === 'clear' ? results.filter(({ status }) => status === 'failed') : results;
}

/** How soon an API server is asked again what it serves, where a definition says that it should serve more. Nothing tells of that. */
const unservedPollMs = 1_000;

/**
 * Looks at every object. Where a definition is established the API server is asked for its kind; until that is served the definition is
 * not ready, and looked at again at `dueAt`.
 */
async function lookServed(
  engine: Engine,
  delivery: Delivery,
  dialect: Dialect,
  desired: Extract<Desired, { kind: 'ready' }>,
  { view, resources, signal }: Omit<PassContext, 'before'>,
): Promise<ObjectStates & { readonly dueAt: number | undefined }> {
  const look = () => lookAtObjects(engine, delivery, dialect, desired.objects, { view, resources, signal });
  const looked = await look();
  if (unservedDefinitions(looked.states, resources).size === 0) return { ...looked, dueAt: undefined };
  view.client.discovery.invalidate();
  await observeNewKinds(view, desired, resources as Map<string, ApiResource | undefined>, signal);
  const again = await look();
  const unserved = unservedDefinitions(again.states, resources);
  const dueAt = unserved.size === 0 ? undefined : engine.options.clock.now() + unservedPollMs;
  return { ...again, states: withUnserved(again.states, unserved), dueAt };
}

/**
 * When a step is followed by another though nothing changes: at a deadline, at the next attempt of what failed, or at once when a request
 * has been answered, which may have been about another revision than the owner asks for.
 */
function dueAfter(delivery: Delivery, step: Exclude<Step, { kind: 'act' }>): number | undefined {
  if (step.kind !== 'finish') return step.until;
  const { phase, finishedAt, attempt } = step.progress;
  if (finishedAt === undefined) return undefined;
  if (phase !== 'retrying') return delivery.request === undefined ? undefined : finishedAt;
  return finishedAt + retryDelay(delivery, attempt);
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Carries out one stage, after validation where the policy asks for it; the stage before all others makes the namespace. */
async function act(
  engine: Engine,
  delivery: Delivery,
  target: ApplyTarget,
  plan: Plan,
  progress: Progress,
  stage: Stage,
  { view, signal }: { view: LiveView; signal: AbortSignal },
): Promise<readonly ObjectResult[]> {
  const liveOf = (action: Action) => view.get(action.key);
  const { dryRunFirst, createNamespace } = delivery.apply;
  if (stage.objects.length === 0 && createNamespace !== undefined)
    return [await ensureNamespace(target, view, delivery.namespace, createNamespace, signal)];
  const answers = new Map<ObjectKey, KubeObject>();
  const wrote = (key: ObjectKey, object: KubeObject): void => {
    answers.set(key, object);
    target.wrote(key, object);
  };
  const first = progress.results.every(isNamespaceMade);
  const asked = stage.kind === 'write' && (dryRunFirst === 'stage' || (dryRunFirst === 'run' && first));
  const validated = !asked ? [] : dryRunFirst === 'run' ? plan.stages : [stage];
  // One write validates itself: nothing is written if it is refused.
  const writes = validated.reduce((sum, { kind, actions }) => sum + (kind === 'write' ? actions.length : 0), 0);
  const noted: ApplyTarget = {
    ...target,
    wrote,
    ...(target.dryRun ? { unmade: unmadeNamespaces(delivery, plan) } : {}),
  };
  const results =
    writes > 1
      ? await runValidated(noted, stage, validated, liveOf, signal)
      : await runStage(noted, stage, liveOf, signal);
  if (results.some(({ validated: refused }) => refused === true)) return results;
  for (const action of stage.actions)
    if ('digest' in action) engine.fights.wrote(delivery.cluster, action.key, action.digest);
  if (!target.dryRun) rememberWrites(engine.comparer, delivery, stage.actions, answers);
  return results;
}

/** The namespaces that a run would make before what goes into them. */
function unmadeNamespaces({ apply, namespace }: Delivery, plan: Plan): ReadonlySet<string> {
  const made = plan.stages.flatMap(({ actions }) =>
    actions.filter(({ key, kind }) => key.kind === 'Namespace' && kind === 'create'),
  );
  return new Set([...made.map(({ key }) => key.name), ...(apply.createNamespace === undefined ? [] : [namespace])]);
}

/** A stage may have brought definitions of kinds that were unknown before. */
async function observeNewKinds(
  view: LiveView,
  desired: Extract<Desired, { kind: 'ready' }>,
  resources: Map<string, ApiResource | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const unknown = new Set([...resources].flatMap(([id, resource]) => (resource === undefined ? [id] : [])));
  if (unknown.size === 0) return;
  for (const { key, object } of desired.objects) {
    const id = `${key.group}/${key.kind}`;
    if (unknown.has(id)) resources.set(id, await view.observe(gvkOf(object), key.namespace, signal));
  }
}

function merge(before: readonly ObjectResult[], results: readonly ObjectResult[]): ObjectResult[] {
  const done = new Set(results.map(({ key }) => key));
  return [...before.filter(({ key }) => !done.has(key)), ...results];
}

function failureIn({ problems, refused }: Plan, step: Exclude<Step, { kind: 'act' }>): Outcome['failure'] {
  if (step.kind === 'finish' && step.failed !== undefined) {
    return { stage: step.failed, problems: [...problems, { code: step.failed, message: step.progress.message }] };
  }
  const left = [...refused, ...problems];
  return left.length > 0 ? { stage: 'compare', problems: left } : undefined;
}
