export { applyStrategicMergePatch } from './apply.ts';
export { createStrategicMergePatch, createThreeWayMergePatch, type ThreeWayOptions } from './create.ts';
