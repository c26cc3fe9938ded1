import {
  formatKey,
  formatProblem,
  formatTime,
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
} from '../../base/index.ts';
import { describeOwner, type Health, type ObjectState, type Outcome } from '../../engine/index.ts';
import { readApplicationSpec } from './spec.ts';

/** `status.sync`: whether everything is as the source says, and what it was compared with. */
export function syncStatusOf(owner: KubeObject, outcome: Outcome): JsonObject {
  const { objects, revision, failure } = outcome;
  const spec = isJsonObject(owner['spec']) ? owner['spec'] : {};
  const ignore = spec['ignoreDifferences'];
  const comparedTo: JsonObject = {
    source: readApplicationSpec(owner).source,
    destination: isJsonObject(spec['destination']) ? spec['destination'] : {},
    ...(Array.isArray(ignore) ? { ignoreDifferences: ignore } : {}),
  };
  const unknown = objects === undefined;
  const synced = objects?.every(({ sync }) => sync === 'synced') === true && failure?.stage !== 'compare';
  return {
    status: unknown ? 'Unknown' : synced ? 'Synced' : 'OutOfSync',
    comparedTo,
    ...(revision === undefined ? {} : { revision: revision.commit }),
  };
}

/** `status.health`. The transition time moves with the status alone; the message is that of the last transition. */
export function healthStatusOf(owner: KubeObject, health: Health, now: number): JsonObject {
  const before = jsonAt(owner, 'status', 'health');
  if (isJsonObject(before) && before['status'] === health.status) return before;
  return {
    status: health.status,
    lastTransitionTime: formatTime(now),
    ...(health.message === '' ? {} : { message: health.message }),
  };
}

/** `status.resources`: every object with its verdict; health stays in the tree, as upstream has it since v3.0. */
export function resourceStatusesOf(objects: readonly ObjectState[]): JsonObject[] {
  return [...objects]
    .sort((a, b) => (formatKey(a.key) < formatKey(b.key) ? -1 : 1))
    .map(({ key, version, sync, placement }) => ({
      ...(key.group === '' ? {} : { group: key.group }),
      kind: key.kind,
      name: key.name,
      ...(key.namespace === '' ? {} : { namespace: key.namespace }),
      ...(sync === 'extra' ? { requiresPruning: true } : {}),
      status: sync === 'synced' ? 'Synced' : 'OutOfSync',
      ...(placement.wave === 0 ? {} : { syncWave: placement.wave }),
      version,
    }));
}

/** `status.summary`: the images of all workloads, sorted. */
export function summaryOf(objects: readonly ObjectState[]): JsonObject {
  const images = new Set<string>();
  for (const { live, desired } of objects) collectImages((live ?? desired)?.['spec'], images, 0);
  return images.size === 0 ? {} : { images: [...images].sort() };
}

/** A pod spec lies at most this deep in a workload (CronJob: spec.jobTemplate.spec.template.spec). */
const podSpecDepth = 5;

function collectImages(value: Json | undefined, images: Set<string>, depth: number): void {
  if (!isJsonObject(value) || depth > podSpecDepth) return;
  for (const field of ['containers', 'initContainers']) {
    const containers = value[field];
    if (!Array.isArray(containers)) continue;
    for (const container of containers) {
      const image = isJsonObject(container) ? container['image'] : undefined;
      if (typeof image === 'string' && image !== '') images.add(image);
    }
  }
  for (const field of ['template', 'spec', 'jobTemplate']) collectImages(value[field], images, depth + 1);
}

/** A condition of an Application: its type, and what it says. */
export interface ApplicationCondition {
  readonly type: 'ComparisonError' | 'InvalidSpecError' | 'SyncError' | 'SharedResourceWarning' | 'DeletionError';
  readonly message: string;
}

/** `status.conditions`: only what is wrong now; the time of a condition that says the same stays. */
export function conditionsOf(
  owner: KubeObject,
  conditions: readonly ApplicationCondition[],
  now: number,
): JsonObject[] {
  const before = jsonAt(owner, 'status', 'conditions');
  const known = Array.isArray(before) ? before.filter(isJsonObject) : [];
  return conditions.map(({ type, message }) => {
    const same = known.find((condition) => condition['type'] === type && condition['message'] === message);
    return { lastTransitionTime: same?.['lastTransitionTime'] ?? formatTime(now), message, type };
  });
}

/** The conditions that an outcome gives rise to. */
export function conditionsOfOutcome(outcome: Outcome): ApplicationCondition[] {
  const { failure, progress, plan, delivery } = outcome;
  const conditions: ApplicationCondition[] = [];
  if (failure?.stage === 'source' || failure?.stage === 'render') {
    const problems = failure.problems.map(formatProblem).join('; ');
    conditions.push({
      type: 'ComparisonError',
      message: `Failed to load target state: failed to generate manifest for source 1 of 1: ${problems}`,
    });
  }
  if (outcome.objects === undefined && failure?.stage === 'compare') {
    conditions.push({
      type: 'ComparisonError',
      message: `Failed to load live state: ${failure.problems.map(formatProblem).join('; ')}`,
    });
  }
  for (const problem of plan?.problems ?? []) {
    if (problem.code === 'two-owners')
      conditions.push({ type: 'SharedResourceWarning', message: formatProblem(problem) });
    else if (problem.code === 'empty-source') {
      const revision = outcome.revision?.commit ?? '';
      const message = `Skipping sync attempt to [${revision}]: auto-sync will wipe out all resources`;
      conditions.push({ type: 'SyncError', message });
    } else conditions.push({ type: 'ComparisonError', message: formatProblem(problem) });
  }
  for (const problem of outcome.contested)
    conditions.push({ type: 'SharedResourceWarning', message: formatProblem(problem) });
  if (progress?.phase === 'failed' && delivery.mode !== 'manual' && delivery.request === undefined) {
    conditions.push({
      type: 'SyncError',
      message: `Failed last sync attempt to [${progress.revision}]: ${progress.message}`,
    });
  }
  for (const { object, manager, field } of outcome.fights) {
    const message = `${describeOwner(delivery.owner)}: ${manager} keeps changing ${field} of ${object} back; repairs are slowed`;
    conditions.push({ type: 'SyncError', message });
  }
  return conditions;
}
