import type { Json } from '../../base/index.ts';
import type { SchemaSet, StructuralSchema } from '../structural.ts';
import { SchemaCheck } from './check-schema.ts';
import { childPath, type FieldError } from './field-error.ts';
import { OldValue } from './old-value.ts';

/**
 * Checks a value against its schema alone: types, formats, bounds, required members, junctors. `path` is where the value stands in
 * its object; with `old`, what it replaces, faults that were there before are tolerated. Raises SchemaError `too-deep`.
 */
export function checkSchema(
  value: Json,
  schema: StructuralSchema,
  set: SchemaSet,
  path = '',
  old?: Json,
): FieldError[] {
  const known = old === undefined ? undefined : new OldValue(old, schema, set);
  const { list } = new SchemaCheck(set).check({ value, schema, path: '', old: known, depth: 0 });
  // Upstream puts the path before the field only, not into the sentence.
  return list.map(({ error }) => (path === '' ? error : below(path, error)));
}

function below(path: string, error: FieldError): FieldError {
  return { ...error, field: error.field === '<nil>' ? path : childPath(path, error.field) };
}
