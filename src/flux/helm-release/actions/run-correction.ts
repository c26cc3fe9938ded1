import { messageOf } from '../../../base/index.ts';
import { correctDrift, driftText, type ObjectDrift } from '../drift/index.ts';
import { releaseText } from '../status/index.ts';
import { latestOf } from './context.ts';
import { emit, ofSnapshot } from './events.ts';
import type { ReleaseRequest } from './release-request.ts';

/** Says that a release has drifted (helm-controller 1.6 internal/reconcile/atomic_release.go). */
export function tellDrift(request: ReleaseRequest, drifts: readonly ObjectDrift[]): void {
  const { draft } = request;
  const what = `Cluster state of release ${releaseText(latestOf(request))} has drifted from the desired state`;
  const message = `${what}:\n${driftText(drifts)}`;
  const isNew = draft.condition('Drifted')?.message !== message;
  draft.mark('Drifted', 'True', 'DriftDetected', message);
  if (isNew) request.emit({ type: 'Warning', reason: 'DriftDetected', message });
}

/** Makes drifted objects what their revision says, and tells how that went (internal/reconcile/correct_cluster_drift.go). */
export async function runCorrection(request: ReleaseRequest, drifts: readonly ObjectDrift[]): Promise<void> {
  const { client, draft, signal, spec } = request;
  const current = latestOf(request);
  draft.mark('Ready', 'Unknown', 'Progressing', 'correcting cluster drift');
  const limited = AbortSignal.any([signal, AbortSignal.timeout(spec.timeoutMs)]);
  const corrected = await correctDrift(drifts, client, limited).catch((error: unknown) => {
    signal.throwIfAborted();
    return { done: [], failures: [messageOf(error)] };
  });
  const { done, failures } = corrected;
  if (failures.length > 0) {
    const partly = done.length > 0 ? 'partially ' : '';
    const successes = done.length > 0 ? `\n\nSuccessful corrections:\n${done.join('\n')}` : '';
    const text = `Failed to ${partly}correct cluster state of release ${releaseText(current)}:\n${failures.join('\n')}${successes}`;
    emit(request, 'Warning', 'DriftCorrectionFailed', text, ofSnapshot(current));
  } else if (done.length > 0) {
    const text = `Cluster state of release ${releaseText(current)} has been corrected:\n${done.join('\n')}`;
    emit(request, 'Normal', 'DriftCorrected', text, ofSnapshot(current));
  }
}
