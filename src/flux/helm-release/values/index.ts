export { type ValueOrigin, valueOrigins } from './value-origins.ts';
export { composeValues } from './values.ts';
