export { composeValues } from './values.ts';
