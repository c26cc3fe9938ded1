import { textAt } from '../../../base/index.ts';
import { isPending, type Release, chartField } from '../../../release/index.ts';
import {
  type StatusDraft,
  hasBeenTested,
  hasFailedTest,
  releaseDigest,
  type Snapshot,
  valuesDigest,
} from '../status/index.ts';
import { activeRemediation } from './remediation.ts';
import type { ChartRequest, WantedChart } from './release-request.ts';
import { commonMetadataDigest, postRenderersDigest } from '../spec/index.ts';

/** What a state is judged by. */
type StateSubject = Pick<ChartRequest, 'draft' | 'spec' | 'owner'> & {
  readonly chart: Pick<WantedChart, 'name' | 'version' | 'values'>;
};

/** How a release stands to what is wanted (helm-controller internal/reconcile/state.go). */
export type ReleaseState = 'absent' | 'unmanaged' | 'locked' | 'failed' | 'out-of-sync' | 'untested' | 'in-sync';

/** Looks at the last stored revision. Throws where its status is none that is known. */
export function stateOf(request: StateSubject, last: Release | undefined): ReleaseState {
  const { draft, chart, spec, owner } = request;
  if (last === undefined) return 'absent';
  const { status } = last.info;
  if (isPending(status)) return 'locked';
  const [latest] = draft.history;
  if (latest === undefined) return status === 'uninstalled' ? 'absent' : 'unmanaged';
  if (!isOurs(latest, last)) return 'unmanaged';
  if (status === 'failed') return 'failed';
  if (status === 'uninstalled') return 'absent';
  if (status !== 'deployed') throw new Error(`unable to determine state for release with status '${status}'`);
  const isSameChart = chartField(last, 'name') === chart.name && chartField(last, 'version') === chart.version;
  if (!isSameChart || textAt(latest, 'configDigest') !== valuesDigest(chart.values)) return 'out-of-sync';
  const isNewGeneration = draft.number('observedGeneration') !== owner.metadata.generation;
  if (isNewGeneration && draft.text('observedPostRenderersDigest') !== postRenderersDigest(spec.postRenderers))
    return 'out-of-sync';
  if (isNewGeneration && draft.text('observedCommonMetadataDigest') !== commonMetadataDigest(spec))
    return 'out-of-sync';
  return spec.test.enable ? testState(draft, latest, request) : 'in-sync';
}

function testState(draft: StatusDraft, latest: Snapshot, { spec }: StateSubject): ReleaseState {
  if (!hasBeenTested(latest)) return 'untested';
  const remediation = activeRemediation(draft, spec);
  const fails = remediation !== undefined && !remediation.ignoresTests && hasFailedTest(latest);
  return fails ? 'failed' : 'in-sync';
}

/** Whether a stored revision is the one that a snapshot was taken of. */
export function isOurs(snapshot: Snapshot, release: Release): boolean {
  if (textAt(snapshot, 'apiVersion') !== 'v2') return true;
  return releaseDigest(release, textAt(snapshot, 'ociDigest')) === snapshot.digest;
}
