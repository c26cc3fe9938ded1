import { formatDuration, messageOf } from '../../../base/index.ts';
import type { Release } from '../../../release/index.ts';
import { hasDrifted, type ObjectDrift } from '../drift/index.ts';
import { ActionFailure } from './action-failure.ts';
import { runCorrection, tellDrift } from './run-correction.ts';
import { runRelease } from './run-release.ts';
import { runRollback } from './run-rollback.ts';
import { runTests } from './run-tests.ts';
import { runUninstall } from './run-uninstall.ts';
import { runUnlock } from './run-unlock.ts';
import type { ChartRequest } from './release-request.ts';
import { activeRemediation, activeRetryMs, remediationOf } from './remediation.ts';
import { chartText, previousOf, releaseText, truncated, summarize } from '../status/index.ts';
import { isOurs, type ReleaseState, stateOf } from './state.ts';

/** What is to be done next. */
type Step = 'install' | 'upgrade' | 'test' | 'rollback' | 'uninstall-remediation' | 'unlock' | 'correct cluster drift';

/** How a reconcile of a release ended: at rest until something changes, to be tried again, or given up until the spec changes. */
export type CarriedOut =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly afterMs: number | undefined }
  | { readonly kind: 'stalled' };

/**
 * Brings a release to what is wanted: looks at the last revision, takes the step that it asks for, and looks again; each kind of step once,
 * a remediation last (helm-controller internal/reconcile/atomic_release.go).
 */
export async function carryOut(
  request: ChartRequest,
  beforeStep: (step: string) => Promise<void>,
): Promise<CarriedOut> {
  const { draft, spec, signal } = request;
  const taken = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    let last: Release | undefined;
    let state: ReleaseState;
    let drifts: readonly ObjectDrift[] = [];
    try {
      last = await lastStored(request);
      state = stateOf(request, last);
      if (state === 'in-sync' && last !== undefined && spec.driftDetection.mode !== 'disabled')
        drifts = await request.driftOf(last);
    } catch (error) {
      signal.throwIfAborted();
      draft.mark('Ready', 'False', 'StateError', `Could not determine release state: ${messageOf(error)}`);
      return { kind: 'again', afterMs: undefined };
    }
    const next = hasDrifted(drifts) ? drifted(request, drifts) : await nextStep(request, state, last);
    if (next === undefined) {
      draft.unmark('Reconciling');
      summarize(draft, spec);
      return { kind: 'done' };
    }
    if (next === 'exhausted') return { kind: 'stalled' };
    const kind = kindOf(next);
    if (taken.has(kind)) return retry(request);
    const text = `Running '${next.startsWith('uninstall') ? 'uninstall' : next}' action with timeout of ${timeoutText(request, next)}`;
    draft.mark('Reconciling', 'True', 'Progressing', text);
    if (kind === 'release') draft.mark('Ready', 'Unknown', 'Progressing', text);
    await beforeStep(next);
    try {
      await take(request, next, last, drifts);
    } catch (error) {
      if (!(error instanceof ActionFailure)) throw error;
      const retryMs = activeRetryMs(draft, spec);
      if (retryMs !== undefined) return waiting(request, retryMs);
      if (draft.isTrue('Ready')) draft.mark('Ready', 'False', 'ReconcileError', error.message);
      return { kind: 'again', afterMs: undefined };
    }
    if (kind === 'remediate') return afterRemediation(request);
    taken.add(kind);
  }
}

/** The newest record. Throws in Flux's words, such as where the release's account may not read records. */
async function lastStored({ storage, spec, signal }: ChartRequest): Promise<Release | undefined> {
  try {
    return (await storage.history(spec.releaseName, signal)).at(-1);
  } catch (error) {
    const text = `failed to retrieve last release from storage: query: failed to query with labels: ${messageOf(error)}`;
    throw new Error(text, { cause: error });
  }
}

function kindOf(step: Step): 'release' | 'test' | 'remediate' | 'unlock' | 'drift' {
  if (step === 'install' || step === 'upgrade') return 'release';
  if (step === 'correct cluster drift') return 'drift';
  return step === 'test' || step === 'unlock' ? step : 'remediate';
}

function timeoutText({ spec }: ChartRequest, step: Step): string {
  const key = step === 'uninstall-remediation' ? 'uninstall' : step;
  const isOwn = key !== 'unlock' && key !== 'correct cluster drift';
  return formatDuration(isOwn ? spec[key].timeoutMs : spec.timeoutMs);
}

/** What is done about drift; the condition tells it either way. */
function drifted(request: ChartRequest, drifts: readonly ObjectDrift[]): Step | undefined {
  request.draft.take('force');
  tellDrift(request, drifts);
  return request.spec.driftDetection.mode === 'enabled' ? 'correct cluster drift' : undefined;
}

async function take(
  request: ChartRequest,
  step: Step,
  last: Release | undefined,
  drifts: readonly ObjectDrift[],
): Promise<void> {
  switch (step) {
    case 'install':
    case 'upgrade':
      return runRelease(request, step);
    case 'test':
      return runTests(request);
    case 'rollback':
      return runRollback(request);
    case 'uninstall-remediation':
      return runUninstall(request, step);
    case 'correct cluster drift':
      return runCorrection(request, drifts);
    case 'unlock':
      if (last !== undefined) await runUnlock(request, last);
  }
}

