export { mergeFields } from './merge-fields.ts';
export { scopes } from './scopes.ts';
export {
  type DefaultFields,
  fieldTables,
  type FieldTable,
  readDefaultFields,
  type ReferenceFields,
} from './default-fields.ts';
export { fieldSpec, type FieldSpec, type FieldSpecInput, type FieldStep, splitPath } from './field-spec.ts';
export { firstKinds, lastKinds, sortText } from './kind-order.ts';
