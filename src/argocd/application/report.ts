import {
  formatProblem,
  formatTime,
  isJsonObject,
  jsonAt,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  textAt,
} from '../../base/index.ts';
import type { Outcome, OwnerEvent, OwnerPatch, Progress, Translation } from '../../engine/index.ts';
import { refreshAnnotation } from '../names.ts';
import { recordRevision } from './history.ts';
import { hasEnded, operationStateOf, refusedOperationState } from './operation-state.ts';
import { progressOfApplication } from './progress.ts';
import { readApplicationSpec, readOperation } from './spec.ts';
import {
  conditionsOf,
  conditionsOfOutcome,
  healthStatusOf,
  resourceStatusesOf,
  summaryOf,
  syncStatusOf,
} from './status.ts';

/** What an Application's status becomes, as Argo CD v3's application controller writes it, and the Events that it emits. */
export function reportApplication(
  owner: KubeObject,
  what: Outcome | Translation,
  context: { readonly controlPlane: string; readonly now: number },
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  if ('kind' in what)
    return what.kind === 'blocked' ? reportBlocked(owner, what, context.now) : { patch: undefined, events: [] };
  if (what.delivery.source === undefined) return reportRemoval(owner, what);
  const { status, events, endsOperation } = statusOf(owner, what, context.controlPlane);
  return { patch: patchOf(owner, status, endsOperation, what.now), events };
}

function statusOf(
  owner: KubeObject,
  outcome: Outcome,
  controlPlane: string,
): { status: JsonObject; events: OwnerEvent[]; endsOperation: boolean } {
  const { objects, now, health } = outcome;
  const events: OwnerEvent[] = [];
  const run = runOf(owner, outcome);
  if (run !== undefined) events.push(...runEvents(owner, outcome, run));
  const sync = syncStatusOf(owner, outcome);
  const healthStatus = healthStatusOf(owner, health ?? { status: 'Unknown', message: '' }, now);
  events.push(...changeEvents(owner, sync, healthStatus));
  const conditions = conditionsOf(owner, conditionsOfOutcome(outcome), now);
  const status: JsonObject = {
    conditions: conditions.length === 0 ? null : conditions,
    controllerNamespace: controlPlane,
    health: healthStatus,
    resourceHealthSource: 'appTree',
    sync,
    ...(objects === undefined
      ? {}
      : {
          resources: resourceStatusesOf(objects),
          summary: summaryOf(objects),
          sourceType: outcome.sourceType ?? 'Directory',
        }),
    ...(run === undefined ? {} : { operationState: operationStateOf(owner, outcome, run) }),
    ...(run === undefined ? {} : historyOf(owner, outcome, run)),
  };
  const ends = run !== undefined && hasEnded(run) && isJsonObject(owner['operation']);
  return { status, events, endsOperation: ends };
}

/** The run of the outcome, where this pass began it or moved it on. */
function runOf(owner: KubeObject, outcome: Outcome): Progress | undefined {
  const { progress } = outcome;
  if (progress === undefined) return undefined;
  const before = progressOfApplication(owner);
  const same =
    before !== undefined &&
    before.phase === progress.phase &&
    formatTime(before.startedAt) === formatTime(progress.startedAt) &&
    before.message === progress.message &&
    before.finishedAt === progress.finishedAt;
  return same ? undefined : progress;
}

function historyOf(owner: KubeObject, outcome: Outcome, run: Progress): JsonObject {
  const operation = readOperation(owner);
  const partial = run.repair || (operation?.resources.length ?? 0) > 0 || operation?.dryRun === true;
  if (run.phase !== 'succeeded' || partial) return {};
  const spec = readApplicationSpec(owner);
  const initiatedBy = jsonAt(owner, 'operation', 'initiatedBy');
  const history = recordRevision(owner, {
    progress: run,
    source: operation?.source ?? spec.source,
    initiatedBy: isJsonObject(initiatedBy) ? initiatedBy : operation === undefined ? { automated: true } : {},
    limit: spec.revisionHistoryLimit,
    now: outcome.now,
  });
  return { history };
}

