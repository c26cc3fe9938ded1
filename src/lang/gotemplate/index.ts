export { createTemplateBudget, type TemplateBudget, TemplateBudgetError } from './budget.ts';
export { TemplateError, type TemplatePlace } from './error.ts';
export {
  type ParsedTemplate,
  parseTemplate,
  type ParseTemplateOptions,
  type TemplateCaller,
  type TemplateRun,
  TemplateSet,
} from './exec/index.ts';
export { formatGo, quoteString, sprint, valueText } from './format/index.ts';
export { GoFailure, type GoFunction, type GoFunctions, type GoParam } from './function.ts';
export { type OutputSpan, TemplateTrace } from './trace/index.ts';
export {
  anyMap,
  anySlice,
  bytesOfText,
  decodeRune,
  encodeRune,
  GoBytes,
  GoComplex,
  GoFunctionValue,
  GoInteger,
  type GoKind,
  GoMap,
  GoObject,
  GoSlice,
  type GoType,
  goTypes,
  type GoValue,
  int64,
  isAscii,
  isNamedInteger,
  deepEqual,
  mapOf,
  sliceOf,
  stringMap,
  stringSlice,
  textOfBytes,
  truth,
  typeOf,
} from './value/index.ts';
