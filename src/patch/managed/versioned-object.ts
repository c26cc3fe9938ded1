import { apiVersionOf, type KubeObject } from '../../base/index.ts';
import { checkTyped, type MergeType } from '../typed/index.ts';
import { PatchError } from '../error.ts';
import type { ManagedKind } from './managed-kind.ts';

/** An object with the version that it is in, and the type that version gives it. */
export interface VersionedObject {
  readonly value: KubeObject;
  readonly apiVersion: string;
  readonly type: MergeType;
}

/** `object`, which is in the version of the request, with its type. */
export function versioned(kind: ManagedKind, object: KubeObject): VersionedObject {
  const apiVersion = apiVersionOf(kind.gvk);
  const type = kind.typeOf(apiVersion);
  if (type === undefined) {
    const { group, version, kind: name } = kind.gvk;
    throw new PatchError('mismatch', 500, `no corresponding type for ${group}/${version}, Kind=${name}`);
  }
  return { value: object, apiVersion, type };
}

/** `object` in another version; undefined where the kind has no such version, so that its owners are forgotten. */
export function convertTo(kind: ManagedKind, object: VersionedObject, apiVersion: string): VersionedObject | undefined {
  if (object.apiVersion === apiVersion) return object;
  const type = kind.typeOf(apiVersion);
  const value = type === undefined ? undefined : kind.convert?.(object.value, apiVersion);
  if (type === undefined || value === undefined) return undefined;
  checkTyped(value, type, { allowDuplicates: false }, 'failed to convert object');
  return { value, apiVersion, type };
}
