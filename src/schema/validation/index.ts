export {
  childPath,
  duplicate,
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
  tooMany,
} from './field-error.ts';
export { checkSchema } from './check.ts';
export { checkListTypes } from './list-type.ts';
export { goJson, goQuote } from './go-format.ts';
export { compilePattern } from './pattern.ts';