function runEvents(owner: KubeObject, outcome: Outcome, run: Progress): OwnerEvent[] {
  const events: OwnerEvent[] = [];
  const begun = jsonAt(owner, 'status', 'operationState', 'startedAt') !== formatTime(run.startedAt);
  if (begun && outcome.delivery.request === undefined) {
    events.push({
      type: 'Normal',
      reason: 'OperationStarted',
      message: `Initiated automated sync to '${run.revision}'`,
    });
  }
  if (!hasEnded(run)) return events;
  const partial = run.repair || outcome.delivery.request?.objects !== undefined;
  const what = `${partial ? 'Partial sync operation' : 'Sync operation'} to ${run.revision}`;
  const state = operationStateOf(owner, outcome, run);
  events.push(
    run.phase === 'succeeded'
      ? { type: 'Normal', reason: 'OperationCompleted', message: `${what} succeeded` }
      : { type: 'Warning', reason: 'OperationCompleted', message: `${what} failed: ${textAt(state, 'message')}` },
  );
  return events;
}

function changeEvents(owner: KubeObject, sync: JsonObject, health: JsonObject): OwnerEvent[] {
  const events: OwnerEvent[] = [];
  const before = (field: string): string => {
    const status = jsonAt(owner, 'status', field, 'status');
    return typeof status === 'string' ? status : '';
  };
  if (before('sync') !== sync['status']) {
    events.push(updated(`Updated sync status: ${before('sync')} -> ${textAt(sync, 'status')}`));
  }
  if (before('health') !== health['status']) {
    const message = typeof health['message'] === 'string' ? ` (${health['message']})` : '';
    events.push(updated(`Updated health status: ${before('health')} -> ${textAt(health, 'status')}${message}`));
  }
  return events;
}

function updated(message: string): OwnerEvent {
  return { type: 'Normal', reason: 'ResourceUpdated', message };
}

/** The spec cannot be delivered: sync and health are unknown, and a condition says why. */
function reportBlocked(
  owner: KubeObject,
  blocked: Extract<Translation, { kind: 'blocked' }>,
  now: number,
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  const conditions = blocked.problems.map((problem) => ({
    type: 'InvalidSpecError' as const,
    message: formatProblem(problem),
  }));
  const spec = isJsonObject(owner['spec']) ? owner['spec'] : {};
  const sync: JsonObject = {
    status: 'Unknown',
    comparedTo: {
      source: readApplicationSpec(owner).source,
      destination: isJsonObject(spec['destination']) ? spec['destination'] : {},
    },
  };
  const health = healthStatusOf(owner, { status: 'Unknown', message: '' }, now);
  const asked = isJsonObject(owner['operation']);
  const message = conditions.map((condition) => `${condition.type}: ${condition.message}`).join(';');
  const status = {
    conditions: conditionsOf(owner, conditions, now),
    health,
    sync,
    ...(asked ? { operationState: refusedOperationState(owner, message, now) } : {}),
  };
  return { patch: patchOf(owner, status, asked, now), events: changeEvents(owner, sync, health) };
}

function reportRemoval(
  owner: KubeObject,
  outcome: Outcome,
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  if (outcome.failure === undefined) return { patch: undefined, events: [] };
  const message = outcome.failure.problems.map(formatProblem).join('; ');
  const conditions = conditionsOf(owner, [{ type: 'DeletionError', message }], outcome.now);
  return { patch: patchOf(owner, { conditions }, false, outcome.now), events: [] };
}

/**
 * The merge patch that makes the status so, or undefined where it is so already. `reconciledAt` moves only with something else: upstream
 * moves it with every comparison, which would write where nothing happened.
 */
function patchOf(owner: KubeObject, status: JsonObject, endsOperation: boolean, now: number): OwnerPatch | undefined {
  const before = isJsonObject(owner['status']) ? owner['status'] : {};
  const changed = Object.fromEntries(
    Object.entries(status)
      .filter(([key, value]) => !jsonEqual(before[key] ?? null, value ?? null))
      .map(([key, value]) => [key, replacing(before[key], value)]),
  );
  const refreshed = owner.metadata.annotations?.[refreshAnnotation] !== undefined;
  if (Object.keys(changed).length === 0 && !refreshed && !endsOperation) return undefined;
  const patch: JsonObject = { status: { ...changed, reconciledAt: formatTime(now) } };
  if (refreshed) patch['metadata'] = { annotations: { [refreshAnnotation]: null } };
  if (endsOperation) patch['operation'] = null;
  return { patch, subresource: undefined };
}

/** A merge patch keeps members that it does not name: those that went are named as null. */
function replacing(before: JsonObject[string], after: JsonObject[string]): JsonObject[string] {
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const patch: JsonObject = {};
  for (const key of Object.keys(before)) if (after[key] === undefined) patch[key] = null;
  for (const key of Object.keys(after)) patch[key] = replacing(before[key], after[key]);
  return patch;
}
