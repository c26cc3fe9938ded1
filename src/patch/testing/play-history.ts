import { formatTime, type JsonObject, type KubeObject } from '../../base/index.ts';
import { formatPath } from '../fieldpath/index.ts';
import {
  type ApplyOutcome,
  decodeManagedFields,
  type ManagedKind,
  updateOnApply,
  updateOnWrite,
} from '../managed/index.ts';
import type { MergeType } from '../typed/index.ts';
import { gadget, gadgetKind } from './gadget.ts';

/** One request of a history: who applies or updates what. Bodies come without apiVersion, kind and metadata. */
export interface HistoryStep {
  readonly apply?: string;
  readonly update?: string;
  readonly body: JsonObject;
  readonly force?: boolean;
  /** Whose fields an apply would change, by owner (`name Update`); nothing is stored then. */
  readonly conflicts?: Readonly<Record<string, readonly string[]>>;
}

/** What a history leaves. */
export interface HistoryEnd {
  /** Without apiVersion, kind and metadata. */
  readonly body: JsonObject;
  /** The paths of each owner (`name Apply`). */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  readonly live: KubeObject;
}

/** When the first step of a history is taken; each takes a minute. */
export const historyStart = Date.UTC(2026, 0, 1);
const minute = 60_000;

/** The kind that histories are about. */
export function gadgetManagedKind(type: MergeType = gadget): ManagedKind {
  return { gvk: gadgetKind, typeOf: (apiVersion) => (apiVersion === 'example.io/v1' ? type : undefined) };
}

/** An object of the kind. */
export function gadgetObject(body: JsonObject): KubeObject {
  return { apiVersion: 'example.io/v1', kind: 'Gadget', metadata: { name: 'g' }, ...body };
}

/** Plays steps one after the other from `live` on. @throws where a step has other conflicts than it says */
export function playHistory(
  steps: readonly HistoryStep[],
  { kind = gadgetManagedKind(), live }: { kind?: ManagedKind; live?: KubeObject } = {},
): HistoryEnd {
  let current = live;
  for (const [index, step] of steps.entries()) {
    const now = historyStart + index * minute;
    const object = gadgetObject(step.body);
    if (step.update !== undefined) {
      const after = updateOnWrite({ kind, before: current, after: object, manager: step.update, now });
      current = { ...after, metadata: { ...after.metadata, uid: 'u' } };
      continue;
    }
    const { apply: manager = '', force = false } = step;
    const outcome = updateOnApply({ kind, live: current, applied: object, manager, force, now });
    expectConflicts(outcome, step, index);
    if (outcome.kind === 'applied') {
      current = { ...outcome.object, metadata: { ...outcome.object.metadata, uid: 'u' } };
    }
  }
  if (current === undefined) throw new Error('the history makes nothing');
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...body } = current;
  return { body, owners: ownersOf(current), live: current };
}

function expectConflicts(outcome: ApplyOutcome, step: HistoryStep, index: number): void {
  const found: Record<string, string[]> = {};
  for (const { owner, path } of outcome.kind === 'conflict' ? outcome.conflicts : []) {
    (found[`${owner.manager} ${owner.applied ? 'Apply' : 'Update'}`] ??= []).push(formatPath(path));
  }
  if (JSON.stringify(found) !== JSON.stringify(step.conflicts ?? {})) {
    throw new Error(`step ${index}: conflicts ${JSON.stringify(found)}`);
  }
}

/** The paths of each owner of an object. */
export function ownersOf(object: KubeObject): Record<string, string[]> {
  const owners: Record<string, string[]> = {};
  for (const { manager, applied, set } of decodeManagedFields(object.metadata.managedFields).values()) {
    owners[`${manager} ${applied ? 'Apply' : 'Update'}`] = [...set.paths()].map(formatPath);
  }
  return owners;
}

/** When step `index` of a history is taken, as managed fields say it. */
export function timeOfStep(index: number): string {
  return formatTime(historyStart + index * minute);
}
