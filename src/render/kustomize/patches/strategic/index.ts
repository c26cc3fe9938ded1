export { applyStrategicMerge, type KindSchemas, type MergeLimits } from './merge.ts';
