export { createBuildCaches } from './build-caches.ts';
export { buildKustomization, type BuildOutput, resourcesText, resourceText } from './build.ts';
export { type BuildCaches, type BuildOptions } from './run.ts';
export { type ChartRenderer, type ChartRequest } from './charts/index.ts';
export { ResourceFiles } from './parse-resources.ts';
