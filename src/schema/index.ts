export {
  combineSchemaSets,
  emptySchemaSet,
  resolveSchema,
  type SchemaSet,
  type StructuralSchema,
  type ValidationRule,
} from './structural.ts';
export { SchemaError } from './error.ts';
export { type RuleEvaluator, validate, type ValidateOptions } from './validate.ts';
export {
  type FieldError,
  fieldErrorMessage,
  fieldErrorReason,
  type FieldErrorType,
  formatFieldError,
  matchesPattern,
} from './validation/index.ts';
export { prune } from './prune.ts';
export { applyDefaults } from './defaults.ts';
export { type ObjectMetaRules, validateObjectMeta } from './metadata/index.ts';
export {
  type CrdNames,
  type CrdSchemas,
  crdSchemas,
  type CrdVersion,
  type PrinterColumn,
  type ScaleSubresource,
} from './crd/index.ts';
export { type BuiltinDefinition, builtinDefinitions, builtinSchemas } from './builtin-schemas.ts';
export {
  type BuiltinResource,
  builtinResources,
  type BuiltinSubresource,
  compareApiVersions,
} from './builtin-resources.ts';
export type {
  Application,
  ApplicationSpec,
  ApplicationStatus,
  AppProject,
  AppProjectSpec,
  AppProjectStatus,
  GitRepository,
  GitRepositorySpec,
  GitRepositoryStatus,
  Kustomization,
  KustomizationSpec,
  KustomizationStatus,
} from './generated/index.ts';
export { groupRank } from './resource-names.ts';
