import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import type { ObjectResult, Progress, ProgressPhase } from '../../../engine/index.ts';
import { generationOf } from '../source-digest.ts';
import { isAutomated, isRepair } from './operation.ts';
import { phaseNumbers } from '../hooks.ts';
import { subjectOf } from './sync-result.ts';

/** An Application has at most one operation, which vanishes with its end: one id is enough. */
export const operationRequest = 'operation';

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
  const phase = phases[textAt(state, 'phase')];
  if (phase === undefined) return undefined;
  const operation = isJsonObject(state['operation']) ? state['operation'] : {};
  const revision = jsonAt(state, 'syncResult', 'revision') ?? jsonAt(operation, 'sync', 'revision');
  const source = jsonAt(state, 'syncResult', 'source') ?? jsonAt(operation, 'sync', 'source');
  const metadata = jsonAt(state, 'syncResult', 'managedNamespaceMetadata');
  const startedAt = timeOf(state['startedAt']) ?? 0;
  const finishedAt = timeOf(state['finishedAt']);
  // A Running operation that has an end waits for its next attempt.
  const retrying = phase === 'running' && finishedAt !== undefined;
  const retries = numberOf(state['retryCount']);
  const underWay = phase === 'running' || phase === 'terminating';
  const requested = underWay && isJsonObject(owner['operation']) && !isAutomated(operation);
  return {
    revision: typeof revision === 'string' ? revision : '',
    generation: isJsonObject(source) ? generationOf(owner, source, metadata) : '',
    ...(requested ? { requestId: operationRequest } : {}),
    phase: retrying ? 'retrying' : phase,
    repair: isRepair(operation),
    startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    attempt: retrying ? Math.max(0, retries - 1) : retries,
    results: resultsOf(owner, jsonAt(state, 'syncResult', 'resources')),
    message: textAt(state, 'message'),
  };
}

const statuses: Readonly<Record<string, ObjectResult['status']>> = {
  Synced: 'applied',
  SyncFailed: 'failed',
  Pruned: 'pruned',
  PruneSkipped: 'prune-skipped',
};

const hookPhases: Readonly<Record<string, 'running' | 'succeeded' | 'failed'>> = {
  Running: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
};

function resultsOf(owner: KubeObject, resources: Json | undefined): ObjectResult[] {
  if (!Array.isArray(resources)) return [];
  const known = knownObjects(owner);
  return resources.filter(isJsonObject).flatMap((resource: JsonObject): ObjectResult[] => {
    const hookType = textAt(resource, 'hookType');
    const hookPhase = hookType === '' ? undefined : hookPhases[textAt(resource, 'hookPhase')];
    const status = statuses[textAt(resource, 'status')] ?? (hookPhase === undefined ? undefined : 'applied');
    if (status === undefined) return [];
    const [group, kind, name] = [textAt(resource, 'group'), textAt(resource, 'kind'), textAt(resource, 'name')];
    const written = textAt(resource, 'namespace');
    // Objects that have no namespace are told of in the destination's.
    const clusterScoped = known.has(`${group}/${kind}//${name}`) && !known.has(`${group}/${kind}/${written}/${name}`);
    const key = { group, kind, namespace: clusterScoped ? '' : written, name };
    const subject = `${subjectOf(key)} `;
    const message = textAt(resource, 'message');
    return [
      {
        key,
        version: textAt(resource, 'version'),
        phase: phaseNumbers[textAt(resource, 'syncPhase')] ?? 0,
        pruning: status === 'pruned' || status === 'prune-skipped',
        status,
        message: message.startsWith(subject) ? message.slice(subject.length) : message,
        ...(hookPhase === undefined ? {} : { hookPhase }),
      },
    ];
  });
}

/** What `status.resources` names. */
function knownObjects(owner: KubeObject): ReadonlySet<string> {
  const resources = jsonAt(owner, 'status', 'resources');
  const ids = (Array.isArray(resources) ? resources : []).map((resource) =>
    ['group', 'kind', 'namespace', 'name'].map((field) => textAt(resource, field)).join('/'),
  );
  return new Set(ids);
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
