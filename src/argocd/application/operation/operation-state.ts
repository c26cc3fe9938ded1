import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../../base/index.ts';
import type { Outcome, Progress } from '../../../engine/index.ts';
import { readApplicationSpec } from '../spec.ts';
import { invalidSpecConditions } from '../status/conditions.ts';
import { operationMessage } from './messages.ts';
import { isAutomated, operationOf } from './operation.ts';
import { syncResultOf } from './sync-result.ts';

const finalPhases: Partial<Record<Progress['phase'], string>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  error: 'Error',
  terminated: 'Failed',
};

/** Whether the run has ended for good. */
export function hasEnded(progress: Progress): boolean {
  return finalPhases[progress.phase] !== undefined;
}

/** `status.operationState` for the run of an outcome, as Argo CD v3.6 writes it. */
export function operationStateOf(owner: KubeObject, outcome: Outcome, progress: Progress): JsonObject {
  const operation = operationOf(owner, outcome, progress);
  const retrying = progress.phase === 'retrying';
  const retries = progress.attempt + (retrying ? 1 : 0);
  const ended = hasEnded(progress);
  return {
    operation,
    phase: phaseOf(outcome, progress),
    message: operationMessage(outcome, progress),
    startedAt: formatTime(progress.startedAt),
    ...(ended || retrying ? { finishedAt: formatTime(progress.finishedAt ?? outcome.now) } : {}),
    ...(retries > 0 ? { retryCount: retries } : {}),
    syncResult: syncResultOf(owner, outcome, progress, {
      source: sourceOf(owner, operation),
      telling: {
        options: optionsOf(owner, operation),
        dryRun: jsonAt(operation, 'sync', 'dryRun') === true,
        ended,
      },
    }),
  };
}

/** A run that the spec let no operation begin for is an error, as one is that found no source. */
function phaseOf(outcome: Outcome, { phase }: Progress): string {
  if (phase === 'failed' && invalidSpecConditions(outcome).length > 0) return 'Error';
  return finalPhases[phase] ?? (phase === 'terminating' ? 'Terminating' : 'Running');
}

/** What an operation delivers: its own source, or the Application's. */
export function sourceOf(owner: KubeObject, operation: JsonObject): JsonObject {
  const source = jsonAt(operation, 'sync', 'source');
  return isJsonObject(source) ? source : readApplicationSpec(owner).source;
}

/** The options of an operation: automation takes those of the spec, a person names them. */
function optionsOf(owner: KubeObject, operation: JsonObject): ReadonlySet<string> {
  if (isAutomated(operation)) return readApplicationSpec(owner).syncOptions;
  const options = jsonAt(operation, 'sync', 'syncOptions');
  return new Set(Array.isArray(options) ? options.filter((option) => typeof option === 'string') : []);
}
