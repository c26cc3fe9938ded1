/** Argo CD's words, best first (gitops-engine pkg/health). */
export type HealthStatus = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

/** How an object, or a whole delivery, is, and why in one sentence (empty where there is nothing to say). */
export interface Health {
  readonly status: HealthStatus;
  readonly message: string;
}
