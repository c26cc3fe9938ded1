import { isJsonObject, jsonAt, jsonEqual, type JsonObject, type KubeObject, objectAt } from '../../base/index.ts';
import type { OwnerEvent, OwnerPatch } from '../../engine/index.ts';
import { createMergePatch } from '../../patch/index.ts';
import { changeConditions, type Condition, conditionOf } from '../condition.ts';
import { requestedAtAnnotation, sourceGroup } from '../names.ts';
import { isRequested } from '../request.ts';
import type { FailedSource, SourceResult, StoredSource } from './result.ts';

/** What a source's status becomes, and the Events that are emitted. */
interface Report {
  readonly status: JsonObject;
  readonly events: readonly OwnerEvent[];
}

/** Conditions that say what went wrong. */
const failures = ['FetchFailed', 'BuildFailed', 'StorageOperationFailed'] as const;

/** What the status of a source becomes, as source-controller v1.9 writes it, and the Events that it emits. */
export function reportSource(
  owner: KubeObject,
  result: SourceResult,
  now: number,
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  const report = reportOf(owner, result, now);
  const requested = owner.metadata.annotations?.[requestedAtAnnotation];
  const handled = requested === undefined ? {} : { lastHandledReconcileAt: requested };
  const before = objectAt(owner, 'status');
  const members = Object.entries({ ...before, ...report.status, ...handled });
  const after = Object.fromEntries(members.filter(([, value]) => value !== null));
  const status = createMergePatch(before, after);
  if (Object.keys(status).length === 0) return { patch: undefined, events: report.events };
  return { patch: { patch: { status }, subresource: 'status' }, events: report.events };
}

function reportOf(owner: KubeObject, result: SourceResult, now: number): Report {
  switch (result.kind) {
    case 'stored':
      return stored(owner, result, now);
    case 'failed':
      return failed(owner, result, now);
    default:
      return suspended(owner, now);
  }
}

/** What is left alone was looked at all the same: a generation counts as seen, and nothing stalls any more. */
function suspended(owner: KubeObject, now: number): Report {
  const kept = ['Ready', 'Reconciling'].flatMap((type) => conditionOf(owner, type) ?? []);
  if (kept.length === 0) return { status: {}, events: [] };
  const set = kept.map((condition) => {
    const { type, status, reason, message } = condition as JsonObject & Condition;
    return { type, status, reason, message };
  });
  const conditions = changeConditions(owner, { set, remove: ['Stalled'] }, now);
  return { status: { conditions, observedGeneration: owner.metadata.generation ?? 0 }, events: [] };
}

function stored(owner: KubeObject, result: StoredSource, now: number): Report {
  const { artifact, reason, message, observed, verified, news, unchanged } = result;
  const condition = (type: string): Condition => ({ type, status: 'True', reason, message });
  const remove = ['Reconciling', 'Stalled', 'ArtifactOutdated', ...failures];
  const set = [condition('Ready'), condition('ArtifactInStorage')];
  if (verified === undefined) remove.push('SourceVerified');
  else set.push({ type: 'SourceVerified', status: 'True', reason: 'Succeeded', message: verified });
  const conditions = changeConditions(owner, { set, remove }, now);
  const before = jsonAt(owner, 'status', 'artifact');
  const same = jsonAt(before, 'revision') === artifact.revision && jsonAt(before, 'digest') === artifact.digest;
  const status: JsonObject = {
    ...observed,
    // The same artifact keeps its time; its address is that of the server which has it now.
    artifact:
      same && isJsonObject(before) ? { ...artifact, lastUpdateTime: before['lastUpdateTime'] ?? null } : artifact,
    conditions,
    observedGeneration: owner.metadata.generation ?? 0,
  };
  const annotations = {
    [`${sourceGroup}/revision`]: artifact.revision,
    [`${sourceGroup}/digest`]: artifact.digest,
  };
  if (jsonAt(before, 'digest') !== artifact.digest) {
    return { status, events: [{ type: 'Normal', reason: news.reason, message: news.message, annotations }] };
  }
  const recovered = failures.some((type) => conditionOf(owner, type) !== undefined);
  const events: OwnerEvent[] = [];
  if (recovered) {
    const told =
      typeof news.recovered === 'string' ? { reason: news.recovered, message: news.message } : news.recovered;
    events.push({ type: 'Normal', ...told, annotations });
  }
  const moved =
    unchanged === undefined &&
    Object.entries(observed).some(([key, value]) => !jsonEqual(jsonAt(owner, 'status', key), value ?? undefined));
  // That there is nothing new is said where somebody waits to hear it.
  if (same && (recovered || moved || isRequested(owner))) {
    const text = `artifact up-to-date with remote revision: '${artifact.revision}'`;
    events.push({ type: 'Normal', ...(unchanged ?? { reason: 'ArtifactUpToDate', message: text }) });
  }
  return { status, events };
}

function failed(owner: KubeObject, result: FailedSource, now: number): Report {
  const { condition, reason, message, stalled, outdated, observed = {} } = result;
  const generation = owner.metadata.generation ?? 0;
  const failing = condition === 'SourceVerified' ? 'False' : 'True';
  const set: Condition[] = [
    { type: 'Ready', status: 'False', reason, message },
    { type: condition, status: failing, reason, message },
  ];
  const doing = result.doing ?? doingOf(owner);
  if (stalled) set.push({ type: 'Stalled', status: 'True', reason, message });
  else set.push({ type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: doing });
  const hasArtifact = jsonAt(owner, 'status', 'artifact') !== undefined;
  if (outdated !== undefined && hasArtifact) {
    set.push({ type: 'ArtifactOutdated', status: 'True', reason: 'NewRevision', message: outdated });
  }
  const others = failures.filter((type) => type !== condition);
  const remove = [stalled ? 'Reconciling' : 'Stalled', ...others];
  const conditions = changeConditions(owner, { set, remove }, now);
  const ready = conditionOf(owner, 'Ready');
  const news = ready?.['reason'] !== reason || ready['message'] !== message;
  const event: OwnerEvent = { type: result.quiet === true ? 'Normal' : 'Warning', reason, message };
  return {
    status: { ...observed, conditions, ...(stalled ? { observedGeneration: generation } : {}) },
    events: news || isRequested(owner) ? [...(result.events ?? []), event] : [],
  };
}

/** What source-controller was about when it failed. */
function doingOf(owner: KubeObject): string {
  const observed = jsonAt(owner, 'status', 'observedGeneration');
  const generation = owner.metadata.generation ?? 0;
  if (jsonAt(owner, 'status', 'artifact') === undefined) return 'building artifact';
  if (observed !== generation) return `processing object: new generation ${Number(observed ?? -1)} -> ${generation}`;
  return 'reconciliation in progress';
}
