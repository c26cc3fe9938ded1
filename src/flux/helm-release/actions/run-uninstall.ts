import { messageOf, textAt } from '../../../base/index.ts';
import { ReleaseError, uninstall } from '../../../release/index.ts';
import { chartText, releaseText, summarize, targets } from '../status/index.ts';
import { ActionFailure } from './action-failure.ts';
import { contextOf, latestOf, outcomeOf, retaken, waitOf } from './context.ts';
import { emit, ofSnapshot } from './events.ts';
import type { ReleaseRequest } from './release-request.ts';

/**
 * Uninstalls the release: because its HelmRelease goes, its target has changed, or as a remediation (helm-controller internal/reconcile
 * uninstall.go, uninstall_remediation.go).
 */
export async function runUninstall(
  request: ReleaseRequest,
  action: 'uninstall' | 'uninstall-remediation',
): Promise<void> {
  const { draft, spec } = request;
  const current = latestOf(request);
  const isRemediation = action === 'uninstall-remediation';
  const condition = isRemediation ? 'Remediated' : 'Released';
  const context = contextOf(request, (release) => {
    draft.history = draft.history.map((snapshot) =>
      targets(snapshot, release) ? retaken(snapshot, release, action) : snapshot,
    );
  });
  const name = textAt(current, 'name');
  const what = `${isRemediation ? 'Helm uninstall remediation' : 'Helm uninstall'} for release ${releaseText(current)} with chart ${chartText(current)}`;
  const told = (message: string): void => {
    draft.mark('Released', 'False', 'UninstallSucceeded', message);
    summarize(draft, spec);
  };
  const failure = await outcomeOf(request, () =>
    uninstall(context, {
      name,
      wait: waitOf(spec.uninstall),
      disableHooks: spec.uninstall.disableHooks,
      keepHistory: spec.keepHistory,
      propagation: spec.propagation,
    }),
  );
  if (!isRemediation && failure instanceof ReleaseError) {
    if (failure.code === 'not-found')
      return told(`Release ${releaseText(current)} was not found, assuming it is uninstalled`);
    if (spec.keepHistory && failure.message.includes('is already deleted'))
      return told(`Release ${releaseText(current)} was already uninstalled`);
  }
  if (failure !== undefined) {
    const words = isRemediation
      ? `${what} failed`
      : `Helm uninstall failed for release ${releaseText(current)} with chart ${chartText(current)}`;
    const text = `${words}: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark(condition, 'False', 'UninstallFailed', text);
    emit(request, 'Warning', 'UninstallFailed', text, ofSnapshot(current));
    if (!isRemediation) summarize(draft, spec);
    throw new ActionFailure(messageOf(failure), { cause: failure });
  }
  const text = isRemediation
    ? `${what} succeeded`
    : `Helm uninstall succeeded for release ${releaseText(current)} with chart ${chartText(current)}`;
  if (!isRemediation) draft.put('inventory', undefined);
  draft.mark(condition, isRemediation ? 'True' : 'False', 'UninstallSucceeded', text);
  emit(request, 'Normal', 'UninstallSucceeded', text, ofSnapshot(current));
  if (!isRemediation) summarize(draft, spec);
}
