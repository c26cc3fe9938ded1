import type { Json } from '../../base/index.ts';
import { fieldElement, formatPathElement, type PathElement } from '../fieldpath/index.ts';

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

/** A place in both objects at once, as the last step of the way to it; spelled out only where there is something to tell. */
export interface Place {
  /** Undefined for the root. */
  readonly parent: Place | undefined;
  readonly step: string | number;
  /** The step as a field set has it: list items by what tells them apart. */
  readonly element: PathElement;
}

/** The root of an object. */
export const rootPlace: Place = { parent: undefined, step: '', element: '' };

/** The member `name` of a place. */
export function memberPlace(parent: Place, name: string): Place {
  return { parent, step: name, element: fieldElement(name) };
}

/** The item at `index` of a place; `element` where it is told by more than its index. */
export function itemPlace(parent: Place, index: number, element: PathElement = `i:${index}`): Place {
  return { parent, step: index, element };
}

/** A difference at a place. */
export function differenceAt(place: Place, desired: Json | undefined, live: Json | undefined): FieldDifference {
  const path: (string | number)[] = [];
  let text = '';
  for (let current = place; current.parent !== undefined; current = current.parent) {
    path.unshift(current.step);
    text = formatPathElement(current.element) + text;
  }
  return { path, text, desired, live };
}
