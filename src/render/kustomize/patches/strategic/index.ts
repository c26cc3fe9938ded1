export { applyStrategicMerge, defaultMergeLimits, type KindSchemas, type MergeLimits } from './merge.ts';
