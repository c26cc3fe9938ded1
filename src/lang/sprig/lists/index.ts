export { listFunctions } from './lists.ts';
