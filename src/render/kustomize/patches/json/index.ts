export { applyJsonPatch, type JsonPatchLimits } from './apply.ts';
export { type JsonOperation, type JsonPatch, readJsonPatch } from './operation.ts';
