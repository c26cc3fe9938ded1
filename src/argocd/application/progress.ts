import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, textAt } from '../../base/index.ts';
import type { ObjectResult, Progress, ProgressPhase } from '../../engine/index.ts';
import { sourceDigest } from './source-digest.ts';
import { operationRequest } from './translate.ts';

const phases: Readonly<Record<string, ProgressPhase>> = {
  Running: 'running',
  Terminating: 'terminating',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Error: 'error',
};

/** The run that `status.operationState` tells of. */
export function progressOfApplication(owner: KubeObject): Progress | undefined {
  const state = jsonAt(owner, 'status', 'operationState');
  if (!isJsonObject(state)) return undefined;
  const revision = jsonAt(state, 'syncResult', 'revision') ?? jsonAt(state, 'operation', 'sync', 'revision');
  const phase = phases[textAt(state, 'phase')];
  if (phase === undefined) return undefined;
  const startedAt = timeOf(state['startedAt']) ?? 0;
  const finishedAt = timeOf(state['finishedAt']);
  // A Running operation that has an end waits for its next attempt.
  const retrying = phase === 'running' && finishedAt !== undefined;
  const retries = numberOf(state['retryCount']);
  const ended = !retrying && phase !== 'running' && phase !== 'terminating';
  const source = jsonAt(state, 'syncResult', 'source') ?? jsonAt(state, 'operation', 'sync', 'source');
  const requested = !ended && isJsonObject(owner['operation']);
  return {
    revision: typeof revision === 'string' ? revision : '',
    generation: isJsonObject(source) ? sourceDigest(source) : '',
    ...(requested ? { requestId: operationRequest } : {}),
    phase: retrying ? 'retrying' : phase,
    repair: numberOf(jsonAt(state, 'operation', 'sync', 'selfHealAttemptsCount')) > 0,
    startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    attempt: retrying ? Math.max(0, retries - 1) : retries,
    results: resultsOf(jsonAt(state, 'syncResult', 'resources')),
    message: typeof state['message'] === 'string' ? state['message'] : '',
  };
}

const statuses: Readonly<Record<string, ObjectResult['status']>> = {
  Synced: 'applied',
  SyncFailed: 'failed',
  Pruned: 'pruned',
  PruneSkipped: 'prune-skipped',
};

function resultsOf(resources: Json | undefined): ObjectResult[] {
  if (!Array.isArray(resources)) return [];
  return resources.filter(isJsonObject).flatMap((resource: JsonObject): ObjectResult[] => {
    const status = statuses[textAt(resource, 'status')];
    if (status === undefined) return [];
    const text = (field: string): string => (typeof resource[field] === 'string' ? resource[field] : '');
    const key = { group: text('group'), kind: text('kind'), namespace: text('namespace'), name: text('name') };
    const pruning = status === 'pruned' || status === 'prune-skipped';
    return [{ key, version: text('version'), phase: 0, pruning, status, message: text('message') }];
  });
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
