import { jsonAt, type KubeObject, objectsAt, parseApiVersion, textAt } from '../../base/index.ts';
import { type Health, healthy, progressing } from './health.ts';
import { kstatusKinds } from './kstatus-kinds.ts';

/**
 * The status of an object by the rules of kstatus (fluxcd/cli-utils v1.2 pkg/kstatus/status), in the engine's words: Current is Healthy,
 * InProgress and Terminating are Progressing, Failed is Degraded. Every object has one: kinds without a rule of their own are judged by
 * observedGeneration and the conditions Reconciling, Stalled and Ready. `now` in ms since the epoch.
 */
export function kstatus(object: KubeObject, now: number): Health {
  if (object.metadata.deletionTimestamp !== undefined) return progressing('Resource scheduled for deletion');
  const { generation } = object.metadata;
  const observed = jsonAt(object, 'status', 'observedGeneration');
  if (generation !== undefined && typeof observed === 'number' && observed !== generation) {
    return progressing(`${object.kind} generation is ${generation}, but latest observed generation is ${observed}`);
  }
  const conditions = objectsAt(object, 'status', 'conditions');
  for (const condition of conditions) {
    if (condition['status'] !== 'True') continue;
    const message = textAt(condition, 'message');
    if (condition['type'] === 'Reconciling') return progressing(message);
    if (condition['type'] === 'Stalled') return { status: 'Degraded', message };
  }
  const { group } = parseApiVersion(object.apiVersion);
  const rule = kstatusKinds[`${group}/${object.kind}`];
  if (rule !== undefined) return rule(object, now);
  for (const condition of conditions) {
    if (condition['type'] !== 'Ready') continue;
    if (condition['status'] === 'True') return healthy('Resource is Ready');
    if (condition['status'] === 'False' || condition['status'] === 'Unknown')
      return progressing(textAt(condition, 'message'));
  }
  return healthy('Resource is current');
}
