export { randomFunctions } from './random-functions.ts';
export { stringFunctions } from './strings.ts';
