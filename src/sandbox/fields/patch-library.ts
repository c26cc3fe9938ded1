export { applyJsonPatch } from '../../patch/json-patch/index.ts';
export { applyMergePatch } from '../../patch/merge/index.ts';
export { applyStrategicMergePatch } from '../../patch/strategic/index.ts';
export {
  type ManagedKind,
  parentOwners,
  resetFields,
  scaleOwners,
  updateOnApply,
  updateOnWrite,
} from '../../patch/managed/index.ts';
export { MergeTypes } from '../../patch/typed/index.ts';
export { PatchError } from '../../patch/error.ts';
