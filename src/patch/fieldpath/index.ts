export { FieldSet, FieldSetBuilder } from './field-set.ts';
export { parseFieldSet } from './parse-field-set.ts';
export {
  compareText,
  fieldElement,
  fieldNameOf,
  type FieldPath,
  formatPath,
  formatPathElement,
  goJson,
  keyElement,
  keysOf,
  type PathElement,
  valueElement,
} from './path-element.ts';
