import type { Json } from '../base/index.ts';
import { SchemaError } from './error.ts';
import { checkEmbedded } from './metadata/index.ts';
import type { SchemaSet, StructuralSchema } from './structural.ts';
import { checkListTypes, checkSchema, type FieldError, type FieldErrorType, invalid } from './validation/index.ts';

/**
 * Evaluates the CEL rules (`x-kubernetes-validations`) of a schema over a value that fits the schema otherwise, and its old value
 * where there is one.
 */
export type RuleEvaluator = (subject: {
  readonly value: Json;
  readonly old: Json | undefined;
  readonly schema: StructuralSchema;
  readonly set: SchemaSet;
  readonly path: string;
}) => readonly FieldError[];

/** How a value is validated. */
export interface ValidateOptions {
  /** Where the value stands in its object, as `status`; the value is the whole object where it is missing. */
  readonly path?: string;
  /** What the value replaces: faults in what did not change are tolerated. */
  readonly old?: Json;
  /** Without it CEL rules are not checked. */
  readonly rules?: RuleEvaluator;
}

const blocking: ReadonlySet<FieldErrorType> = new Set([
  'NotSupported',
  'Required',
  'TooLong',
  'TooMany',
  'TypeInvalid',
]);

/**
 * Everything that is wrong with a custom resource, in the words of the API server (apiextensions-apiserver v0.36.3,
 * pkg/registry/customresource): its schema, the objects embedded in it, lists of type set and map, then CEL rules unless something
 * above keeps them from being evaluated. Its own metadata is not looked at: see `validateObjectMeta`. Errors come in the order of
 * the value's members. A value that nests too deep is one error.
 */
export function validate(
  value: Json,
  schema: StructuralSchema,
  set: SchemaSet,
  options: ValidateOptions = {},
): FieldError[] {
  const { path = '', old, rules } = options;
  try {
    const errors = [
      ...checkSchema(value, schema, set, path, old),
      ...checkEmbedded(value, schema, set, path),
      ...checkLists(value, schema, set, options),
    ];
    if (rules === undefined) return errors;
    if (errors.some(({ type }) => blocking.has(type))) return [...errors, rulesNotChecked];
    return [...errors, ...rules({ value, old, schema, set, path })];
  } catch (error) {
    if (error instanceof SchemaError) return [invalid(path === '' ? '<nil>' : path, '', error.message)];
    throw error;
  }
}

const rulesNotChecked: FieldError = {
  type: 'Invalid',
  field: '<nil>',
  badValue: null,
  detail:
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/** An object whose lists were at fault before is not held to them. */
function checkLists(value: Json, schema: StructuralSchema, set: SchemaSet, options: ValidateOptions): FieldError[] {
  const { path = '', old } = options;
  if (old !== undefined && checkListTypes(old, schema, set, path).length > 0) return [];
  return checkListTypes(value, schema, set, path);
}
