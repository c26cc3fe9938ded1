export { dateFunctions } from './dates.ts';
export { durationObject } from './duration-object.ts';
