export { builtinFunctions } from './functions.ts';
export { equals, isLess } from './compare.ts';
