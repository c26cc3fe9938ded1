export { correctDrift } from './correct-drift.ts';
export { detectDrift, hasDrifted, type ObjectDrift } from './detect-drift.ts';
export { driftText } from './drift-text.ts';
export { DriftWatch } from './drift-watch.ts';
