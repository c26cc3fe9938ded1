export { applyJsonPatch } from './apply.ts';
export { diffJsonPatch } from './diff.ts';
export type { JsonPatchOperation } from './operation.ts';
export { formatPointer, parsePointer } from './pointer.ts';
