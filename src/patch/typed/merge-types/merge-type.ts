import type { Json } from '../../../base/index.ts';
import type { PathElement } from '../../fieldpath/index.ts';

/** What a scalar may be; `untyped` takes any (quantities, times, int-or-string). */
export type ScalarType = 'numeric' | 'string' | 'boolean' | 'untyped';

/**
 * How values of one type are merged, compared and owned: the atoms of structured-merge-diff v6 (schema/elements.go). A type without
 * a fixed form has several of the three; the value then decides.
 */
export interface MergeType {
  readonly scalar: ScalarType | undefined;
  readonly list: ListType | undefined;
  readonly map: MapType | undefined;
}

/** A list. `atomic`: owned as a whole. Otherwise its items are told apart by `keys`, or by their value where there are none. */
export interface ListType {
  readonly atomic: boolean;
  /** The fields that tell items apart, sorted. */
  readonly keys: readonly string[];
  /** `keys` in the order of the schema, for error texts. */
  readonly declaredKeys: readonly string[];
  /** The type of the items. */
  readonly items: MergeType;
  /** What a key counts as where an item does not set it; undefined for keys without a default. */
  keyDefault(key: string): Json | undefined;
}

/** A map or struct. `atomic`: owned as a whole. */
export interface MapType {
  readonly atomic: boolean;
  /** The field that the schema declares under `name`. */
  field(name: string): MapField | undefined;
  /** The type of what the schema does not declare; undefined where nothing else may stand. */
  readonly values: MergeType | undefined;
  /** Whether the schema says nothing about the map: no fields, values of any type. */
  readonly deduced: boolean;
}

/** A declared field, with its step spelled once for all. */
export interface MapField {
  readonly element: PathElement;
  readonly type: MergeType;
}

/** Which of its forms a type takes for a value. */
export type Form = 'map' | 'list' | 'scalar';

/**
 * The form that `type` takes for `value` (deduceAtom and handleAtom in typed/helpers.go): that of the value where the type has it;
 * for null, absent values and values that do not fit, the first that the type has.
 */
export function formOf(type: MergeType, value: Json | undefined): Form {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) {
      if (type.list !== undefined) return 'list';
    } else if (type.map !== undefined) return 'map';
  } else if (value !== null && value !== undefined && type.scalar !== undefined) return 'scalar';
  if (type.map !== undefined) return 'map';
  return type.scalar === undefined ? 'list' : 'scalar';
}

/** The type of the member `name`, whether declared or not. */
export function memberType(map: MapType, name: string): MergeType | undefined {
  return map.field(name)?.type ?? map.values;
}
