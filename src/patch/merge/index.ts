export { applyMergePatch } from './apply.ts';
export { createMergePatch } from './create.ts';
export { createThreeWayJsonMergePatch, type ThreeWay } from './three-way.ts';
