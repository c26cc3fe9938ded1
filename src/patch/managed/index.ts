export {
  decodeManagedFields,
  encodeManagedFields,
  type ManagedEntry,
  type ManagedFields,
} from './entries/managed-entry.ts';
export type { FieldFilter, ManagedKind } from './managed-kind.ts';
export { type ApplyConflict, type ConflictCause } from './apply/conflict.ts';
export type { ManagedApply } from './apply/managed-apply.ts';
export { type ApplyOutcome, updateOnApply } from './apply/update-on-apply.ts';
export { type ManagedWrite, updateOnWrite } from './write/update-on-write.ts';
export { revertTimestamps } from './entries/timestamps.ts';
export { resetFields } from './reset-fields.ts';
export { parentOwners, type ReplicasPaths, scaleOwners } from './scale.ts';
export { defaultManager } from './write/default-manager.ts';
export { unownableFields } from './strip-fields.ts';
export { lastAppliedAnnotation } from './apply/last-applied.ts';
