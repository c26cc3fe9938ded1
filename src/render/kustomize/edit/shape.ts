import { isJsonObject } from '../../../base/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';
import { byLowerCase } from './current-fields.ts';

type YamlObject = { [key: string]: YamlValue };

/**
 * How Go writes what it read into a type: the value as it is written again, or undefined where `omitempty` leaves it out. `undefined` is
 * a field that was not there.
 */
export type Shape = (value: YamlValue | undefined) => YamlValue | undefined;

const isNone = (value: YamlValue | undefined): value is null | undefined => value === undefined || value === null;

/** A text, a number or a boolean: left out where it is the zero of its type. */
export const scalar: Shape = (value) =>
  isNone(value) || value === '' || value === false || value === 0 ? undefined : value;

/** A pointer to something: left out only where there is none. */
export const pointer: Shape = (value) => (isNone(value) ? undefined : value);

/** What has no `omitempty`. */
export function always(shape: Shape, zero: YamlValue): Shape {
  return (value) => shape(value) ?? zero;
}

/** A list; empty ones are left out. A `null` in it is the zero of its type. */
export function listOf(item: Shape, zero: YamlValue): Shape {
  return (value) =>
    Array.isArray(value) && value.length > 0 ? value.map((element) => item(element) ?? zero) : undefined;
}

/** A map of texts or booleans; empty ones are left out. */
export function mapOf(zero: YamlValue): Shape {
  return (value) => {
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).map(([key, entry]) => [key, entry ?? zero] as const);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
}

/** A list that is written even where there is none. */
export const nullableList: Shape = (value) =>
  Array.isArray(value) ? value.map((element) => element ?? '') : (null as YamlValue);

/** A struct behind a pointer; names of fields are read in any case. */
export function struct(fields: Readonly<Record<string, Shape>>): Shape {
  return (value) => (isNone(value) ? undefined : structOf(value, fields));
}

/** The fields of a struct that are written. */
export function structOf(value: YamlValue, fields: Readonly<Record<string, Shape>>): YamlObject {
  const members = byLowerCase(value);
  const written: YamlObject = {};
  for (const [name, shape] of Object.entries(fields)) {
    const member = shape(members[name.toLowerCase()]);
    if (member !== undefined) written[name] = member;
  }
  return written;
}

function isObject(value: YamlValue | undefined): value is YamlObject {
  return isJsonObject(value);
}
