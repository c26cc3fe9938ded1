export { typeFunctions } from './types.ts';
