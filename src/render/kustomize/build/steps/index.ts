export { runGenerators } from './generate.ts';
export { runTransformers } from './transform.ts';
export { runValidators } from './validate.ts';
