import { type KubeObject, textAt } from '../../../base/index.ts';
import { conditionOf } from '../pods.ts';
import type { Backend } from './service-endpoints.ts';

/** When what endpoints are made from last changed. */
const annotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/**
 * Remembers when the Services and pods that endpoints are made from changed, to tell of each change once (kubernetes 1.36,
 * endpointslice/trigger_time_tracker.go).
 */
export class TriggerTimes {
  /** uid of a Service → what it was made from when it was last looked at: uid → time. */
  readonly #seen = new Map<string, ReadonlyMap<string, string>>();

  /** The annotation with the time of the first change since the last look; none where what changed has no time, as a pod that went. */
  annotations(
    service: KubeObject,
    backends: readonly Backend[],
  ): { readonly annotations?: Readonly<Record<string, string>> } {
    const { uid = '', creationTimestamp = '' } = service.metadata;
    const before = this.#seen.get(uid);
    const times = new Map([[uid, creationTimestamp]]);
    for (const { pod } of backends) {
      const ready = conditionOf(pod, 'Ready');
      times.set(pod.metadata.uid ?? '', textAt(ready, 'lastTransitionTime'));
    }
    this.#seen.set(uid, times);
    const changed = [...times].filter(([id, time]) => time > (before?.get(id) ?? '')).map(([, time]) => time);
    const [first] = changed.sort();
    return first === undefined ? {} : { annotations: { [annotation]: first } };
  }

  forget(service: KubeObject): void {
    this.#seen.delete(service.metadata.uid ?? '');
  }
}
