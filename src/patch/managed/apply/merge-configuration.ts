import { formatTime, type KubeObject, parseApiVersion } from '../../../base/index.ts';
import { sameJson } from '../../members.ts';
import { checkTyped, mergeTyped, toFieldSet } from '../../typed/index.ts';
import type { ApplyConflict } from './conflict.ts';
import { emptyObject } from '../empty-object.ts';
import type { ManagedApply } from './managed-apply.ts';
import { type ManagedEntry, type ManagedFields, managerIdentifier } from '../entries/managed-entry.ts';
import { prune } from './prune.ts';
import { unownableFields } from '../strip-fields.ts';
import { trackUpdate } from '../write/track-update.ts';
import { reconcileOwners, updateOwners } from '../update-owners.ts';
import { type VersionedObject, versioned } from '../versioned-object.ts';

/** The object that an apply makes, and who owns its fields; the very live object where nothing changes. */
export interface MergedConfiguration {
  readonly object: KubeObject;
  readonly managed: ManagedFields;
}

/** Merges a configuration into `live` (without managed fields), whose fields `managed` owns, or tells whose fields it would change. */
export function mergeConfiguration(
  apply: ManagedApply,
  live: KubeObject,
  managed: ManagedFields,
  force: boolean,
): MergedConfiguration | ApplyConflict[] {
  const { kind } = apply;
  const owners =
    managed.size > 0
      ? managed
      : trackUpdate(kind, emptyObject(kind), live, managed, { manager: 'before-first-apply', now: apply.now });
  const config = typed(apply, apply.applied, false, 'failed to create typed patch object');
  const before = typed(apply, live, true, 'failed to create typed live object');

  const reconciled = reconcileOwners(kind, before, owners);
  const self = newEntry(apply, config);
  const identifier = managerIdentifier(self);
  const last = reconciled.get(identifier);
  reconciled.set(identifier, self);

  const merged = { ...before, value: mergeTyped(live, config.value, before.type) as KubeObject };
  const after = last === undefined ? merged : prune(kind, merged, reconciled, last.set, last.apiVersion);
  const outcome = updateOwners(kind, before, after, reconciled, identifier, force);
  if (outcome.kind === 'conflict') return [...outcome.conflicts];

  const changed = !sameJson(after.value, live);
  finish(outcome.managed, identifier, changed ? formatTime(apply.now) : last?.time);
  return { object: changed ? after.value : live, managed: outcome.managed };
}

function typed(apply: ManagedApply, object: KubeObject, allowDuplicates: boolean, what: string): VersionedObject {
  const result = versioned(apply.kind, object);
  checkTyped(object, result.type, { allowDuplicates }, `${what} (${describe(object)})`);
  return result;
}

/** `namespace/name; group/version, Kind=kind`, as upstream names objects in errors. */
function describe(object: KubeObject): string {
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace = '', name = '' } = object.metadata ?? {};
  return `${namespace}/${name}; ${group}/${version}, Kind=${object.kind}`;
}

function newEntry(apply: ManagedApply, config: VersionedObject): ManagedEntry {
  const fields = toFieldSet(config.value, config.type);
  const filter = apply.kind.filters?.[config.apiVersion];
  return {
    manager: apply.manager === '' ? 'unknown' : apply.manager,
    applied: true,
    apiVersion: config.apiVersion,
    subresource: apply.kind.subresource ?? '',
    set: filter === undefined ? fields : filter(fields),
    time: undefined,
  };
}

/** Takes from the applier what nobody can own, and dates its entry. */
function finish(managed: Map<string, ManagedEntry>, identifier: string, time: string | undefined): void {
  const entry = managed.get(identifier);
  if (entry === undefined) return;
  const set = entry.set.difference(unownableFields);
  if (set.isEmpty) managed.delete(identifier);
  else managed.set(identifier, { ...entry, set, time });
}
