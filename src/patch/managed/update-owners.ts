import type { FieldSet } from '../fieldpath/index.ts';
import { type Comparison, compareTyped, reconcileFieldSet } from '../typed/index.ts';
import { type ApplyConflict, listConflicts } from './apply/conflict.ts';
import type { ManagedEntry, ManagedFields } from './entries/managed-entry.ts';
import type { FieldFilter, ManagedKind } from './managed-kind.ts';
import { convertTo, type VersionedObject } from './versioned-object.ts';

/** Who owns what after a change, and what the change was, in the version of the request; or whom it would rob. */
export type OwnersOutcome =
  | { readonly kind: 'updated'; readonly managed: Map<string, ManagedEntry>; readonly comparison: Comparison }
  | { readonly kind: 'conflict'; readonly conflicts: readonly ApplyConflict[] };

/**
 * Takes from all but `self` what a change from `before` to `after` alters (Updater.update in structured-merge-diff v6
 * merge/update.go): what is added or modified where `force` is set, else that is a conflict; what is removed in any case. Owners in
 * versions that are gone, and those that are left without a field, are forgotten.
 */
export function updateOwners(
  kind: ManagedKind,
  before: VersionedObject,
  after: VersionedObject,
  managed: ManagedFields,
  self: string,
  force: boolean,
): OwnersOutcome {
  const comparisons = new Map<string, Comparison>();
  const compareIn = (apiVersion: string): Comparison | undefined => {
    const known = comparisons.get(apiVersion);
    if (known !== undefined) return known;
    const left = convertTo(kind, before, apiVersion);
    const right = convertTo(kind, after, apiVersion);
    if (left === undefined || right === undefined) return undefined;
    const compared = filtered(compareTyped(left.value, right.value, left.type), kind.filters?.[apiVersion]);
    comparisons.set(apiVersion, compared);
    return compared;
  };
  const comparison = compareIn(before.apiVersion);
  if (comparison === undefined) throw new Error('an object is in its own version');

  const updated = new Map<string, ManagedEntry>();
  const taken: [ManagedEntry, FieldSet][] = [];
  for (const [identifier, entry] of managed) {
    if (identifier === self) {
      updated.set(identifier, entry);
      continue;
    }
    const change = compareIn(entry.apiVersion);
    if (change === undefined) continue;
    const lost = entry.set.intersection(change.modified.union(change.added));
    if (!lost.isEmpty) taken.push([entry, lost]);
    updated.set(identifier, { ...entry, set: entry.set.difference(lost).difference(change.removed) });
  }
  if (!force && taken.length > 0) return { kind: 'conflict', conflicts: listConflicts(taken) };
  for (const [identifier, { set }] of updated) if (set.isEmpty) updated.delete(identifier);
  return { kind: 'updated', managed: updated, comparison };
}

function filtered(comparison: Comparison, filter: FieldFilter | undefined): Comparison {
  if (filter === undefined) return comparison;
  return {
    added: filter(comparison.added),
    modified: filter(comparison.modified),
    removed: filter(comparison.removed),
  };
}

/** The owners of `live` after changes of the schema: see `reconcileFieldSet`. Versions that are gone are left out. */
export function reconcileOwners(
  kind: ManagedKind,
  live: VersionedObject,
  managed: ManagedFields,
): Map<string, ManagedEntry> {
  const reconciled = new Map<string, ManagedEntry>();
  for (const [identifier, entry] of managed) {
    const object = convertTo(kind, live, entry.apiVersion);
    if (object === undefined) continue;
    const set = reconcileFieldSet(entry.set, object.type);
    reconciled.set(identifier, set === entry.set ? entry : { ...entry, set });
  }
  return reconciled;
}
