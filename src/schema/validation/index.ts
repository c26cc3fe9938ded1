export {
  childPath,
  entryPath,
  type FieldError,
  fieldErrorMessage,
  fieldErrorReason,
  type FieldErrorType,
  forbidden,
  formatFieldError,
  invalid,
  notSupported,
  required,
  tooLong,
} from './field-error.ts';
export { checkSchema } from './check.ts';
export { checkListTypes } from './list-type.ts';
export { compilePattern, matchesPattern } from './pattern.ts';
