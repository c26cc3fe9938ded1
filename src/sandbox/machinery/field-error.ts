import type { Json } from '../../base/index.ts';

/** What is wrong with one field, by the word that Status causes carry (apimachinery util/validation/field). */
export type FieldErrorReason =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One invalid field of an object: a value, collected and sent together. */
export interface FieldError {
  readonly reason: FieldErrorReason;
  /** Such as `spec.template.spec.containers[0].name`; `<nil>` for none. */
  readonly field: string;
  /** What the field says, without the field: `Invalid value: "x": must be …`. */
  readonly message: string;
}

/** A field that must be given. */
export function required(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field, message: withDetail('Required value', detail) };
}

/** A value that breaks a rule, which `detail` states. */
export function invalid(field: string, value: Json | undefined, detail: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: withDetail(`Invalid value: ${show(value)}`, detail) };
}

/** A value that appears twice where each must be unique. */
export function duplicate(field: string, value: Json | undefined): FieldError {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${show(value)}` };
}

/** A reference to something that is not there. */
export function notFoundValue(field: string, value: Json | undefined): FieldError {
  return { reason: 'FieldValueNotFound', field, message: `Not found: ${show(value)}` };
}

/** A value outside a closed set. */
export function notSupported(field: string, value: Json | undefined, supported: readonly string[]): FieldError {
  const detail =
    supported.length === 0 ? '' : `supported values: ${supported.map((item) => JSON.stringify(item)).join(', ')}`;
  return { reason: 'FieldValueNotSupported', field, message: withDetail(`Unsupported value: ${show(value)}`, detail) };
}

/** A change or a combination that is not allowed. */
export function forbiddenField(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: withDetail('Forbidden', detail) };
}

/** A value over `limit` bytes. */
export function tooLong(field: string, limit: number): FieldError {
  return { reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${limit} bytes` };
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

/** A value as Go's `%q` and json.Marshal show it. */
function show(value: Json | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
