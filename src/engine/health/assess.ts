import type { KubeObject } from '../../base/index.ts';
import { gitopsHealth } from './gitops-health.ts';
import type { Health } from './health.ts';
import { kstatus } from './kstatus.ts';

/** The health of a live object by one of the two sets of rules, at `now` (ms since the epoch); undefined for kinds that have none. */
export function assessHealth(object: KubeObject, rules: 'health' | 'kstatus', now: number): Health | undefined {
  return rules === 'kstatus' ? kstatus(object, now) : gitopsHealth(object);
}
