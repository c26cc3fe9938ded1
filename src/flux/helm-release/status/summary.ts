import { numberAt } from '../../../base/index.ts';
import { conditionOf } from '../../condition.ts';
import type { StatusDraft } from './draft.ts';
import { commonMetadataDigest, type HelmReleaseSpec, postRenderersDigest } from '../spec/index.ts';

/**
 * Makes Ready what the newest of the other conditions says: a remediation before tests before the release itself (helm-controller
 * internal/reconcile/release.go summarize).
 */
export function summarize(draft: StatusDraft, spec: HelmReleaseSpec): void {
  if (!spec.test.enable) draft.unmark('TestSuccess');
  const tests = spec.test.enable && !spec.test.ignoreFailures ? ['TestSuccess'] : [];
  const generationOf = (type: string): number => {
    const before = conditionOf(draft.owner, type);
    const now = draft.condition(type);
    const isOld = before !== undefined && before['message'] === now?.message && before['status'] === now?.status;
    return isOld ? numberAt(before, ['observedGeneration']) : (draft.owner.metadata.generation ?? 0);
  };
  const candidates = ['Remediated', ...tests, 'Released'].filter((type) => draft.condition(type) !== undefined);
  const newest = Math.max(...candidates.map(generationOf));
  const type = candidates.find((candidate) => generationOf(candidate) === newest);
  const condition = type === undefined ? undefined : draft.condition(type);
  if (condition !== undefined) {
    const status = type === 'Remediated' ? 'False' : condition.status;
    if (status === 'True') draft.unmark('Stalled');
    draft.mark('Ready', status, condition.reason, condition.message);
  }
  draft.put('observedPostRenderersDigest', postRenderersDigest(spec.postRenderers));
  draft.put('observedCommonMetadataDigest', commonMetadataDigest(spec));
}
