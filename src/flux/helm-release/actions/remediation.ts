import type { StatusDraft } from '../status/index.ts';
import type { ActionSpec, HelmReleaseSpec } from '../spec/index.ts';

/** What is done about the failures of the last install or upgrade. */
export interface Remediation {
  readonly failures: number;
  readonly isExhausted: boolean;
  readonly strategy: ActionSpec['strategy'];
  readonly remediatesLast: boolean;
  readonly ignoresTests: boolean;
  readonly isUninstallAfterUpgrade: boolean;
  /** Counts a failure. */
  readonly count: () => void;
}

/** The remediation of one action. */
export function remediationOf(draft: StatusDraft, spec: HelmReleaseSpec, action: 'install' | 'upgrade'): Remediation {
  const { retries, strategy, remediateLastFailure, ignoreTestFailures } = spec[action];
  const field = action === 'install' ? 'installFailures' : 'upgradeFailures';
  const failures = draft.number(field);
  return {
    failures,
    isExhausted: retries >= 0 && failures > retries,
    strategy,
    remediatesLast: remediateLastFailure,
    ignoresTests: ignoreTestFailures ?? spec.test.ignoreFailures,
    isUninstallAfterUpgrade: action === 'upgrade' && strategy === 'uninstall',
    count: () => draft.count(field),
  };
}

/** The remediation of the action that was attempted last; undefined where there was none. */
export function activeRemediation(draft: StatusDraft, spec: HelmReleaseSpec): Remediation | undefined {
  const action = draft.text('lastAttemptedReleaseAction');
  return action === 'install' || action === 'upgrade' ? remediationOf(draft, spec, action) : undefined;
}

/** The wait of the strategy RetryOnFailure of the action that was attempted last; undefined where it has another strategy. */
export function activeRetryMs(draft: StatusDraft, spec: HelmReleaseSpec): number | undefined {
  const action = draft.text('lastAttemptedReleaseAction');
  return action === 'install' || action === 'upgrade' ? spec[action].retryIntervalMs : undefined;
}
