import type { Json } from '../../base/index.ts';
import { type FieldErrorType, notSupported, required, tooLong, tooMany } from './field-error.ts';
import type { Finding } from './findings.ts';
import { goJson, goQuote } from './go-format.ts';

/**
 * The findings of a schema check, in the sentences of kube-openapi (pkg/validation/errors/schema.go), turned into field errors as
 * apiextensions-apiserver does (v0.36.3, pkg/apiserver/validation). The root of an object is the empty path here.
 */
const unnamed = '<nil>';

/** The value is of another type: `actual` is the name of the type that it has, or the text that does not fit a format. */
export function wrongType(path: string, expected: string, actual: string): Finding {
  const sentence = `${path} in body must be of type ${expected}: ${goQuote(actual)}`;
  return { sentence, error: { type: 'TypeInvalid', field: fieldOf(path), badValue: actual, detail: sentence } };
}

/** A member of the object at `path` is missing. */
export function missing(path: string, name: string): Finding {
  const place = `${path}.${name}`;
  return { sentence: `${place} in body is required`, error: required(fieldOf(place)) };
}

/** The value is none of those allowed. */
export function notAllowed(path: string, value: Json, allowed: readonly Json[]): Finding {
  const values = allowed.map((each) => (typeof each === 'string' ? each : goJson(each))).join(' ');
  return {
    sentence: `${path} in body should be one of [${values}]`,
    error: notSupported(fieldOf(path), value, allowed),
  };
}

/** The text has more characters than allowed. */
export function overlong(path: string, most: number): Finding {
  return { sentence: `${path} in body should be at most ${most} chars long`, error: tooLong(fieldOf(path), most) };
}

/** The list has more items than allowed, or the object more properties. */
export function overfull(path: string, actual: number, most: number, what: 'items' | 'properties'): Finding {
  return {
    sentence: `${path} in body should have at most ${most} ${what}`,
    error: tooMany(fieldOf(path), actual, most),
  };
}

/** Any other violation: `path` in body `rule`. */
export function violation(path: string, badValue: Json, rule: string): Finding {
  return statement(path, badValue, `${path} in body ${rule}`);
}

/** A violation whose sentence does not begin with the field. */
export function statement(path: string, badValue: Json, sentence: string, type: FieldErrorType = 'Invalid'): Finding {
  return { sentence, error: { type, field: fieldOf(path), badValue, detail: sentence } };
}

/** A violation that upstream names no field for, though the sentence does. */
export function unplaced(sentence: string): Finding {
  return { sentence, error: { type: 'Invalid', field: unnamed, badValue: '', detail: sentence } };
}

function fieldOf(path: string): string {
  const trimmed = path.startsWith('.') ? path.slice(1) : path;
  return trimmed === '' ? unnamed : trimmed;
}
