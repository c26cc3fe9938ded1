export { type JsonPatchEntry, jsonPatchTransformer } from './json6902-transformer.ts';
export { relocate } from './inline.ts';
export { patchTransformer } from './patch-transformer.ts';
export type { PatchTools } from './patch-tools.ts';
export { type StrategicMergeEntry, strategicMergeTransformer } from './strategic-transformer.ts';
export { applyStrategicMerge } from './strategic/index.ts';
export { selectorOf } from './targets.ts';
