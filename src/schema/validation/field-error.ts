import type { Json } from '../../base/index.ts';
import { goJson, goNumber, goQuote } from './go-format.ts';

/** What is wrong with a field: apimachinery's field.ErrorType (v0.36.3, pkg/util/validation/field). */
export type FieldErrorType =
  | 'NotFound'
  | 'Required'
  | 'Duplicate'
  | 'Invalid'
  | 'TypeInvalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'TooLong'
  | 'TooShort'
  | 'TooMany';

/** One thing that is wrong with one field of an object, as the API server reports it: an expected outcome, never thrown. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** Where, as `spec.sources[0].name`; `<nil>` where upstream names no field. */
  readonly field: string;
  /** What should be; empty where the type says it all. */
  readonly detail: string;
  /** What was found; absent for the types that do not print it. */
  readonly badValue?: Json;
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  NotFound: 'Not found',
  Required: 'Required value',
  Duplicate: 'Duplicate value',
  Invalid: 'Invalid value',
  TypeInvalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooShort: 'Too short',
  TooMany: 'Too many',
};

/** The error in the words of the API server: `spec.interval: Required value`. */
export function formatFieldError(error: FieldError): string {
  return `${error.field}: ${fieldErrorMessage(error)}`;
}

/** The error without the name of its field: the `message` of a cause in a Status. */
export function fieldErrorMessage({ type, badValue, detail }: FieldError): string {
  const value = badValue === undefined ? '' : `: ${printValue(badValue)}`;
  return `${titles[type]}${value}${detail === '' ? '' : `: ${detail}`}`;
}

/** The `reason` of a cause in a Status: `FieldValueRequired`, `FieldValueInvalid` and so on. */
export function fieldErrorReason(type: FieldErrorType): `FieldValue${FieldErrorType}` {
  return `FieldValue${type}`;
}

function printValue(value: Json): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  return goJson(value);
}

/** A field that must be there. */
export function required(field: string, detail = ''): FieldError {
  return { type: 'Required', field, detail };
}

/** A value that is malformed or out of bounds. */
export function invalid(field: string, badValue: Json, detail: string): FieldError {
  return { type: 'Invalid', field, badValue, detail };
}

/** A value that must not be there. */
export function forbidden(field: string, detail: string): FieldError {
  return { type: 'Forbidden', field, detail };
}

/** A value that must be unique and is not. */
export function duplicate(field: string, badValue: Json): FieldError {
  return { type: 'Duplicate', field, badValue, detail: '' };
}

/** A value that is none of those allowed. */
export function notSupported(field: string, badValue: Json, allowed: readonly Json[]): FieldError {
  const quoted = allowed.map((value) => goQuote(typeof value === 'string' ? value : goJson(value)));
  const detail = quoted.length === 0 ? '' : `supported values: ${quoted.join(', ')}`;
  return { type: 'NotSupported', field, badValue, detail };
}

/** A text that has too many bytes (characters, where a schema's maxLength says so, which upstream calls bytes too). */
export function tooLong(field: string, most: number): FieldError {
  return { type: 'TooLong', field, detail: `may not be more than ${most} ${most === 1 ? 'byte' : 'bytes'}` };
}

/** A list or map with too many entries. */
export function tooMany(field: string, actual: number, most: number): FieldError {
  const detail = `must have at most ${most} ${most === 1 ? 'item' : 'items'}`;
  return { type: 'TooMany', field, badValue: actual, detail };
}

/** The path of the member `name` of the value at `path`; the root is the empty path. */
export function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The path of the entry `key` of a map or list at `path`. */
export function entryPath(path: string, key: string | number): string {
  return `${path}[${key}]`;
}
