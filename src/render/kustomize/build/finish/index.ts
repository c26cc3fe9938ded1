export { finishAnnotations } from './finish.ts';
export { sortLegacy, sortResources } from './sort.ts';
