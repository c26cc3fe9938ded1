export { randomFunctions } from './random-functions.ts';
export { lower, upper } from './runes.ts';
export { stringFunctions } from './strings.ts';
export { trimSpace } from './trim.ts';
