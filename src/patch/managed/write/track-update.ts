import { formatTime, type KubeObject } from '../../../base/index.ts';
import { FieldSet } from '../../fieldpath/index.ts';
import { checkTyped } from '../../typed/index.ts';
import { capUpdateManagers } from './cap-managers.ts';
import { type ManagedEntry, type ManagedFields, managerIdentifier } from '../entries/managed-entry.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { unownableFields } from '../strip-fields.ts';
import { reconcileOwners, updateOwners } from '../update-owners.ts';
import { type VersionedObject, versioned } from '../versioned-object.ts';

/**
 * The owners after `who.manager` has changed `before` to `after` by an update. Both come without managed fields.
 * @throws PatchError `mismatch` where either does not fit its type.
 */
export function trackUpdate(
  kind: ManagedKind,
  before: KubeObject,
  after: KubeObject,
  owners: ManagedFields,
  who: { readonly manager: string; readonly now: number },
): Map<string, ManagedEntry> {
  const left = checked(kind, before);
  const right = checked(kind, after);
  const outcome = updateOwners(kind, left, right, reconcileOwners(kind, left, owners), '', true);
  if (outcome.kind === 'conflict') throw new Error('a forced change has no conflicts');
  const { managed, comparison } = outcome;

  const filter = kind.filters?.[left.apiVersion];
  const changed = comparison.modified.union(comparison.added);
  const set = (filter === undefined ? changed : filter(changed)).difference(unownableFields);
  if (!set.isEmpty) {
    const entry = {
      manager: who.manager === '' ? 'unknown' : who.manager,
      applied: false,
      apiVersion: left.apiVersion,
      subresource: kind.subresource ?? '',
    };
    const identifier = managerIdentifier(entry);
    const previous = managed.get(identifier)?.set ?? FieldSet.empty;
    managed.set(identifier, { ...entry, set: set.union(previous), time: formatTime(who.now) });
  }
  capUpdateManagers(managed);
  return managed;
}

function checked(kind: ManagedKind, object: KubeObject): VersionedObject {
  const typed = versioned(kind, object);
  checkTyped(object, typed.type, { allowDuplicates: true }, 'failed to convert object to smd typed');
  return typed;
}
