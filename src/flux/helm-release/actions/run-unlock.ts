import { textAt } from '../../../base/index.ts';
import { isPending, type Release, withStatus } from '../../../release/index.ts';
import { chartText, releaseText, snapshotOf, summarize, targets } from '../status/index.ts';
import { emit, ofSnapshot } from './events.ts';
import type { ReleaseRequest } from './release-request.ts';

/** Frees a release whose last action has not ended and that nobody works on (helm-controller internal/reconcile/unlock.go). */
export async function runUnlock(request: ReleaseRequest, last: Release): Promise<void> {
  const { draft, spec, signal } = request;
  const { status } = last.info;
  if (!isPending(status)) return;
  const unlocked = withStatus(last, 'failed', `Release unlocked from stale '${status}' state`);
  await request.storage.update(unlocked, signal);
  draft.history = draft.history.map((snapshot) =>
    targets(snapshot, unlocked)
      ? snapshotOf(unlocked, { action: textAt(snapshot, 'action'), ociDigest: textAt(snapshot, 'ociDigest') })
      : snapshot,
  );
  const current = snapshotOf(unlocked);
  const text = `Unlocked Helm release ${releaseText(current)} with chart ${chartText(current)} in ${status} state`;
  draft.mark('Released', 'False', 'PendingRelease', text);
  emit(request, 'Normal', 'PendingRelease', text, ofSnapshot(current));
  summarize(draft, spec);
}
