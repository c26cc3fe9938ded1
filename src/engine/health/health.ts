/** Argo CD's words, best first (gitops-engine pkg/health). */
export type HealthStatus = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

/** How an object, or a whole delivery, is, and why in one sentence (empty where there is nothing to say). */
export interface Health {
  readonly status: HealthStatus;
  readonly message: string;
}

const order: readonly HealthStatus[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

/** Whether `a` is worse than `b`, in Argo CD's order. */
export function isWorse(a: HealthStatus, b: HealthStatus): boolean {
  return order.indexOf(a) > order.indexOf(b);
}

/** Healthy, with something to say or nothing. */
export function healthy(message = ''): Health {
  return { status: 'Healthy', message };
}

/** On its way, with what it waits for. */
export function progressing(message = ''): Health {
  return { status: 'Progressing', message };
}
