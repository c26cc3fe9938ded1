import { formatProblem, isJsonObject, jsonEqual, type JsonObject, type KubeObject, textAt } from '../../base/index.ts';
import type { Outcome, OwnerEvent, OwnerPatch, Translation } from '../../engine/index.ts';
import { changeConditions, type Condition, conditionOf } from '../condition.ts';
import { requestedAtAnnotation } from '../names.ts';
import { isRequested } from '../request.ts';
import { event, prunedLines } from './events.ts';
import { buildError } from './failure-text.ts';
import { type Report, reportRun, retrying, revisionOf } from './report-run.ts';

/** What a Kustomization's status becomes, as kustomize-controller v1.9 writes it, and the Events that it emits. */
export function reportKustomization(
  owner: KubeObject,
  what: Outcome | Translation,
  now: number,
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  const report = 'kind' in what ? reportTranslation(owner, what, now) : reportOutcome(owner, what);
  const requested = owner.metadata.annotations?.[requestedAtAnnotation];
  const status = { ...report.status, ...(requested === undefined ? {} : { lastHandledReconcileAt: requested }) };
  const changed = changedMembers(owner, status);
  const patch =
    Object.keys(changed).length === 0 ? undefined : ({ patch: { status: changed }, subresource: 'status' } as const);
  return { patch, events: report.events };
}

/** The members of a status that are not yet so. */
function changedMembers(owner: KubeObject, status: JsonObject): JsonObject {
  const before = isJsonObject(owner['status']) ? owner['status'] : {};
  return Object.fromEntries(
    Object.entries(status).filter(([key, value]) => !jsonEqual(before[key] ?? null, value ?? null)),
  );
}

function reportTranslation(owner: KubeObject, translation: Translation, now: number): Report {
  switch (translation.kind) {
    case 'blocked':
      return reportBlocked(owner, translation, now);
    case 'remove':
      return { status: {}, events: leftEvents(owner, translation) };
    default: {
      // Suspending is an observed change of a Kustomization that is ready.
      const ready = conditionOf(owner, 'Ready')?.['status'] === 'True';
      return { status: ready ? { observedGeneration: owner.metadata.generation ?? 0 } : {}, events: [] };
    }
  }
}

function reportBlocked(owner: KubeObject, blocked: Extract<Translation, { kind: 'blocked' }>, now: number): Report {
  const { reason, problems, retryMs, revision } = blocked;
  const message = problems.map(formatProblem).join('\n');
  const stalled = retryMs === undefined;
  const set: Condition[] = [{ type: 'Ready', status: 'False', reason, message }];
  if (stalled) set.push({ type: 'Stalled', status: 'True', reason, message });
  const reconciling = conditionOf(owner, 'Reconciling');
  if (!stalled && reconciling !== undefined) {
    const doing = textAt(reconciling, 'message');
    set.push({ type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: doing });
  }
  const conditions = changeConditions(owner, { set, remove: stalled ? ['Reconciling'] : ['Stalled'] }, now);
  const status = { conditions, ...(stalled ? { observedGeneration: owner.metadata.generation ?? 0 } : {}) };
  if (!isNews(owner, reason, message)) return { status, events: [] };
  if (reason === 'DependencyNotReady') {
    const text = 'Dependencies do not meet ready condition, retrying in 30s';
    return { status, events: [event('Normal', reason, text, revision)] };
  }
  return { status, events: stalled ? [event('Warning', reason, message, revision)] : [] };
}

/** Whether the status does not say so yet, or somebody asked. */
function isNews(owner: KubeObject, reason: string, message: string): boolean {
  const ready = conditionOf(owner, 'Ready');
  return ready?.['reason'] !== reason || ready['message'] !== message || isRequested(owner);
}

function reportOutcome(owner: KubeObject, outcome: Outcome): Report {
  if (outcome.delivery.source === undefined) return reportRemoval(owner, outcome);
  if (outcome.objects === undefined) return reportEarlyFailure(owner, outcome);
  return withContested(owner, outcome, reportRun(owner, outcome));
}

/** The source could not be read or built, or the cluster not looked at: nothing was applied. */
function reportEarlyFailure(owner: KubeObject, outcome: Outcome): Report {
  const { failure, now } = outcome;
  if (failure === undefined) return { status: {}, events: [] };
  const revision = revisionOf(outcome);
  const missing = failure.problems.some(({ code }) => code === 'path-not-found');
  const [reason, doing] =
    failure.stage === 'source' || missing
      ? (['ArtifactFailed', 'Fetching manifests'] as const)
      : failure.stage === 'render'
        ? (['BuildFailed', 'Building manifests'] as const)
        : (['ReconciliationFailed', 'Detecting drift'] as const);
  const message = buildError(failure.problems);
  const set: Condition[] = [retrying(owner, doing, revision), { type: 'Ready', status: 'False', reason, message }];
  const conditions = changeConditions(owner, { set, remove: ['Stalled'] }, now);
  const status = { conditions, ...(reason === 'ArtifactFailed' ? {} : { lastAttemptedRevision: revision }) };
  return { status, events: isNews(owner, reason, message) ? [event('Warning', reason, message, revision)] : [] };
}

/** The condition for objects that two owners want; upstream lets the last one win, so it has no word for it. */
const shared = 'SharedResource';

/** A report that also says which objects of this owner others want; nothing is wrong with what this one has. */
function withContested(owner: KubeObject, { contested, now }: Outcome, report: Report): Report {
  const before = conditionOf(owner, shared);
  if (contested.length === 0 && before === undefined) return report;
  const message = contested.map(formatProblem).join('\n');
  const set: Condition[] =
    contested.length === 0 ? [] : [{ type: shared, status: 'True', reason: 'TwoOwners', message }];
  const { conditions } = report.status;
  const known = conditions === undefined ? owner : { ...owner, status: { conditions } };
  return {
    ...report,
    status: {
      ...report.status,
      conditions: changeConditions(known, { set, remove: contested.length === 0 ? [shared] : [] }, now),
    },
  };
}

function reportRemoval(owner: KubeObject, outcome: Outcome): Report {
  const revision = textAt(owner, 'status', 'lastAppliedRevision');
  const reason = readyReason(owner);
  if (outcome.failure !== undefined) {
    return { status: {}, events: [event('Warning', reason, 'pruning for deleted resource failed', revision)] };
  }
  // What is left is said once, with what goes.
  const gone = outcome.progress?.results.some(({ status }) => status === 'pruned') === true;
  const lines = gone ? prunedLines(outcome) : [];
  return { status: {}, events: lines.length === 0 ? [] : [event('Normal', reason, lines.join('\n'), revision)] };
}

function leftEvents(owner: KubeObject, { left = [] }: Extract<Translation, { kind: 'remove' }>): OwnerEvent[] {
  const revision = textAt(owner, 'status', 'lastAppliedRevision');
  return left.map((problem) => event('Warning', readyReason(owner), formatProblem(problem), revision));
}

/** Events about a deletion have the reason of the condition that stands. */
function readyReason(owner: KubeObject): string {
  return textAt(conditionOf(owner, 'Ready'), 'reason') || 'info';
}
