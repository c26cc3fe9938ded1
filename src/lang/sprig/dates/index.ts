export { dateFunctions } from './dates.ts';
