import { type Json, jsonAt, type JsonObject, objectAt, textAt } from '../../../base/index.ts';
import type { ApplyMethod, CrdPolicy } from '../../../release/index.ts';
import { durationOf } from '../../spec-fields.ts';

/** How one action is carried out; what an action has not got is left at its default. */
export interface ActionSpec {
  readonly timeoutMs: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  readonly disableHooks: boolean;
  readonly takeOwnership: boolean;
  readonly crds: CrdPolicy;
  readonly apply: ApplyMethod | undefined;
  readonly force: boolean;
  readonly cleanupOnFail: boolean;
  /** How often a failure is remediated, how, and whether the last one is, too. */
  readonly retries: number;
  readonly strategy: 'rollback' | 'uninstall';
  readonly remediateLastFailure: boolean;
  readonly ignoreTestFailures: boolean | undefined;
  /** With the strategy RetryOnFailure: the wait before the next upgrade. */
  readonly retryIntervalMs: number | undefined;
}

const defaultRetryMs = 300_000;

/** Reads `spec.install`, `.upgrade`, `.rollback` or `.uninstall`, named by `word`; `timeoutMs` is what holds where it says none. */
export function readAction(action: JsonObject, word: string, timeoutMs: number): ActionSpec {
  const remediation = objectAt(action, 'remediation');
  const retries = typeof remediation['retries'] === 'number' ? remediation['retries'] : 0;
  const retry = textAt(action, 'strategy', 'name') === 'RetryOnFailure';
  const last = remediation['remediateLastFailure'];
  return {
    timeoutMs: durationOf(action['timeout']) ?? timeoutMs,
    wait: action['disableWait'] !== true,
    waitForJobs: action['disableWaitForJobs'] !== true,
    disableHooks: action['disableHooks'] === true,
    takeOwnership: action['disableTakeOwnership'] !== true,
    // The older `skipCRDs` says the same as the policy Skip.
    crds: action['skipCRDs'] === true ? 'Skip' : ((textAt(action, 'crds') || 'Create') as CrdPolicy),
    apply: applyOf(action['serverSideApply']),
    force: action['force'] === true,
    cleanupOnFail: action['cleanupOnFail'] === true,
    retries,
    strategy: word === 'install' || textAt(remediation, 'strategy') === 'uninstall' ? 'uninstall' : 'rollback',
    remediateLastFailure: typeof last === 'boolean' ? last : word === 'upgrade' && retries > 0,
    ignoreTestFailures:
      typeof remediation['ignoreTestFailures'] === 'boolean' ? remediation['ignoreTestFailures'] : undefined,
    retryIntervalMs: retry ? (durationOf(jsonAt(action, 'strategy', 'retryInterval')) ?? defaultRetryMs) : undefined,
  };
}

function applyOf(value: Json | undefined): ApplyMethod | undefined {
  if (value === true || value === 'enabled') return 'server';
  if (value === false || value === 'disabled') return 'client';
  return value === 'auto' ? 'auto' : undefined;
}
