export { assessHealth, worstHealth } from './assess.ts';
export { type Health, type HealthStatus, isWorse } from './health.ts';
