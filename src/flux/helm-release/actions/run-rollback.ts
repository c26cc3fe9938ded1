import { messageOf } from '../../../base/index.ts';
import { type Release, rollback } from '../../../release/index.ts';
import { chartText, inventoryOf, previousOf, releaseText, snapshotOf, summarize, targets } from '../status/index.ts';
import { ActionFailure } from './action-failure.ts';
import { applyOf, contextOf, crdsOf, latestOf, outcomeOf, retaken, waitOf } from './context.ts';
import { emit, ofSnapshot } from './events.ts';
import type { ChartRequest } from './release-request.ts';
import { remediationOf } from './remediation.ts';

/** Rolls back to the last good revision after a failed upgrade (helm-controller internal/reconcile/rollback_remediation.go). */
export async function runRollback(request: ChartRequest): Promise<void> {
  const { draft, spec, chart } = request;
  const before = latestOf(request);
  const previous = previousOf(draft.history, remediationOf(draft, spec, 'upgrade').ignoresTests);
  if (previous === undefined) throw new ActionFailure('missing target release for rollback: required to rollback');
  const stored: Release[] = [];
  const context = contextOf(request, (release) => {
    stored.push(release);
    const index = draft.history.findIndex((snapshot) => targets(snapshot, release));
    const old = draft.history[index];
    draft.history =
      old === undefined
        ? [snapshotOf(release), ...draft.history]
        : draft.history.map((snapshot, place) => (place === index ? retaken(old, release, 'rollback') : snapshot));
  });
  const failure = await outcomeOf(request, async () =>
    rollback(context, {
      name: spec.releaseName,
      version: previous.version,
      wait: waitOf(spec.rollback),
      disableHooks: spec.rollback.disableHooks,
      cleanupOnFail: spec.rollback.cleanupOnFail,
      maxHistory: spec.maxHistory,
      ...(await applyOf(request, spec.rollback, previous.version)),
    }),
  );
  const newest = stored.findLast(({ version }) => version > before.version);
  if (newest !== undefined) draft.put('inventory', await inventoryOf(request, newest, crdsOf(request)));
  const what = `Helm rollback to previous release ${releaseText(previous)} with chart ${chartText(previous)}`;
  const of = { ...ofSnapshot(previous), token: chart.configDigest };
  if (failure !== undefined) {
    const text = `${what} failed: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark('Remediated', 'False', 'RollbackFailed', text);
    emit(request, 'Warning', 'RollbackFailed', text, of);
    summarize(draft, spec);
    if (latestOf(request).digest === before.digest) throw new ActionFailure(messageOf(failure), { cause: failure });
    return;
  }
  draft.mark('Remediated', 'True', 'RollbackSucceeded', `${what} succeeded`);
  emit(request, 'Normal', 'RollbackSucceeded', `${what} succeeded`, of);
  summarize(draft, spec);
}
