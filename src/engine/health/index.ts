export { assessHealth } from './assess.ts';
export { type Health, type HealthStatus, isWorse } from './health.ts';
export { isUnnoticed } from './object-fields.ts';
