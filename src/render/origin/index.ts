export { OriginReader, type OriginTable, OriginWriter } from './table.ts';
export { NodeNumbers, type Step } from './walk.ts';
