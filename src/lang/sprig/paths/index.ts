export { pathFunctions } from './paths.ts';
