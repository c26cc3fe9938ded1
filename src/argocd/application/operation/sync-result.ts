import {
  formatKey,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  withPlace,
} from '../../../base/index.ts';
import {
  isNamespaceMade,
  type ObjectResult,
  type ObjectState,
  type Outcome,
  type Progress,
} from '../../../engine/index.ts';
import { phaseNumbers } from '../hooks.ts';
import { optionsOf } from '../sync-options.ts';
import { invalidSpecConditions } from '../status/conditions.ts';
import { imagesOf } from '../status/images.ts';
import { failureText } from './failure-text.ts';
import { type Reached, stageReached } from './stage-reached.ts';

const phaseNames = new Map(Object.entries(phaseNumbers).map(([name, number]) => [number, name]));

/** What messages of results name an object by: `deployment.apps/web`. */
export function subjectOf({ group, kind, name }: ObjectKey): string {
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

/** What decides how a run's results are told. */
export interface Telling {
  /** The options of the operation. */
  readonly options: ReadonlySet<string>;
  readonly dryRun: boolean;
  readonly ended: boolean;
}

/**
 * `status.operationState.syncResult.resources` (Argo CD v3.6, controller/sync.go, gitops-engine pkg/sync). Objects that are as they should
 * be count as synced once their wave was reached, as upstream applies them once more; what is not pruned is told at the end: before it,
 * its turn may come yet.
 */
export function resourceResults(outcome: Outcome, progress: Progress, telling: Telling): JsonObject[] {
  if (invalidSpecConditions(outcome).length > 0) return [];
  const refused = outcome.plan?.refused ?? [];
  if (refused.length > 0 && progress.results.length === 0) {
    return refused.map((refusal) => ({
      ...identity(outcome, refusal.key, refusal.version, 0),
      status: 'SyncFailed',
      message: withPlace(refusal.message, refusal),
    }));
  }
  const reached = stageReached(outcome.plan ?? noPlan, progress);
  const states = new Map((outcome.objects ?? []).map((state) => [formatKey(state.key), state]));
  const results = [...progress.results, ...untouched(outcome, progress, reached, telling)];
  return results
    .map((result, index) => ({ result, index, place: placeOf(result, reached) }))
    .sort(
      (a, b) =>
        phaseOrder(a.result) - phaseOrder(b.result) ||
        turnOf(a.result) - turnOf(b.result) ||
        a.place - b.place ||
        a.index - b.index,
    )
    .map(({ result }) =>
      result.hookPhase === undefined
        ? resourceOf(outcome, result, states.get(formatKey(result.key)), reached, telling)
        : hookResultOf(outcome, result, telling),
    );
}

const noPlan = { stages: [], problems: [], refused: [] };

function placeOf(result: ObjectResult, reached: Reached): number {
  if (isNamespaceMade(result)) return -1;
  return reached.stageOf(result.key) ?? (result.hookPhase === undefined ? -1 : reached.at);
}

/** Hooks before the sync stand before all else, those after it behind. */
function phaseOrder({ phase, hookPhase }: ObjectResult): number {
  return hookPhase === undefined ? 0 : phase;
}

/** What became of a hook: it has no status of its own unless it could not be written. */
function hookResultOf(outcome: Outcome, result: ObjectResult, telling: Telling): JsonObject {
  const { key, version, phase, status, hookPhase } = result;
  const stages = [...(outcome.plan?.stages ?? []), ...(outcome.plan?.onFailure ?? [])];
  const task = stages
    .flatMap(({ hooks = [] }) => hooks)
    .find((one) => one.placement.phase === phase && formatKey(one.key) === formatKey(key));
  const images = task === undefined ? [] : imagesOf(task.desired, { initContainers: false });
  return {
    ...identity(outcome, key, version, phase),
    ...(status === 'failed' ? { status: resultStatuses.failed } : {}),
    message: messageOf(result, task?.desired, telling),
    hookType: phaseNames.get(phase) ?? 'Sync',
    hookPhase: hookPhases[hookPhase ?? 'running'],
    ...(images.length === 0 ? {} : { images }),
  };
}

const hookPhases = { running: 'Running', succeeded: 'Succeeded', failed: 'Failed' } as const;

/** Deletions come first, then the namespace that was made, then the rest. */
function turnOf(result: ObjectResult): number {
  const { pruning } = result;
  return pruning ? 0 : isNamespaceMade(result) ? 1 : 2;
}

/** Results for what the run had nothing to do with. */
function untouched(
  { objects = [], delivery }: Outcome,
  progress: Progress,
  reached: Reached,
  { options, ended }: Telling,
): ObjectResult[] {
  const told = new Set(progress.results.map(({ key }) => formatKey(key)));
  const failed = progress.results.find(({ status }) => status === 'failed');
  if (progress.repair || failed?.validated === true) return [];
  const names = delivery.request?.objects;
  return objects.flatMap((state): ObjectResult[] => {
    const { key, version, sync, placement } = state;
    if (told.has(formatKey(key)) || (names !== undefined && !names.some((name) => isNamed(name, key)))) return [];
    const base = { key, version, phase: placement.phase };
    if (sync === 'extra') {
      const asked = delivery.request?.prune ?? delivery.prune.enabled;
      const message = asked ? 'ignored (no prune)' : 'ignored (requires pruning)';
      return ended && failed === undefined ? [{ ...base, pruning: true, status: 'prune-skipped', message }] : [];
    }
    const place = reached.stageOf(key);
    if (sync !== 'synced' || place === undefined || place > reached.at) return [];
    if (options.has('ApplyOutOfSyncOnly=true')) return [];
    return [{ ...base, pruning: false, status: 'unchanged', message: 'unchanged' }];
  });
}

/** Whether a request names an object; without a namespace it names those of every one. */
function isNamed(name: ObjectKey, key: ObjectKey): boolean {
  const anywhere = name.namespace === '' ? { ...key, namespace: '' } : key;
  return formatKey(name) === formatKey(anywhere);
}

function resourceOf(
  outcome: Outcome,
  result: ObjectResult,
  state: ObjectState | undefined,
  reached: Reached,
  telling: Telling,
): JsonObject {
  const { key, version, phase } = result;
  const images =
    state?.desired === undefined || result.pruning ? [] : imagesOf(state.desired, { initContainers: false });
  const { hookPhase, message } = phaseOf(result, state, reached, telling);
  return {
    ...identity(outcome, key, version, phase, result.pruning || isNamespaceMade(result)),
    status: resultStatuses[result.status],
    message: message ?? messageOf(result, state?.desired, telling),
    ...(hookPhase === undefined ? {} : { hookPhase }),
    ...(images.length === 0 ? {} : { images }),
  };
}

const resultStatuses: Readonly<Record<ObjectResult['status'], string>> = {
  applied: 'Synced',
  unchanged: 'Synced',
  failed: 'SyncFailed',
  pruned: 'Pruned',
  'prune-skipped': 'PruneSkipped',
};

/** Objects without a namespace are told of in the destination's, where they are written. */
function identity({ delivery }: Outcome, key: ObjectKey, version: string, phase: number, bare = false): JsonObject {
  const told = key.namespace === '' && !bare ? delivery.namespace : key.namespace;
  return {
    group: key.group,
    version,
    kind: key.kind,
    namespace: told,
    name: key.name,
    syncPhase: phaseNames.get(phase) ?? 'Sync',
  };
}

/**
 * Where an object stands in the run. What waves came after is looked at again: it succeeded once it is healthy, and its health's words stand
 * for the message. What the last wave wrote is not looked at any more.
 */
function phaseOf(
  result: ObjectResult,
  state: ObjectState | undefined,
  reached: Reached,
  { dryRun }: Telling,
): { hookPhase: string | undefined; message?: string } {
  if (result.status === 'failed') return { hookPhase: result.code === 'unserved' ? undefined : 'Failed' };
  if (result.pruning || dryRun || isNamespaceMade(result)) return { hookPhase: 'Succeeded' };
  const place = reached.stageOf(result.key);
  const last = place === undefined || reached.isLast(place);
  const waits = reached.unhealthy.length > 0;
  if (last || place > reached.at || (place === reached.at && !waits)) return { hookPhase: 'Running' };
  const health = state?.health;
  if (health === undefined) return { hookPhase: 'Succeeded' };
  if (health.status === 'Healthy') return { hookPhase: 'Succeeded', ...(health.message === '' ? {} : health) };
  return health.status === 'Degraded' ? { hookPhase: 'Failed', message: health.message } : { hookPhase: 'Running' };
}

/** kubectl's words where they are others. */
const verbs: Readonly<Record<string, string>> = { recreated: 'configured' };

function messageOf(result: ObjectResult, desired: KubeObject | undefined, { options, dryRun }: Telling): string {
  const { key, message, status } = result;
  if (status === 'failed') return failureText(result);
  if (status === 'pruned') return dryRun ? 'pruned (dry run)' : message;
  // What is not one word was read back from the status, or is an answer of the API server.
  if ((status !== 'applied' && status !== 'unchanged') || !/^[a-z-]+$/.test(message)) return message;
  const verb =
    appliesServerSide(desired, options) && message !== 'replaced' ? 'serverside-applied' : (verbs[message] ?? message);
  return `${subjectOf(key)} ${verb}${dryRun ? ' (dry run)' : ''}`;
}

/** Whether the Application or the object asks for server-side apply by name. */
function appliesServerSide(desired: KubeObject | undefined, options: ReadonlySet<string>): boolean {
  const own = optionsOf(desired?.metadata.annotations);
  if (own.has('ServerSideApply=false')) return false;
  return options.has('ServerSideApply=true') || own.has('ServerSideApply=true');
}

/** The part of an operation's state that says what became of each object. */
export function syncResultOf(
  owner: KubeObject,
  outcome: Outcome,
  progress: Progress,
  told: { readonly source: Json; readonly telling: Telling },
): JsonObject {
  const namespaceMetadata = jsonAt(owner, 'spec', 'syncPolicy', 'managedNamespaceMetadata');
  const resources = resourceResults(outcome, progress, told.telling);
  return {
    ...(resources.length === 0 ? {} : { resources }),
    revision: progress.revision,
    source: told.source,
    ...(namespaceMetadata === undefined ? {} : { managedNamespaceMetadata: namespaceMetadata }),
  };
}
