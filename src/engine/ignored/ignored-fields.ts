import type { KubeObject, ObjectKey, Problem } from '../../base/index.ts';
import type { PlacePath } from '../../patch/index.ts';

/** Fields of one object that others look after. */
export interface IgnoredOfObject {
  /** The places of the fields in an object, desired or live; such as are not there may be among them. */
  placesIn(object: KubeObject): readonly PlacePath[];
  /** Field managers: where they own a field, its live value does not count either. */
  readonly managers: readonly string[];
  /** Why it cannot be said which fields count: the object is left alone, and this is told. */
  readonly fault?: Problem;
}

/**
 * Fields that others look after. Their values make no difference: an object that differs in nothing else is as desired, and is not
 * repaired.
 */
export interface IgnoredFields {
  /** Names the rules: equal ids, equal answers. */
  readonly id: string;
  /** Undefined where every field of the object counts. */
  of(key: ObjectKey): IgnoredOfObject | undefined;
  /** Whether a write leaves them as they are live. Else they become as desired whenever a run writes. */
  readonly kept: boolean;
}
