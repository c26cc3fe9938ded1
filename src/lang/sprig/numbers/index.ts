export { numberFunctions } from './numbers.ts';
