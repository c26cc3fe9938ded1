export { callValue } from './call.ts';
export { builtinFunctions } from './functions.ts';
export { equals, isLess } from './compare.ts';