async function nextStep(
  request: ChartRequest,
  state: ReleaseState,
  last: Release | undefined,
): Promise<Step | 'exhausted' | undefined> {
  const { draft, spec } = request;
  const forced = draft.take('force');
  switch (state) {
    case 'in-sync':
      return inSync(request, forced);
    case 'locked':
      return 'unlock';
    case 'absent':
      if (!remediationOf(draft, spec, 'install').isExhausted || forced) return 'install';
      return exhausted(request);
    case 'unmanaged':
      draft.history = [];
      return 'upgrade';
    case 'out-of-sync':
      if (!remediationOf(draft, spec, 'upgrade').isExhausted || forced) return 'upgrade';
      return exhausted(request);
    case 'untested':
      releasedAgain(request);
      return 'test';
    case 'failed':
      return await afterFailure(request, forced, last);
  }
}

function inSync(request: ChartRequest, forced: boolean): Step | undefined {
  const { draft, spec } = request;
  const remediation = activeRemediation(draft, spec);
  draft.history =
    activeRetryMs(draft, spec) === undefined
      ? truncated(draft.history, remediation?.ignoresTests ?? spec.test.ignoreFailures)
      : draft.history.slice(0, 5);
  if (forced) return 'upgrade';
  releasedAgain(request);
  if (spec.driftDetection.mode !== 'disabled')
    draft.mark('Drifted', 'False', 'NoDriftDetected', 'No drift detected against the cluster state');
  if (draft.isTrue('Ready') && draft.isTrue('Released')) return undefined;
  const [current] = draft.history;
  const reason = draft.condition('Released')?.reason;
  const verb = reason === 'InstallFailed' ? 'install' : reason === 'UpgradeFailed' ? 'upgrade' : undefined;
  if (verb === undefined || current === undefined) return undefined;
  const text = `Helm ${verb} succeeded for release ${releaseText(current)} with chart ${chartText(current)}`;
  draft.mark('Released', 'True', verb === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded', text);
  return undefined;
}

/** A release that was remediated and is what is wanted again says so. */
function releasedAgain({ draft }: ChartRequest): void {
  const [current] = draft.history;
  if (!draft.isTrue('Remediated') || current === undefined) return;
  const text = `Helm upgrade succeeded for release ${releaseText(current)} with chart ${chartText(current)}`;
  draft.unmark('Remediated');
  draft.mark('Released', 'True', 'UpgradeSucceeded', text);
}

async function afterFailure(
  request: ChartRequest,
  forced: boolean,
  last: Release | undefined,
): Promise<Step | 'exhausted'> {
  const { draft, spec, storage, signal } = request;
  if (activeRetryMs(draft, spec) !== undefined) {
    draft.history = draft.history.slice(0, 5);
    return 'upgrade';
  }
  const remediation = activeRemediation(draft, spec);
  if (remediation === undefined || remediation.failures <= 0 || forced) return 'upgrade';
  if (remediation.isExhausted && !remediation.remediatesLast) return exhausted(request);
  draft.history = truncated(draft.history, remediation.ignoresTests);
  if (remediation.strategy === 'uninstall') return 'uninstall-remediation';
  const previous = previousOf(draft.history, remediation.ignoresTests);
  if (previous === undefined) {
    const text = 'Failed to perform remediation: missing target release for rollback: cannot remediate failed release';
    draft.mark('Stalled', 'True', 'MissingRollbackTarget', text);
    draft.unmark('Reconciling');
    return 'exhausted';
  }
  const stored = (await storage.history(last?.name ?? spec.releaseName, signal)).find(
    ({ version }) => version === previous.version,
  );
  // What was not made by us, or is gone, is nothing to go back to.
  return stored !== undefined && isOurs(previous, stored) ? 'rollback' : 'upgrade';
}

function exhausted(request: ChartRequest): 'exhausted' {
  stall(request);
  return 'exhausted';
}

function stall({ draft, spec }: ChartRequest): void {
  const action = draft.text('lastAttemptedReleaseAction');
  const failures = activeRemediation(draft, spec)?.failures ?? 0;
  draft.mark('Stalled', 'True', 'RetriesExceeded', `Failed to ${action} after ${failures} attempt(s)`);
  draft.unmark('Reconciling');
}

function waiting({ draft }: ChartRequest, retryMs: number): CarriedOut {
  draft.mark('Reconciling', 'True', 'ProgressingWithRetry', `retrying after ${formatDuration(retryMs)}`);
  return { kind: 'again', afterMs: retryMs };
}

/** The same kind of step twice: the next reconcile goes on, unless the retries are used up. */
function retry(request: ChartRequest): CarriedOut {
  const { draft, spec } = request;
  const retryMs = activeRetryMs(draft, spec);
  if (retryMs !== undefined) return waiting(request, retryMs);
  const remediation = activeRemediation(draft, spec);
  if (remediation === undefined || !remediation.isExhausted) return retryNow(request);
  draft.unmark('Reconciling');
  return { kind: 'done' };
}

function afterRemediation(request: ChartRequest): CarriedOut {
  const { draft, spec } = request;
  const retryMs = activeRetryMs(draft, spec);
  if (retryMs !== undefined) return waiting(request, retryMs);
  const remediation = activeRemediation(draft, spec);
  if (remediation === undefined || !remediation.isExhausted || remediation.isUninstallAfterUpgrade)
    return retryNow(request);
  stall(request);
  return { kind: 'stalled' };
}

function retryNow({ draft }: ChartRequest): CarriedOut {
  draft.mark('Reconciling', 'True', 'ProgressingWithRetry', draft.condition('Ready')?.message ?? '');
  return { kind: 'again', afterMs: 0 };
}
