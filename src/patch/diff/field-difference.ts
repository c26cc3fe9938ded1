import type { Json } from '../../base/index.ts';

/** A field whose live value is not the desired one. */
export interface FieldDifference {
  /** Names and list indices from the root; an index is that of the desired list, or of the live one where only that has the item. */
  readonly path: readonly (string | number)[];
  /** The path for people, list items by what tells them apart: `.spec.containers[name="app"].image`. */
  readonly text: string;
  /** Undefined where the field is not to be there. */
  readonly desired: Json | undefined;
  /** Undefined where the field is not there. */
  readonly live: Json | undefined;
}

/** A place in both objects at once: where it lies, and how people write that. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The root of an object. */
export const rootPlace: Place = { path: [], text: '' };

/** The member `name` of a place. */
export function memberPlace(place: Place, name: string): Place {
  return { path: [...place.path, name], text: `${place.text}.${name}` };
}

/** The item at `index` of a place, which people tell by `label` (`[name="a"]`, `[0]`). */
export function itemPlace(place: Place, index: number, label: string): Place {
  return { path: [...place.path, index], text: `${place.text}${label}` };
}

/** A difference at a place. */
export function differenceAt(
  { path, text }: Place,
  desired: Json | undefined,
  live: Json | undefined,
): FieldDifference {
  return { path, text, desired, live };
}
