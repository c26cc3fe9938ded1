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
  parsePathElement,
  type PathElement,
  setValueOf,
  valueElement,
} from './path-element.ts';
export { comparePathElements } from './element-order.ts';
