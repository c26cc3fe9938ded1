import { isJsonObject, jsonAt, jsonEqual, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { OwnerEvent, OwnerPatch } from '../../engine/index.ts';
import { changeConditions, type Condition, conditionOf } from '../condition.ts';
import { requestedAtAnnotation, sourceGroup } from '../names.ts';
import { isRequested } from '../request.ts';

/** An artifact as `status.artifact` names it. */
export type ArtifactStatus = JsonObject & { readonly revision: string; readonly digest: string };

/** How one look at a repository ended. */
export type FetchResult =
  | {
      readonly kind: 'stored';
      readonly artifact: ArtifactStatus;
      readonly observedIgnore: string | undefined;
      readonly title: string | undefined;
    }
  | { readonly kind: 'suspended' }
  /** `stalled`: nothing but a change of the spec will help. */
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string; readonly stalled: boolean };

/** What a GitRepository's status becomes, as source-controller v1.9 writes it, and the Events that it emits. */
export function reportGitRepository(
  owner: KubeObject,
  result: FetchResult,
  now: number,
): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] } {
  const report = reportOf(owner, result, now);
  const requested = owner.metadata.annotations?.[requestedAtAnnotation];
  const status: JsonObject = {
    ...report.status,
    ...(requested === undefined ? {} : { lastHandledReconcileAt: requested }),
  };
  const before = isJsonObject(owner['status']) ? owner['status'] : {};
  const changed = Object.entries(status).filter(([key, value]) => !jsonEqual(before[key] ?? null, value ?? null));
  const patch =
    changed.length === 0
      ? undefined
      : ({ patch: { status: Object.fromEntries(changed) }, subresource: 'status' } as const);
  return { patch, events: report.events };
}

interface Report {
  readonly status: JsonObject;
  readonly events: readonly OwnerEvent[];
}

function reportOf(owner: KubeObject, result: FetchResult, now: number): Report {
  switch (result.kind) {
    case 'stored':
      return stored(owner, result, now);
    case 'failed':
      return failed(owner, result, now);
    default:
      return suspended(owner, now);
  }
}

/** What is left alone was looked at all the same: a request counts as handled, and a generation as seen. */
function suspended(owner: KubeObject, now: number): Report {
  const ready = conditionOf(owner, 'Ready');
  if (ready === undefined) return { status: {}, events: [] };
  const { type, status, reason, message } = ready as JsonObject & Condition;
  const conditions = changeConditions(owner, { set: [{ type, status, reason, message }] }, now);
  return { status: { conditions, observedGeneration: owner.metadata.generation ?? 0 }, events: [] };
}

function stored(owner: KubeObject, result: Extract<FetchResult, { kind: 'stored' }>, now: number): Report {
  const { artifact, observedIgnore, title } = result;
  const message = `stored artifact for revision '${artifact.revision}'`;
  const condition = (type: string): Condition => ({ type, status: 'True', reason: 'Succeeded', message });
  const conditions = changeConditions(
    owner,
    {
      set: [condition('Ready'), condition('ArtifactInStorage')],
      remove: ['Reconciling', 'Stalled', 'FetchFailed', 'ArtifactOutdated', 'StorageOperationFailed'],
    },
    now,
  );
  const before = jsonAt(owner, 'status', 'artifact');
  const same = jsonAt(before, 'revision') === artifact.revision && jsonAt(before, 'digest') === artifact.digest;
  const status: JsonObject = {
    // The same artifact keeps its time; its address is that of the server which has it now.
    artifact: same && isJsonObject(before) ? { ...before, path: artifact['path'], url: artifact['url'] } : artifact,
    conditions,
    observedGeneration: owner.metadata.generation ?? 0,
    observedIgnore: observedIgnore ?? null,
  };
  const annotations = {
    [`${sourceGroup}/revision`]: artifact.revision,
    [`${sourceGroup}/digest`]: artifact.digest,
  };
  if (jsonAt(before, 'digest') !== artifact.digest) {
    const text = `stored artifact for commit '${shortMessage(title ?? artifact.revision)}'`;
    return { status, events: [{ type: 'Normal', reason: 'NewArtifact', message: text, annotations }] };
  }
  const recovered = conditionOf(owner, 'FetchFailed') !== undefined;
  const events: OwnerEvent[] = [];
  if (recovered) {
    const text = `stored artifact for commit '${artifact.revision}'`;
    events.push({ type: 'Normal', reason: 'Succeeded', message: text, annotations });
  }
  // That there is nothing new is said where somebody waits to hear it.
  if (same && (recovered || isRequested(owner))) {
    const text = `no changes since last reconciliation: observed revision '${artifact.revision}'`;
    events.push({ type: 'Normal', reason: 'GitOperationSucceeded', message: text });
  }
  return { status, events };
}

/** The subject of a commit as Events name it (fluxcd/pkg git, Commit.ShortMessage). */
function shortMessage(subject: string): string {
  const characters = Array.from(subject);
  return characters.length <= 50 ? subject : `${characters.slice(0, 50).join('')}...`;
}

function failed(owner: KubeObject, result: Extract<FetchResult, { kind: 'failed' }>, now: number): Report {
  const { reason, message, stalled } = result;
  const set: Condition[] = [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'FetchFailed', status: 'True', reason, message },
  ];
  if (stalled) set.push({ type: 'Stalled', status: 'True', reason, message });
  else set.push({ type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: doing(owner) });
  const conditions = changeConditions(owner, { set, remove: [stalled ? 'Reconciling' : 'Stalled'] }, now);
  const ready = conditionOf(owner, 'Ready');
  const news = ready?.['reason'] !== reason || ready['message'] !== message;
  return {
    status: { conditions, ...(stalled ? { observedGeneration: owner.metadata.generation ?? 0 } : {}) },
    events: news || isRequested(owner) ? [{ type: 'Warning', reason, message }] : [],
  };
}

/** What source-controller was about when it failed. */
function doing(owner: KubeObject): string {
  const observed = jsonAt(owner, 'status', 'observedGeneration');
  const generation = owner.metadata.generation ?? 0;
  if (jsonAt(owner, 'status', 'artifact') === undefined) return 'building artifact';
  if (observed !== generation) return `processing object: new generation ${Number(observed ?? -1)} -> ${generation}`;
  return 'reconciliation in progress';
}
