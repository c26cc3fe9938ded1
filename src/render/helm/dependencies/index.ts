export { fits } from './enabled.ts';
export { checkDependencies, type DependencyOptions, processDependencies } from './process.ts';
