export { PatchError, type PatchErrorCode } from './error.ts';
export { defaultPatchLimits, type PatchLimits } from './limits.ts';
export {
  applyJsonPatch,
  diffJsonPatch,
  formatPointer,
  type JsonPatchOperation,
  parsePointer,
} from './json-patch/index.ts';
export { applyMergePatch, createMergePatch, createThreeWayJsonMergePatch, type ThreeWay } from './merge/index.ts';
export {
  applyStrategicMergePatch,
  createStrategicMergePatch,
  createThreeWayMergePatch,
  type ThreeWayOptions,
} from './strategic/index.ts';
export { type FieldPath, FieldSet, formatPath, parseFieldSet, type PathElement } from './fieldpath/index.ts';
export { MergeTypes, type MergeType } from './typed/index.ts';
export {
  type ApplyConflict,
  type ApplyOutcome,
  type ConflictCause,
  decodeManagedFields,
  defaultManager,
  encodeManagedFields,
  type FieldFilter,
  lastAppliedAnnotation,
  type ManagedApply,
  type ManagedEntry,
  type ManagedFields,
  type ManagedKind,
  type ManagedWrite,
  parentOwners,
  type ReplicasPaths,
  resetFields,
  revertTimestamps,
  scaleOwners,
  updateOnApply,
  updateOnWrite,
} from './managed/index.ts';
export {
  compareOwned,
  differingPlaces,
  extractOwned,
  fieldSetOf,
  fieldsOfManagers,
  foldManagedFields,
  keepPlaces,
  ownedFields,
  type OwnedDifference,
  type OwnedOptions,
  type OwnedReason,
  type PlacesInBoth,
} from './owned/index.ts';
export { type DifferenceOptions, type FieldDifference, fieldDifferences } from './diff/index.ts';
export { type PlacePath, pointedPath, withoutPaths } from './without-paths.ts';
