import {
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import type { CommitView, OperationPhaseWord, OperationView } from '../../contract/index.ts';
import { optionalText } from './fields.ts';

/** How many results of an operation are shown. */
const maxResults = 500;

const phases: Readonly<Record<string, OperationPhaseWord>> = {
  Running: 'Running',
  Terminating: 'Terminating',
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Error: 'Error',
};

const statuses: Readonly<Record<string, OperationView['results'][number]['status']>> = {
  Synced: 'applied',
  SyncFailed: 'failed',
  Pruned: 'pruned',
  PruneSkipped: 'prune-skipped',
};

/** Where the last operation of an Application stands. One that has failed and is tried again is `Retrying`. */
export function phaseOf(owner: KubeObject): OperationPhaseWord | undefined {
  const state = objectAt(owner, 'status', 'operationState');
  const phase = phases[textAt(state, 'phase')];
  return phase === 'Running' && typeof state['finishedAt'] === 'string' ? 'Retrying' : phase;
}

/** The last operation of an Application, or the one that runs (Argo CD v3.6, `status.operationState`). */
export function operationOfApplication(
  owner: KubeObject,
  commit: (revision: string) => CommitView,
): OperationView | undefined {
  const phase = phaseOf(owner);
  if (phase === undefined) return undefined;
  const state = objectAt(owner, 'status', 'operationState');
  const operation = objectAt(state, 'operation');
  const automated = jsonAt(operation, 'initiatedBy', 'automated') === true;
  const revision = textAt(state, 'syncResult', 'revision') || textAt(operation, 'sync', 'revision');
  const limit = jsonAt(operation, 'retry', 'limit');
  const waves = wavesOfResources(owner);
  const all = objectsAt(state, 'syncResult', 'resources');
  const results = all.slice(0, maxResults).map((result) => resultOf(result, waves));
  const dryRun = jsonAt(operation, 'sync', 'dryRun') === true;
  const ended = phase === 'Running' || phase === 'Terminating' ? undefined : state['finishedAt'];
  const byWave = Map.groupBy(results, ({ wave = 0 }) => wave);
  return {
    phase,
    what: dryRun ? 'dry run' : isRollback(owner, operation) ? 'rollback' : 'sync',
    by: automated ? 'automated' : textAt(operation, 'initiatedBy', 'username') || 'unknown',
    automated,
    startedAt: textAt(state, 'startedAt'),
    ...optionalText('finishedAt', ended),
    attempt: numberAt(state, ['retryCount']),
    ...(typeof limit === 'number' && limit >= 0 ? { retryLimit: limit } : {}),
    ...(revision === '' ? {} : { revision: commit(revision) }),
    message: textAt(state, 'message'),
    results,
    truncated: Math.max(0, all.length - maxResults),
    waves: [...byWave]
      .sort(([a], [b]) => a - b)
      .map(([wave, members]) => ({
        wave,
        total: members.length,
        done: members.filter(({ status }) => status !== 'pending' && status !== 'waiting').length,
      })),
    dryRun,
  };
}

/** An operation by hand whose source is told with it goes back to a deployment of the history. */
function isRollback(owner: KubeObject, operation: JsonObject): boolean {
  if (jsonAt(operation, 'initiatedBy', 'automated') === true || !isJsonObject(jsonAt(operation, 'sync', 'source')))
    return false;
  const revision = textAt(operation, 'sync', 'revision');
  const earlier = objectsAt(owner, 'status', 'history').slice(0, -1);
  return earlier.some((entry) => entry['revision'] === revision);
}

function resultOf(result: JsonObject, waves: ReadonlyMap<string, number>): OperationView['results'][number] {
  const object = {
    group: textAt(result, 'group'),
    kind: textAt(result, 'kind'),
    namespace: textAt(result, 'namespace'),
    name: textAt(result, 'name'),
  };
  const wave = waves.get(`${object.group}/${object.kind}/${object.name}`);
  return {
    object,
    ...(wave === undefined ? {} : { wave }),
    status: statuses[textAt(result, 'status')] ?? 'pending',
    ...optionalText('message', result['message']),
  };
}

/** The waves that `status.resources` knows; results do not name theirs. */
function wavesOfResources(owner: KubeObject): ReadonlyMap<string, number> {
  return new Map(
    objectsAt(owner, 'status', 'resources').map((resource) => [
      `${textAt(resource, 'group')}/${textAt(resource, 'kind')}/${textAt(resource, 'name')}`,
      numberAt(resource, ['syncWave']),
    ]),
  );
}
