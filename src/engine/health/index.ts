export type { Health, HealthStatus } from './health.ts';
