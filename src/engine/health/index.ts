export { assessHealth, worstHealth } from './assess.ts';
export { type Health, type HealthStatus } from './health.ts';
