export { defaultFunctions } from './defaults.ts';
