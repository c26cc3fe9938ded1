import type { KubeObject } from '../../../base/index.ts';
import { FieldSet, fieldNameOf } from '../../fieldpath/index.ts';
import { type MergeType, removePaths, toNamedFieldSet, withNamedFields } from '../../typed/index.ts';
import type { ManagedFields } from '../entries/managed-entry.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { convertTo, type VersionedObject } from '../versioned-object.ts';

/**
 * `merged` without what the applying manager owned before (`last`, a set in the version `lastVersion`), does not apply now, and
 * nobody else owns (Updater.prune in structured-merge-diff v6 merge/update.go). `managed` holds the new set of the manager already.
 */
export function prune(
  kind: ManagedKind,
  merged: VersionedObject,
  managed: ManagedFields,
  last: FieldSet,
  lastVersion: string,
): VersionedObject {
  if (last.isEmpty || nothingDropped(merged, managed, last, lastVersion)) return merged;
  const object = convertTo(kind, merged, lastVersion);
  if (object === undefined) return merged;
  const lastNamed = withNamedFields(last, object.type);
  const all = toNamedFieldSet(object.value, object.type);
  let pruned = without(object, lastNamed);
  pruned = addBackOwned(kind, object, all, pruned, managed);
  pruned = addBackDangling(kind, object, all, pruned, lastNamed);
  return convertTo(kind, pruned, merged.apiVersion) ?? merged;
}

/**
 * Whether all that the manager owned before somebody still owns, so that pruning could only remove and add back the same. The usual
 * case, and decided without walking the object.
 */
function nothingDropped(merged: VersionedObject, managed: ManagedFields, last: FieldSet, lastVersion: string): boolean {
  if (merged.apiVersion !== lastVersion) return false;
  let owned = FieldSet.empty;
  for (const entry of managed.values()) {
    if (entry.apiVersion !== lastVersion) return false;
    owned = owned.union(entry.set);
  }
  return coveredWithParents(last, owned, merged.type);
}

/** Whether `owned` has every member of `set`, and every place that `set` has members below, other than declared fields. */
function coveredWithParents(set: FieldSet, owned: FieldSet, type: MergeType | undefined): boolean {
  for (const [element, { member, below }] of set.entries()) {
    const name = fieldNameOf(element);
    const field = name === undefined ? undefined : type?.map?.field(name);
    const held = owned.hasMember(element);
    if (member && !held && !(field !== undefined && !owned.below(element).isEmpty)) return false;
    if (below === undefined) continue;
    if (!held && field === undefined) return false;
    const inner = field?.type ?? (name === undefined ? type?.list?.items : type?.map?.values);
    if (!coveredWithParents(below, owned.below(element), inner)) return false;
  }
  return true;
}

function without(object: VersionedObject, paths: FieldSet): VersionedObject {
  return { ...object, value: removePaths(object.value, paths, object.type) as KubeObject };
}

/** Puts back what others own, or the manager itself now. `all`: the fields of `merged`. */
function addBackOwned(
  kind: ManagedKind,
  merged: VersionedObject,
  all: FieldSet,
  pruned: VersionedObject,
  managed: ManagedFields,
): VersionedObject {
  const ownedIn = new Map<string, FieldSet>();
  for (const { apiVersion, set } of managed.values()) {
    ownedIn.set(apiVersion, (ownedIn.get(apiVersion) ?? FieldSet.empty).union(set));
  }
  // First in the version that was pruned in, since another may need what is missing to be converted at all.
  const versions = [...ownedIn.keys()].sort(
    (a, b) => Number(b === pruned.apiVersion) - Number(a === pruned.apiVersion),
  );
  let result = pruned;
  let full = merged;
  for (const apiVersion of versions) {
    const convertedFull = convertTo(kind, full, apiVersion);
    const converted = convertTo(kind, result, apiVersion);
    if (convertedFull === undefined || converted === undefined) continue;
    const { type } = convertedFull;
    const allIn = convertedFull === merged ? all : toNamedFieldSet(convertedFull.value, type);
    const left = toNamedFieldSet(converted.value, type);
    const owned = withNamedFields(ownedIn.get(apiVersion) ?? FieldSet.empty, type);
    full = convertedFull;
    result = without(convertedFull, allIn.difference(left).difference(owned));
  }
  return result;
}

/** Puts back what the manager did not own before: what nobody owns is not its to remove. */
function addBackDangling(
  kind: ManagedKind,
  merged: VersionedObject,
  all: FieldSet,
  pruned: VersionedObject,
  last: FieldSet,
): VersionedObject {
  const converted = convertTo(kind, pruned, merged.apiVersion);
  if (converted === undefined) return merged;
  const { type } = merged;
  const left = toNamedFieldSet(converted.value, type);
  return without(merged, all.difference(left).intersection(last));
}
