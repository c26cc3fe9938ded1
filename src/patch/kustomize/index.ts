export { applyKustomizePatch } from './merge.ts';
