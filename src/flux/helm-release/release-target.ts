import { type KubeObject, textAt } from '../../base/index.ts';
import type { StatusDraft } from './status/index.ts';
import type { HelmReleaseSpec } from './spec/index.ts';

/** Whether the last revision lies elsewhere than the next one would (helm-controller ReleaseTargetChanged). */
export function targetChanged(draft: StatusDraft, spec: HelmReleaseSpec, chartName: string): boolean {
  const [latest] = draft.history;
  const storage = draft.text('storageNamespace');
  if (latest === undefined || storage === '') return false;
  return (
    storage !== spec.storageNamespace ||
    textAt(latest, 'namespace') !== spec.releaseNamespace ||
    textAt(latest, 'name') !== spec.releaseName ||
    (spec.reinstallOnChartName && textAt(latest, 'chartName') !== chartName)
  );
}

/** Whether earlier failures say nothing of what is attempted now (helm-controller MustResetFailures). */
export function mustResetFailures(
  draft: StatusDraft,
  owner: KubeObject,
  version: string,
  configDigest: string,
): boolean {
  const isAsked = draft.take('reset');
  return (
    isAsked ||
    draft.number('lastAttemptedGeneration') !== owner.metadata.generation ||
    draft.text('lastAttemptedRevision') !== version ||
    (draft.text('lastAttemptedConfigDigest') !== '' && draft.text('lastAttemptedConfigDigest') !== configDigest)
  );
}
