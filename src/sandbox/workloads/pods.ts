import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { controllerReference } from './ownership.ts';

/** The resource of pods. */
export const pods = { group: '', plural: 'pods' } as const;

/** A pod made from the template of `owner`, which controls it; its name is generated unless `name` is given. */
export function podFromTemplate(owner: KubeObject, template: JsonObject, name?: string): KubeObject {
  const { labels, annotations, finalizers } = objectAt(template, 'metadata');
  const named = name === undefined ? { generateName: `${owner.metadata.name}-` } : { name };
  const metadata: JsonObject = {
    ...named,
    namespace: owner.metadata.namespace,
    labels,
    annotations,
    finalizers,
    ownerReferences: [controllerReference(owner)],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: objectAt(template, 'spec') };
}

/** Whether a pod has ended, for good or ill. */
export function isFinished(pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether a pod is alive: neither ended nor being deleted. */
export function isActive(pod: KubeObject): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Whether a pod's condition `Ready` is true. */
export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.['status'] === 'True';
}

/** Whether a pod has been ready for as long as its owner asks; else how long that still takes in ms, where it is ready. */
export function availability(pod: KubeObject, minReadySeconds: number, now: number): true | number | undefined {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.['status'] !== 'True') return undefined;
  if (minReadySeconds === 0) return true;
  const since = Date.parse(textAt(ready, 'lastTransitionTime'));
  const left = since + minReadySeconds * 1000 - now;
  return left <= 0 ? true : left;
}

/** A condition of a pod, or of any object. */
export function conditionOf(object: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** Orders pods so that those come first which are to go first (kubernetes 1.36, controller_utils.go ActivePodsWithRanks). */
export function compareForDeletion(a: KubeObject, b: KubeObject): number {
  return (
    rank(Number(textAt(a, 'spec', 'nodeName') !== ''), Number(textAt(b, 'spec', 'nodeName') !== '')) ||
    rank(phaseRank(a), phaseRank(b)) ||
    rank(Number(isReady(a)), Number(isReady(b))) ||
    rank(deletionCost(a), deletionCost(b)) ||
    rank(-restarts(a), -restarts(b)) ||
    // Newer ones go before older ones.
    -rank(Number(a.metadata.resourceVersion), Number(b.metadata.resourceVersion))
  );
}

function rank(a: number, b: number): number {
  return a - b;
}

function phaseRank(pod: KubeObject): number {
  return ['Pending', 'Unknown', 'Running'].indexOf(textAt(pod, 'status', 'phase'));
}

function deletionCost(pod: KubeObject): number {
  return Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;
}

function restarts(pod: KubeObject): number {
  const counts = objectsAt(pod, 'status', 'containerStatuses').map((status) => numberAt(status, ['restartCount']));
  return Math.max(0, ...counts);
}
