import type { KubeObject } from '../../../base/index.ts';
import { PatchError } from '../../error.ts';
import { emptyObject } from '../empty-object.ts';
import { encodeManagedFields } from '../entries/managed-entry.ts';
import { ownersBefore, withManagedFields, withoutManagedFields } from '../entries/managed-fields-of.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { trackUpdate } from './track-update.ts';

/** A create, update or patch (other than apply), with the object that it makes: patched and defaulted, before admission. */
export interface ManagedWrite {
  readonly kind: ManagedKind;
  /** The live object; undefined for a create. */
  readonly before: KubeObject | undefined;
  /** Its `metadata.managedFields` are what the request sent, where it sent any. */
  readonly after: KubeObject;
  /** Who writes: the request's `fieldManager`, or `defaultManager` of its User-Agent. */
  readonly manager: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * `after` with the owners of its fields: the writer comes to own what the write adds or modifies, and everybody else loses that
 * (FieldManager.UpdateNoErrors in apimachinery 0.36 managedfields). Objects that are written without owners stay without. Where
 * `after` does not fit its type the owners are dropped rather than wrong; the caller's validation tells what is wrong with it.
 */
export function updateOnWrite(write: ManagedWrite): KubeObject {
  const { kind, before, after } = write;
  const owners = ownersBefore(before ?? after, after, kind.subresource ?? '');
  const live = before ?? emptyObject(kind);
  const object = withoutManagedFields(after);
  const isCreate = live.metadata?.uid === undefined || live.metadata.uid === '';
  if (owners.size === 0 && !isCreate) return withManagedFields(object, encodeManagedFields(owners));
  try {
    const managed = trackUpdate(
      kind,
      withoutManagedFields(live),
      object,
      before === undefined ? new Map() : owners,
      write,
    );
    return withManagedFields(object, encodeManagedFields(managed));
  } catch (error) {
    if (error instanceof PatchError) return object;
    throw error;
  }
}
