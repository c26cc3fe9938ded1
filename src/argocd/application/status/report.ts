import { formatProblem, isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import type { Outcome, OwnerEvent, OwnerPatch, Progress, Translation } from '../../../engine/index.ts';
import { failedOperation, faultOfOperation } from '../operation/failed-operation.ts';
import { recordRevision } from '../operation/history.ts';
import { isAutomated, requestedOperation } from '../operation/operation.ts';
import { hasEnded, operationStateOf, sourceOf } from '../operation/operation-state.ts';
import { progressOfApplication } from '../operation/progress.ts';
import { readApplicationSpec } from '../spec.ts';
import {
  type ApplicationCondition,
  comparisonConditions,
  conditionsOf,
  conditionsOfOutcome,
  describeConditions,
} from './conditions.ts';
import { changeEvents, runEvents, type RunMove } from './events.ts';
import { applicationHealth, healthStatusOf } from './health-status.ts';
import { kustomizeVersionConditions } from './kustomize-version.ts';
import { patchOf } from './patch.ts';
import { resourceStatusesOf, unknownResources } from './resources.ts';
import { summaryOf } from './summary.ts';
import { syncStatusOf } from './sync-status.ts';

/** What a pass writes to an Application, and the Events that it emits. */
export interface Report {
  readonly patch: OwnerPatch | undefined;
  readonly events: readonly OwnerEvent[];
}

/** What an Application's status becomes, as Argo CD v3.6's application controller writes it. */
export function reportApplication(
  owner: KubeObject,
  what: Outcome | Translation,
  context: { readonly controlPlane: string; readonly now: number },
): Report {
  if ('kind' in what) return what.kind === 'blocked' ? reportBlocked(owner, what, context.now) : nothing;
  if (what.delivery.source === undefined) return reportRemoval(owner, what);
  return what.objects === undefined
    ? reportUnknown(owner, what, context.controlPlane)
    : reportCompared(owner, what, context.controlPlane, what.objects);
}

const nothing: Report = { patch: undefined, events: [] };

/** The state was compared, and a run may have moved on. */
function reportCompared(
  owner: KubeObject,
  outcome: Outcome,
  controlPlane: string,
  objects: NonNullable<Outcome['objects']>,
): Report {
  const { now, progress } = outcome;
  const failed = invalidOperation(owner, now);
  const run = runOf(owner, outcome);
  const move = run === undefined ? failed : moveOf(owner, outcome, run);
  const state = move?.state ?? jsonAt(owner, 'status', 'operationState');
  const kept = isJsonObject(state) ? state : undefined;
  const sync = syncStatusOf(owner, outcome, run !== undefined);
  const health = healthStatusOf(owner, applicationHealth(owner, objects), now);
  const conditions = conditionsOf(
    owner,
    [...conditionsOfOutcome(outcome, kept), ...kustomizeVersionConditions(owner, outcome)],
    now,
  );
  const status: JsonObject = {
    ...compared(controlPlane, conditions),
    health,
    sync,
    resources: orNull(resourceStatusesOf(owner, outcome, objects)),
    summary: summaryOf(owner, [...objects, ...(outcome.hooks ?? [])]) ?? null,
    sourceType: outcome.sourceType ?? 'Directory',
    ...(move === undefined ? {} : { operationState: move.state }),
    ...(run === undefined || move === undefined ? {} : historyOf(owner, outcome, run, move.state)),
  };
  const operation = failed === undefined ? operationAfter(owner, progress, move?.state) : null;
  return {
    patch: patchOf(owner, status, { operation, reconciledAt: now }),
    events: [...(move === undefined ? [] : runEvents(owner, move)), ...changeEvents(owner, sync, health)],
  };
}

/** The source, its render or the cluster could not be read: nothing is known, and nothing is taken back. */
function reportUnknown(owner: KubeObject, outcome: Outcome, controlPlane: string): Report {
  const { now, failure, progress } = outcome;
  const sync = syncStatusOf(owner, outcome, false);
  const before = jsonAt(owner, 'status', 'health');
  const health = isJsonObject(before) ? before : healthStatusOf(owner, { status: 'Healthy', message: '' }, now);
  const lost = failure?.stage === 'source' || failure?.stage === 'render';
  const failed = invalidOperation(owner, now);
  const run = runOf(owner, outcome);
  const move = run === undefined ? failed : moveOf(owner, outcome, run);
  const status: JsonObject = {
    ...compared(controlPlane, conditionsOf(owner, comparisonConditions(outcome), now)),
    health,
    sync,
    ...(lost ? { resources: orNull(unknownResources(owner)), sourceType: null } : {}),
    ...(move === undefined ? {} : { operationState: move.state }),
  };
  const operation = failed === undefined ? operationAfter(owner, progress, move?.state) : null;
  return {
    patch: patchOf(owner, status, { operation, reconciledAt: now }),
    events: [...(move === undefined ? [] : runEvents(owner, move)), ...changeEvents(owner, sync, health)],
  };
}

/** The spec cannot be delivered: sync and health are unknown, and conditions say why. The rest stays as it was. */
function reportBlocked(owner: KubeObject, blocked: Extract<Translation, { kind: 'blocked' }>, now: number): Report {
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  const type = deleting ? 'DeletionError' : 'InvalidSpecError';
  const conditions = blocked.problems.map((problem): ApplicationCondition => ({
    type,
    message: formatProblem(problem),
  }));
  if (deleting) {
    const status = { conditions: conditionsOf(owner, conditions, now) };
    return { patch: patchOf(owner, status, { operation: undefined, reconciledAt: undefined }), events: [] };
  }
  const before = jsonAt(owner, 'status', 'sync');
  const sync: JsonObject = { ...(isJsonObject(before) ? before : {}), status: 'Unknown' };
  const health = healthStatusOf(owner, { status: 'Unknown', message: '' }, now);
  const state = failedOperation(owner, describeConditions(conditions), now);
  const move = invalidOperation(owner, now) ?? (state === undefined ? undefined : failedMove(state));
  const status: JsonObject = {
    conditions: conditionsOf(owner, conditions, now),
    health,
    sync,
    ...(move === undefined ? {} : { operationState: move.state }),
  };
  const operation = move?.ended === undefined ? undefined : null;
  return {
    patch: patchOf(owner, status, { operation, reconciledAt: undefined }),
    events: [...(move === undefined ? [] : runEvents(owner, move)), ...changeEvents(owner, sync, health)],
  };
}

/** The end of an operation that names nothing to do. */
function invalidOperation(owner: KubeObject, now: number): RunMove | undefined {
  const fault = faultOfOperation(owner);
  const state = fault === undefined ? undefined : failedOperation(owner, fault, now);
  return state === undefined ? undefined : failedMove(state);
}

/** An operation that could not begin: it has ended, or is tried again. */
function failedMove(state: JsonObject): RunMove {
  const ended = state['phase'] === 'Error' ? 'failed' : undefined;
  return { state, revision: textAt(state, 'syncResult', 'revision'), initiated: false, ended };
}

function reportRemoval(owner: KubeObject, outcome: Outcome): Report {
  if (outcome.failure === undefined) return nothing;
  const message = outcome.failure.problems.map(formatProblem).join('; ');
  const conditions = conditionsOf(owner, [{ type: 'DeletionError', message }], outcome.now);
  return { patch: patchOf(owner, { conditions }, { operation: undefined, reconciledAt: undefined }), events: [] };
}

/** What every comparison writes. */
function compared(controlPlane: string, conditions: JsonObject[]): JsonObject {
  return { conditions: orNull(conditions), controllerNamespace: controlPlane, resourceHealthSource: 'appTree' };
}

function orNull(list: JsonObject[]): JsonObject[] | null {
  return list.length === 0 ? null : list;
}

/** The run of the outcome, where this pass began it or moved it on. */
function runOf(owner: KubeObject, { progress }: Outcome): Progress | undefined {
  if (progress === undefined) return undefined;
  const before = progressOfApplication(owner);
  const same =
    before !== undefined &&
    before.phase === progress.phase &&
    before.startedAt === progress.startedAt &&
    before.finishedAt === progress.finishedAt &&
    before.message === progress.message;
  return same ? undefined : progress;
}

function moveOf(owner: KubeObject, outcome: Outcome, run: Progress): RunMove {
  const state = operationStateOf(owner, outcome, run);
  const before = progressOfApplication(owner);
  const goesOn =
    before !== undefined &&
    !hasEnded(before) &&
    before.revision === run.revision &&
    jsonAt(owner, 'status', 'operationState', 'startedAt') === state['startedAt'];
  const operation = isJsonObject(state['operation']) ? state['operation'] : {};
  const initiated = !goesOn && isAutomated(operation) && requestedOperation(owner) === undefined;
  const ended = run.phase === 'succeeded' ? 'succeeded' : 'failed';
  return { state, revision: run.revision, initiated, ended: hasEnded(run) ? ended : undefined };
}

function historyOf(owner: KubeObject, { now }: Outcome, run: Progress, state: JsonObject): JsonObject {
  const operation = isJsonObject(state['operation']) ? state['operation'] : {};
  if (run.phase !== 'succeeded') return {};
  const { revisionHistoryLimit: limit } = readApplicationSpec(owner);
  const source = sourceOf(owner, operation);
  const history = recordRevision(owner, { progress: run, operation, source, limit, now });
  return history === undefined ? {} : { history };
}

/** What `operation` becomes: it stands there while a run is under way, also one of automation, and goes with its end. */
function operationAfter(
  owner: KubeObject,
  progress: Progress | undefined,
  state: JsonObject | undefined,
): JsonObject | null | undefined {
  if (progress === undefined || state === undefined) return undefined;
  if (hasEnded(progress)) return isJsonObject(owner['operation']) ? null : undefined;
  const { operation } = state;
  return requestedOperation(owner) === undefined && isJsonObject(operation) ? operation : undefined;
}
