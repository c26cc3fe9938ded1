import { isJsonObject, type Json, jsonEqual, type JsonObject, type KubeObject } from '../../base/index.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../machinery/field-error.ts';

/** What is wrong with a value at `path`: one error a broken rule, none where all is well. */
export type Rule = (value: Json | undefined, path: string) => readonly FieldError[];

/** The members of an object, each by its rule, in this order; nothing given is an empty object. */
export function fields(rules: Readonly<Record<string, Rule>>): Rule {
  const entries = Object.entries(rules);
  return (value, path) => {
    const object = isJsonObject(value) ? value : {};
    return entries.flatMap(([name, rule]) => rule(object[name], path === '' ? name : `${path}.${name}`));
  };
}

/** A rule for what is given. */
export function given(rule: Rule): Rule {
  return (value, path) => (value === undefined || value === null ? [] : rule(value, path));
}

/** A rule for each item of a list. */
export function each(rule: Rule): Rule {
  return (value, path) => (Array.isArray(value) ? value.flatMap((item, index) => rule(item, `${path}[${index}]`)) : []);
}

/** All of several rules. */
export function all(...rules: readonly Rule[]): Rule {
  return (value, path) => rules.flatMap((rule) => rule(value, path));
}

/** The first rule that is broken. */
export function first(...rules: readonly Rule[]): Rule {
  return (value, path) => {
    for (const rule of rules) {
      const errors = rule(value, path);
      if (errors.length > 0) return errors;
    }
    return [];
  };
}

/** Whether nothing, or nothing that counts, is given. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A value that must be given, and not be empty. */
export function needed(detail = ''): Rule {
  return (value, path) => (isEmpty(value) ? [required(path, detail)] : []);
}

/** One of a closed set; an empty one is not of it. */
export function oneOf(...supported: readonly string[]): Rule {
  return (value, path) => {
    const text = typeof value === 'string' ? value : '';
    return supported.includes(text) ? [] : [notSupported(path, text, supported)];
  };
}

/** One of a closed set that must be given. */
export function neededOneOf(detail: string, ...supported: readonly string[]): Rule {
  return first(needed(detail), oneOf(...supported));
}

/** A text by a rule for names, such as those of `names.ts`; an empty one is left alone. */
export function text(problems: (value: string) => readonly string[]): Rule {
  return (value, path) => (isEmpty(value) ? [] : textOrEmpty(problems)(value, path));
}

/** A text by a rule for names, also where it is empty. */
export function textOrEmpty(problems: (value: string) => readonly string[]): Rule {
  return (value, path) => {
    const judged = typeof value === 'string' ? value : '';
    return problems(judged).map((problem) => invalid(path, judged, problem));
  };
}

/** A number, where it is given. */
export function number(isGood: (value: number) => boolean, detail: string): Rule {
  return (value, path) => (typeof value === 'number' && !isGood(value) ? [invalid(path, value, detail)] : []);
}

/** A number that is not less than another. */
export function atLeast(least: number): Rule {
  return number((value) => value >= least, `must be greater than or equal to ${least}`);
}

/** A number in a range. */
export function between(least: number, most: number): Rule {
  return number((value) => value >= least && value <= most, `must be between ${least} and ${most}, inclusive`);
}

/** The number of a port. */
export const portNumber: Rule = (value, path) => between(1, 65_535)(value ?? 0, path);

/** A rule for a part of an object that needs to look at its neighbours. */
export function on(rule: (object: JsonObject, path: string) => readonly FieldError[]): Rule {
  return (value, path) => rule(isJsonObject(value) ? value : {}, path);
}

/** Items of a list that must differ, each by a text; `field` is what the error names. */
export function distinct(keyOf: (item: JsonObject) => string, field: string): Rule {
  return (value, path) => {
    const seen = new Set<string>();
    return (Array.isArray(value) ? value : []).filter(isJsonObject).flatMap((item, index) => {
      const key = keyOf(item);
      const isTwice = seen.has(key);
      seen.add(key);
      return isTwice ? [duplicate(`${path}[${index}]${field}`, key)] : [];
    });
  };
}

/** How a change of an immutable field is told. */
export type ChangeRule = (value: Json | undefined, path: string) => FieldError;

/** `field is immutable`, as most say. */
export const immutable: ChangeRule = (value, path) => invalid(path, value, 'field is immutable');

/** What must not change, by its place: dots between members. */
export function changeErrors(
  object: KubeObject,
  old: KubeObject,
  rules: Readonly<Record<string, ChangeRule>>,
): readonly FieldError[] {
  const at = (holder: KubeObject, place: string): Json | undefined =>
    place.split('.').reduce<Json | undefined>((value, name) => (isJsonObject(value) ? value[name] : undefined), holder);
  return Object.entries(rules).flatMap(([place, rule]) => {
    const [value, before] = [at(object, place), at(old, place)];
    return jsonEqual(value ?? null, before ?? null) ? [] : [rule(value, place)];
  });
}
