import type { GroupVersionKind, KubeObject } from '../../base/index.ts';
import type { FieldSet } from '../fieldpath/index.ts';
import type { MergeType } from '../typed/index.ts';

/** Takes from a set what a request cannot change: `(set) => set.recursiveDifference(reset)`. */
export type FieldFilter = (set: FieldSet) => FieldSet;

/** What tracking the fields of a kind needs to know about it, in the version that a request speaks. */
export interface ManagedKind {
  /** The kind in the version of the request. */
  readonly gvk: GroupVersionKind;
  /** The subresource that is written to; absent for the object itself. */
  readonly subresource?: string;
  /** The merge type of the kind in the version `apiVersion`; undefined where that version is not known (any more). */
  typeOf(apiVersion: string): MergeType | undefined;
  /** The same object in another version; undefined where there is no such version. Without it there is only that of the request. */
  convert?(object: KubeObject, apiVersion: string): KubeObject | undefined;
  /** By `apiVersion`: what a write to this (sub)resource resets and so nobody comes to own by it. See `resetFields`. */
  readonly filters?: Readonly<Record<string, FieldFilter>>;
  /**
   * An object of the kind of which nothing has been set, as JSON of Go's zero value: for built-in kinds structs that are no pointers
   * are there, empty, and what is required is null or empty. Absent: apiVersion and kind, as for custom resources.
   */
  readonly zero?: KubeObject;
}
