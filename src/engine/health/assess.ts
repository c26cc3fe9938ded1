import type { KubeObject } from '../../base/index.ts';
import { gitopsHealth } from './gitops-health.ts';
import { type Health, isWorse } from './health.ts';
import { kstatus } from './kstatus.ts';

/** The health of a live object by one of the two sets of rules; undefined for kinds that have none. */
export function assessHealth(object: KubeObject, rules: 'health' | 'kstatus'): Health | undefined {
  return rules === 'kstatus' ? kstatus(object) : gitopsHealth(object);
}

/**
 * The health of a whole: the worst of its parts. Absent objects count only where all are absent, and parts without health not at all
 * (Argo CD v3.4, controller/health.go); a whole without objects is healthy.
 */
export function worstHealth(parts: readonly { readonly live: unknown; readonly health: Health | undefined }[]): Health {
  if (parts.length > 0 && parts.every((part) => part.live === undefined)) return { status: 'Missing', message: '' };
  let worst: Health = { status: 'Healthy', message: '' };
  for (const { live, health } of parts) {
    if (live !== undefined && health !== undefined && isWorse(health.status, worst.status)) worst = health;
  }
  return worst;
}
