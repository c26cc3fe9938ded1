import { type ObjectKey, withPlace } from '../../../base/index.ts';
import { isNamespaceMade, type ObjectResult, type Outcome, type Progress, retryDelay } from '../../../engine/index.ts';
import { comparisonConditions, describeConditions, invalidSpecConditions } from '../status/conditions.ts';
import { failureText } from './failure-text.ts';
import { kitchen } from './kitchen.ts';
import { type Reached, stageReached } from './stage-reached.ts';

/** What `status.operationState.message` says of a run (Argo CD v3.6, gitops-engine pkg/sync/sync_context.go, controller/appcontroller.go). */
export function operationMessage(outcome: Outcome, progress: Progress): string {
  const { phase, attempt } = progress;
  switch (phase) {
    case 'retrying': {
      const at = new Date((progress.finishedAt ?? outcome.now) + retryDelay(outcome.delivery, attempt));
      return `${failureOf(outcome, progress)}. Retrying attempt #${attempt + 1} at ${kitchen(at)}.`;
    }
    case 'failed':
    case 'error':
      return `${failureOf(outcome, progress)}${attempt > 0 ? ` (retried ${attempt} times).` : ''}`;
    case 'succeeded':
      return `successfully synced (${hasNothingLeft(outcome) ? 'no more tasks' : 'all tasks run'})`;
    case 'running':
    case 'waiting':
      return waitingMessage(outcome, progress);
    case 'terminating':
    case 'terminated':
      return progress.message;
  }
}

/** A dry run carries nothing out, where there are no objects there was nothing to do, and after hooks upstream looks for more once again. */
function hasNothingLeft({ delivery, objects, plan }: Outcome): boolean {
  const hooksLast = (plan?.stages.at(-1)?.hooks?.length ?? 0) > 0;
  return delivery.request?.dryRun === true || objects?.length === 0 || hooksLast;
}

function failureOf(outcome: Outcome, { results, message }: Progress): string {
  const { plan, failure, objects } = outcome;
  if (objects === undefined) return describeConditions(comparisonConditions(outcome));
  const unspecified = invalidSpecConditions(outcome);
  if (unspecified.length > 0) return describeConditions(unspecified);
  const invalid = [
    ...(plan?.refused ?? []).map((refusal) => withPlace(refusal.message, refusal)),
    ...unserved(results),
  ];
  if (invalid.length > 0)
    return `one or more synchronization tasks are not valid: ${[...new Set(invalid)].sort().join('; ')}`;
  const failed = results.filter(({ status }) => status === 'failed');
  const [first] = failed;
  if (first === undefined)
    return failure?.stage === 'health' ? 'one or more synchronization tasks completed unsuccessfully' : message;
  const what = isNamespaceMade(first) ? 'the namespace failed to apply' : 'one or more objects failed to apply';
  const dry = first.validated === true ? ' (dry run)' : '';
  return `${what}${dry}, reason: ${failed.map(failureText).join(',')}`;
}

function unserved(results: readonly ObjectResult[]): string[] {
  return results.filter(({ code }) => code === 'unserved').map(failureText);
}

function waitingMessage(outcome: Outcome, progress: Progress): string {
  if (outcome.plan === undefined) return progress.message;
  const { unhealthy, leaving }: Reached = stageReached(outcome.plan, progress);
  if (unhealthy.length > 0) return waitingFor('healthy state of', unhealthy);
  return leaving.length > 0 ? waitingFor('deletion of', leaving) : progress.message;
}

function waitingFor(what: string, keys: readonly ObjectKey[]): string {
  const [first] = keys;
  if (first === undefined) return '';
  const more = keys.length > 1 ? ` and ${keys.length - 1} more resources` : '';
  return `waiting for ${what} ${first.group}/${first.kind}/${first.name}${more}`;
}
