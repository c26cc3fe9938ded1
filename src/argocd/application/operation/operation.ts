import {
  isJsonObject,
  type Json,
  jsonAt,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  textAt,
} from '../../../base/index.ts';
import type { Outcome, Progress } from '../../../engine/index.ts';
import { readApplicationSpec } from '../spec.ts';

/**
 * The operation that a person or a tool asks for: `operation`, or the one that is being answered, as the status keeps it, since what is
 * written over it counts for nothing until it ends (Argo CD v3.6, controller/appcontroller.go processRequestedAppOperation). An operation
 * that automation stands for is none: the engine goes on with it by itself, and gives it up for a newer revision.
 */
export function requestedOperation(owner: KubeObject): JsonObject | undefined {
  const { operation } = owner;
  if (!isJsonObject(operation)) return undefined;
  const kept = operationUnderWay(owner);
  if (kept === undefined) return operation;
  if (!isAutomated(kept)) return kept;
  return jsonEqual(storedForm(operation), kept) ? undefined : operation;
}

/** The operation of a run that has not ended, as `status.operationState` keeps it. */
export function operationUnderWay(owner: KubeObject): JsonObject | undefined {
  const state = jsonAt(owner, 'status', 'operationState');
  if (!isJsonObject(state) || !['Running', 'Terminating'].includes(textAt(state, 'phase'))) return undefined;
  return isJsonObject(state['operation']) ? state['operation'] : undefined;
}

/** Whether automation began the operation, and no person. */
export function isAutomated(operation: JsonObject): boolean {
  return jsonAt(operation, 'initiatedBy', 'automated') === true;
}

/** Whether an operation repairs drift: automation that heals counts its attempts. */
export function isRepair(operation: JsonObject): boolean {
  return isAutomated(operation) && Number(jsonAt(operation, 'sync', 'autoHealAttemptsCount') ?? 0) > 0;
}

/** The operation that a run answers: the one that was asked for, the one that the status tells of, or the one that automation stands for. */
export function operationOf(owner: KubeObject, outcome: Outcome, progress: Progress): JsonObject {
  const requested = requestedOperation(owner);
  if (requested !== undefined) return storedForm(requested);
  const kept = operationUnderWay(owner);
  const same =
    kept !== undefined && jsonAt(kept, 'sync', 'revision') === progress.revision && isRepair(kept) === progress.repair;
  return same ? kept : automatedOperation(owner, outcome, progress);
}

/** The operation that automated sync begins (controller/appcontroller.go autoSync). */
function automatedOperation(owner: KubeObject, { objects = [] }: Outcome, progress: Progress): JsonObject {
  const spec = readApplicationSpec(owner);
  const retry = jsonAt(owner, 'spec', 'syncPolicy', 'retry');
  const options = jsonAt(owner, 'spec', 'syncPolicy', 'syncOptions');
  const healing: JsonObject = {};
  if (progress.repair) {
    const attempts = jsonAt(owner, 'status', 'operationState', 'operation', 'sync', 'autoHealAttemptsCount');
    healing['autoHealAttemptsCount'] = (typeof attempts === 'number' ? attempts : 0) + 1;
    const differing = objects.filter(({ sync }) => sync !== 'synced');
    const keys = [...progress.results, ...differing].map(({ key: { group, kind, name } }) => ({
      ...(group === '' ? {} : { group }),
      kind,
      name,
    }));
    healing['resources'] = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  }
  return {
    initiatedBy: { automated: true },
    retry: isJsonObject(retry) ? retry : { limit: 5 },
    sync: {
      ...(spec.automated?.prune === true ? { prune: true } : {}),
      revision: progress.revision,
      source: spec.source,
      ...(Array.isArray(options) && options.length > 0 ? { syncOptions: options } : {}),
      ...healing,
    },
  };
}

/**
 * An operation as it comes out of Argo CD's types: members that say nothing are gone, `initiatedBy` and `retry` are there
 * (pkg/apis/application/v1alpha1, Operation).
 */
export function storedForm({ initiatedBy, info, retry, sync }: JsonObject): JsonObject {
  return {
    ...(Array.isArray(info) && info.length > 0 ? { info } : {}),
    initiatedBy: isJsonObject(initiatedBy) ? withoutZeros(initiatedBy) : {},
    retry: isJsonObject(retry) ? withoutZeros(retry) : {},
    ...(isJsonObject(sync) ? { sync: withoutZeros(sync) } : {}),
  };
}

function withoutZeros(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isZero(value)));
}

/** What Go's JSON leaves out of a member that may be left out. */
function isZero(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
