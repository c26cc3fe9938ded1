export { cryptoFunctions } from './crypto.ts';
