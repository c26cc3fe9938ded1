import {
  describeKey,
  formatDuration,
  formatProblem,
  isJsonObject,
  jsonAt,
  jsonEqual,
  type JsonObject,
  type KubeObject,
} from '../../base/index.ts';
import type { ObjectResult, Outcome, OwnerEvent, OwnerPatch, Translation } from '../../engine/index.ts';
import { changeConditions, type Condition, conditionOf } from '../condition.ts';
import { kustomizeGroup, requestedAtAnnotation } from '../names.ts';
import { recordHistory } from './history.ts';
import { formatInventoryEntry } from './inventory.ts';
import { progressOf } from './progress.ts';
import { readKustomizationSpec } from './spec.ts';

/** A change of status with the Events that go with it. */
interface Report {
  readonly status: JsonObject;
  readonly events: readonly OwnerEvent[];
}

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
  if (translation.kind !== 'blocked') {
    // Suspending is an observed change of a Kustomization that is ready.
    const ready = conditionOf(owner, 'Ready')?.['status'] === 'True';
    return { status: ready ? { observedGeneration: owner.metadata.generation ?? 0 } : {}, events: [] };
  }
  const { reason, problems, retryMs, revision } = translation;
  const message = problems.map(formatProblem).join('\n');
  const stalled = retryMs === undefined;
  const set: Condition[] = [{ type: 'Ready', status: 'False', reason, message }];
  if (stalled) set.push({ type: 'Stalled', status: 'True', reason, message });
  const reconciling = conditionOf(owner, 'Reconciling');
  if (!stalled && reconciling !== undefined) {
    set.push({
      type: 'Reconciling',
      status: 'True',
      reason: 'ProgressingWithRetry',
      message: String(reconciling['message']),
    });
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

function isNews(owner: KubeObject, reason: string, message: string): boolean {
  const ready = conditionOf(owner, 'Ready');
  return ready?.['reason'] !== reason || ready['message'] !== message;
}

function reportOutcome(owner: KubeObject, outcome: Outcome): Report {
  if (outcome.delivery.source === undefined) return reportRemoval(owner, outcome);
  if (outcome.objects === undefined) return reportEarlyFailure(owner, outcome);
  return withContested(owner, outcome, reportRun(owner, outcome));
}

function reportRun(owner: KubeObject, outcome: Outcome): Report {
  const phase = outcome.progress?.phase;
  // A run that had to leave something out (an object of another owner, say) is no success.
  if (phase === 'succeeded')
    return outcome.failure === undefined ? reportSuccess(owner, outcome) : reportFailure(owner, outcome);
  if (phase === 'waiting' || phase === 'running') return reportWaiting(owner, outcome);
  return reportFailure(owner, outcome);
}

/** The source could not be read or built: nothing was applied. */
function reportEarlyFailure(owner: KubeObject, outcome: Outcome): Report {
  const { failure, now } = outcome;
  if (failure === undefined) return { status: {}, events: [] };
  const revision = revisionOf(outcome);
  const timeout = timeoutOf(owner);
  const missing = failure.problems.some(({ code }) => code === 'path-not-found');
  const reason =
    failure.stage === 'source' || missing
      ? 'ArtifactFailed'
      : failure.stage === 'render'
        ? 'BuildFailed'
        : 'ReconciliationFailed';
  const message = failure.problems.map(formatProblem).join('\n');
  const doing = reason === 'ArtifactFailed' ? 'Fetching' : 'Building';
  const conditions = changeConditions(
    owner,
    {
      set: [
        retrying(`${doing} manifests for revision ${revision} with a timeout of ${timeout}`),
        { type: 'Ready', status: 'False', reason, message },
      ],
      remove: ['Stalled'],
    },
    now,
  );
  const status = { conditions, ...(reason === 'ArtifactFailed' ? {} : { lastAttemptedRevision: revision }) };
  return { status, events: isNews(owner, reason, message) ? [event('Warning', reason, message, revision)] : [] };
}

function reportSuccess(owner: KubeObject, outcome: Outcome): Report {
  const { progress, now } = outcome;
  const revision = revisionOf(outcome);
  const events = changeEvents(outcome);
  const checks = outcome.delivery.wait.kind !== 'none';
  const started = progress?.startedAt ?? now;
  const wasHealthy = conditionOf(owner, 'Healthy')?.['status'] === 'True';
  const passed = `Health check passed in ${formatDuration(now - (progress?.waitingSince ?? now))}`;
  const set: Condition[] = [
    { type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}` },
  ];
  if (checks && !(wasHealthy && events.length === 0)) {
    set.push({ type: 'Healthy', status: 'True', reason: 'Succeeded', message: passed });
    events.push(event('Normal', 'Progressing', passed, revision));
  }
  const remove = ['Reconciling', 'Stalled', ...(checks ? [] : ['Healthy'])];
  const conditions = changeConditions(owner, { set, remove }, now);
  const ready = conditionOf(owner, 'Ready');
  const requested = owner.metadata.annotations?.[requestedAtAnnotation];
  const asked = requested !== undefined && requested !== jsonAt(owner, 'status', 'lastHandledReconcileAt');
  const moved = jsonAt(owner, 'status', 'lastAppliedRevision') !== revision;
  const news = ready?.['status'] !== 'True' || moved || events.length > 0 || asked;
  if (news) {
    const text = `Reconciliation finished in ${formatDuration(now - started)}, next run in ${formatDuration(outcome.delivery.intervalMs)}`;
    const done = event('Normal', 'ReconciliationSucceeded', text, revision, {
      [`${kustomizeGroup}/commit_status`]: 'update',
    });
    // A revision that changed nothing is told by the status alone.
    if (ready?.['status'] !== 'True' || events.length > 0 || asked) events.push(done);
  }
  const history = recordHistory(owner, { ...runOf(outcome), status: 'ReconciliationSucceeded' });
  return {
    status: {
      conditions,
      inventory: { entries: inventoryEntries(outcome) },
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      observedGeneration: owner.metadata.generation ?? 0,
      ...(news ? { history } : {}),
    },
    events,
  };
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

function reportWaiting(owner: KubeObject, outcome: Outcome): Report {
  const revision = revisionOf(outcome);
  const timeout = timeoutOf(owner);
  const message = `Running health checks for revision ${revision} with a timeout of ${timeout}`;
  const conditions = changeConditions(
    owner,
    {
      set: [
        { type: 'Ready', status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' },
        { type: 'Reconciling', status: 'True', reason: 'Progressing', message },
        { type: 'Healthy', status: 'Unknown', reason: 'Progressing', message },
      ],
      remove: ['Stalled'],
    },
    outcome.now,
  );
  const status = { conditions, inventory: { entries: inventoryEntries(outcome) }, lastAttemptedRevision: revision };
  return { status, events: changeEvents(outcome) };
}

function reportFailure(owner: KubeObject, outcome: Outcome): Report {
  const { progress, failure, now } = outcome;
  const before = progressOf(owner);
  // What the end of an attempt said stands until the next one, which is timed by its history entry.
  if (before?.phase === 'retrying' && before.finishedAt === progress?.finishedAt) return { status: {}, events: [] };
  const revision = revisionOf(outcome);
  const timeout = timeoutOf(owner);
  const unhealthy = failure?.stage === 'health';
  const pruned = progress?.results.some(({ status, phase }) => status === 'failed' && phase === -1) === true;
  const reason = unhealthy ? 'HealthCheckFailed' : pruned ? 'PruneFailed' : 'ReconciliationFailed';
  const message = unhealthy
    ? `health check failed after ${formatDuration(now - (progress?.waitingSince ?? now))}: ${healthError(outcome)}`
    : applyError(outcome);
  const doing = unhealthy ? 'Running health checks' : 'Detecting drift';
  const set: Condition[] = [
    retrying(`${doing} for revision ${revision} with a timeout of ${timeout}`),
    { type: 'Ready', status: 'False', reason, message },
  ];
  if (unhealthy) set.push({ type: 'Healthy', status: 'False', reason, message: healthError(outcome) });
  const conditions = changeConditions(owner, { set, remove: ['Stalled'] }, now);
  const history = recordHistory(owner, { ...runOf(outcome), status: reason });
  return {
    status: {
      conditions,
      lastAttemptedRevision: revision,
      history,
      ...(unhealthy || progress?.phase === 'succeeded' ? { inventory: { entries: inventoryEntries(outcome) } } : {}),
    },
    events: [...changeEvents(outcome), event('Warning', reason, message, revision)],
  };
}

function reportRemoval(owner: KubeObject, outcome: Outcome): Report {
  const applied = jsonAt(owner, 'status', 'lastAppliedRevision');
  const revision = typeof applied === 'string' ? applied : '';
  const reason = String(conditionOf(owner, 'Ready')?.['reason'] ?? 'info');
  if (outcome.failure !== undefined) {
    return { status: {}, events: [event('Warning', reason, 'pruning for deleted resource failed', revision)] };
  }
  const deleted = (outcome.progress?.results ?? []).filter(({ status }) => status === 'pruned');
  const lines = deleted.map(({ key }) => `${describeKey(key)} deleted`);
  return { status: {}, events: lines.length === 0 ? [] : [event('Normal', reason, lines.join('\n'), revision)] };
}

function retrying(message: string): Condition {
  return { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message };
}

/** The Events of what a run changed: one for what was applied, one for what was pruned. */
function changeEvents(outcome: Outcome): OwnerEvent[] {
  const results = outcome.progress?.results ?? [];
  const applied = results
    .filter(({ status }) => status === 'applied')
    .map(({ key, message }) => `${describeKey(key)} ${message}`);
  const pruned = results.filter(({ status }) => status === 'pruned').map(({ key }) => `${describeKey(key)} deleted`);
  if (outcome.delivery.prune.enabled) {
    const kept = (outcome.objects ?? []).filter(({ sync, placement }) => sync === 'extra' && !placement.prune);
    pruned.push(...kept.map(({ key }) => `${describeKey(key)} skipped`));
  }
  const revision = revisionOf(outcome);
  return [applied, pruned]
    .filter((lines) => lines.length > 0)
    .map((lines) => event('Normal', 'Progressing', lines.join('\n'), revision));
}

/** What upstream's apply says: the first refusal, then what had been changed before it (fluxcd/pkg ssa/errors). */
function applyError(outcome: Outcome): string {
  const results = outcome.progress?.results ?? [];
  const refused = results.filter(({ status }) => status === 'failed');
  if (refused.length === 0) return (outcome.failure?.problems ?? []).map(formatProblem).join('\n');
  const changed = results
    .filter(({ status }) => status === 'applied')
    .map(({ key, message }) => `${describeKey(key)} ${message}\n`);
  const [first] = refused;
  return `${first === undefined ? '' : refusalOf(first)}\n${changed.join('')}`;
}

function refusalOf({ key, code, message }: ObjectResult): string {
  // A missing namespace, or any other thing that the object needs, is named by the API server itself.
  if (code === 'not-found') return `${describeKey(key)} not found: ${message}`;
  return `${describeKey(key)} dry-run failed${reasonOf(code)}: ${message}`;
}

/** What upstream's health check says: what failed for good, or what was still on its way when time was up. */
function healthError(outcome: Outcome): string {
  const stalled = outcome.awaited.filter(({ health }) => health?.status === 'Degraded');
  if (stalled.length > 0) {
    const names = stalled.map(({ key }) => `${describeKey(key)} status: 'Failed'`);
    return `failed early due to stalled resources: [${names.join(', ')}]`;
  }
  const late = outcome.awaited.flatMap(({ key, health }) => {
    if (health === undefined || health.status === 'Healthy' || health.status === 'Suspended') return [];
    return [`${describeKey(key)} status: '${health.status === 'Missing' ? 'NotFound' : 'InProgress'}'`];
  });
  return `timeout waiting for: [${late.join(', ')}]`;
}

const reasons: Readonly<Record<string, string>> = {
  invalid: ' (Invalid)',
  forbidden: ' (Forbidden)',
  conflict: ' (Conflict)',
  'bad-request': ' (BadRequest)',
};

function reasonOf(code: string | undefined): string {
  return reasons[code ?? ''] ?? '';
}

function inventoryEntries(outcome: Outcome): JsonObject[] {
  return (outcome.inventory ?? []).map(formatInventoryEntry);
}

function runOf(outcome: Outcome): { digest: string; revision: string; durationMs: number; now: number } {
  const { now, progress } = outcome;
  const digest = outcome.renderDigest ?? '';
  return {
    digest: `sha256:${digest}`,
    revision: revisionOf(outcome),
    durationMs: now - (progress?.startedAt ?? now),
    now,
  };
}

function revisionOf(outcome: Outcome): string {
  return outcome.delivery.source?.display ?? '';
}

function timeoutOf(owner: KubeObject): string {
  return formatDuration(readKustomizationSpec(owner).timeoutMs);
}

function event(
  type: OwnerEvent['type'],
  reason: string,
  message: string,
  revision: string | undefined,
  more: Readonly<Record<string, string>> = {},
): OwnerEvent {
  const annotations =
    revision === undefined || revision === '' ? more : { [`${kustomizeGroup}/revision`]: revision, ...more };
  return { type, reason, message, annotations };
}
