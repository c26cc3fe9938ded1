export { callValue } from './call.ts';
export { builtinFunctions } from './functions.ts';
