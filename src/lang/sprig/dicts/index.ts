export { dictFunctions } from './dicts.ts';
