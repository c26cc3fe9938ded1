import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import { type ObjectResult, type Outcome, type Progress, retryDelay } from '../../engine/index.ts';
import { readApplicationSpec, readOperation } from './spec.ts';
import { conditionsOfOutcome } from './status.ts';

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

/** `status.operationState` for the run of an outcome, as Argo CD v3 writes it. */
export function operationStateOf(owner: KubeObject, outcome: Outcome, progress: Progress): JsonObject {
  const spec = readApplicationSpec(owner);
  const source = readOperation(owner)?.source ?? spec.source;
  const retrying = progress.phase === 'retrying';
  const retries = progress.attempt + (retrying ? 1 : 0);
  const ended = hasEnded(progress) || retrying;
  return {
    operation: operationOf(owner, progress),
    phase: finalPhases[progress.phase] ?? (progress.phase === 'terminating' ? 'Terminating' : 'Running'),
    message: messageOf(outcome, progress, retries),
    startedAt: formatTime(progress.startedAt),
    ...(ended ? { finishedAt: formatTime(progress.finishedAt ?? outcome.now) } : {}),
    ...(retries > 0 ? { retryCount: retries } : {}),
    syncResult: {
      revision: progress.revision,
      source,
      ...resourcesMember(outcome, progress),
    },
  };
}

/** The operation that the state answers: the one that was asked for, or the one that automation stands for. */
function operationOf(owner: KubeObject, progress: Progress): JsonObject {
  if (isJsonObject(owner['operation'])) return owner['operation'];
  const kept = jsonAt(owner, 'status', 'operationState', 'operation');
  const sameRun = jsonAt(owner, 'status', 'operationState', 'startedAt') === formatTime(progress.startedAt);
  if (sameRun && isJsonObject(kept)) return kept;
  const spec = readApplicationSpec(owner);
  const syncPolicy = jsonAt(owner, 'spec', 'syncPolicy');
  const retry = jsonAt(syncPolicy, 'retry');
  const options = jsonAt(syncPolicy, 'syncOptions');
  const attempts = jsonAt(kept, 'sync', 'selfHealAttemptsCount');
  const healing: JsonObject = progress.repair
    ? {
        selfHealAttemptsCount: (typeof attempts === 'number' ? attempts : 0) + 1,
        resources: progress.results.map(({ key }) => ({
          ...(key.group === '' ? {} : { group: key.group }),
          kind: key.kind,
          name: key.name,
        })),
      }
    : {};
  return {
    initiatedBy: { automated: true },
    retry: isJsonObject(retry) ? retry : { limit: 5 },
    sync: {
      ...(spec.automated?.prune === true ? { prune: true } : {}),
      revision: progress.revision,
      source: spec.source,
      ...(Array.isArray(options) ? { syncOptions: options } : {}),
      ...healing,
    },
  };
}

function messageOf(outcome: Outcome, progress: Progress, retries: number): string {
  switch (progress.phase) {
    case 'retrying': {
      const at = new Date((progress.finishedAt ?? outcome.now) + retryDelay(outcome.delivery, progress.attempt));
      return `${failureOf(outcome, progress)}. Retrying attempt #${retries} at ${kitchen(at)}.`;
    }
    case 'failed':
    case 'error': {
      const failure = failureOf(outcome, progress);
      return retries > 0 ? `${failure} (retried ${retries} times).` : failure;
    }
    case 'succeeded':
      return progress.results.some(({ status }) => status === 'prune-skipped')
        ? 'successfully synced (no more tasks)'
        : 'successfully synced (all tasks run)';
    default:
      return progress.message;
  }
}

/** Upstream says how many objects failed, and whether it was the dry run (gitops-engine pkg/sync/sync_context.go). */
function failureOf(outcome: Outcome, progress: Progress): string {
  const failed = progress.results.filter(({ status }) => status === 'failed');
  if (failed.length === 0 && outcome.objects === undefined) {
    const conditions = conditionsOfOutcome(outcome).map(({ type, message }) => `${type}: ${message}`);
    if (conditions.length > 0) return conditions.join(';');
  }
  if (failed.length === 0) return progress.message;
  const dry = progress.results.every(({ status }) => status === 'failed');
  const reasons = failed.map(({ message }) => message).join(', ');
  return dry
    ? `one or more objects failed to apply (dry run), reason: ${reasons}`
    : `one or more objects failed to apply, reason: ${reasons}`;
}

/** Go's time.Kitchen, in UTC. */
function kitchen(time: Date): string {
  const hours = time.getUTCHours();
  const minutes = String(time.getUTCMinutes()).padStart(2, '0');
  return `${hours % 12 === 0 ? 12 : hours % 12}:${minutes}${hours < 12 ? 'AM' : 'PM'}`;
}

/**
 * Each object's part of the result. Objects that were as they should be count as synced, as upstream applies them once more. What was not
 * pruned is told at the end: before it, its turn may come yet.
 */
function resourcesMember(outcome: Outcome, progress: Progress): JsonObject {
  const results = new Map(progress.results.map((result) => [resultId(result), result]));
  for (const { key, version, sync, desired } of outcome.objects ?? []) {
    const result: ObjectResult = { key, version, phase: 0, pruning: false, status: 'unchanged', message: 'unchanged' };
    if (desired !== undefined && sync === 'synced' && !progress.repair && !results.has(resultId(result)))
      results.set(resultId(result), result);
    const skipped: ObjectResult = {
      key,
      version,
      phase: 0,
      pruning: true,
      status: 'prune-skipped',
      message: 'ignored (requires pruning)',
    };
    if (sync === 'extra' && hasEnded(progress) && !results.has(resultId(skipped)))
      results.set(resultId(skipped), skipped);
  }
  const resources = [...results.values()].map(resourceOf);
  return resources.length === 0 ? {} : { resources };
}

function resultId({ key }: ObjectResult): string {
  return `${key.group}/${key.kind}/${key.namespace}/${key.name}`;
}

const resultStatuses: Readonly<Record<ObjectResult['status'], string>> = {
  applied: 'Synced',
  unchanged: 'Synced',
  failed: 'SyncFailed',
  pruned: 'Pruned',
  'prune-skipped': 'PruneSkipped',
};

function resourceOf(result: ObjectResult): JsonObject {
  const { key, version, status, message } = result;
  const plain = status === 'applied' || status === 'unchanged';
  const name = `${key.kind.toLowerCase()}${key.group === '' ? '' : `.${key.group}`}/${key.name}`;
  return {
    group: key.group,
    version,
    kind: key.kind,
    namespace: key.namespace,
    name: key.name,
    status: resultStatuses[status],
    message: plain && !message.startsWith(`${name} `) ? `${name} ${message}` : message,
    hookPhase:
      status === 'failed' ? 'Failed' : status === 'applied' || status === 'unchanged' ? 'Running' : 'Succeeded',
    syncPhase: 'Sync',
  };
}

/** `status.operationState` for an operation that could not even begin, since the spec cannot be delivered. */
export function refusedOperationState(owner: KubeObject, message: string, now: number): JsonObject {
  const { operation } = owner;
  return {
    operation: isJsonObject(operation) ? operation : {},
    phase: 'Error',
    message,
    startedAt: formatTime(now),
    finishedAt: formatTime(now),
    syncResult: { revision: '', source: readOperation(owner)?.source ?? readApplicationSpec(owner).source },
  };
}
