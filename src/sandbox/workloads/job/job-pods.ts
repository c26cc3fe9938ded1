import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { podFromTemplate } from '../pods.ts';

/** The resource that this controller handles. */
export const jobs = { group: 'batch', plural: 'jobs' } as const;
/** What keeps a pod until it is counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexName = 'batch.kubernetes.io/job-completion-index';

/** Whether the pods of a Job have numbers. */
export function isIndexed(job: KubeObject): boolean {
  return textAt(job, 'spec', 'completionMode') === 'Indexed';
}

/** Whether a pod is kept until it is counted. */
export function isTracked(pod: KubeObject): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) === true;
}

/** The number of a pod of an indexed Job. */
export function indexOfPod(pod: KubeObject): number | undefined {
  const text = pod.metadata.annotations?.[indexName];
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** A new pod of a Job (kubernetes 1.36, pkg/controller/job). */
export function jobPod(job: KubeObject, index: number | undefined): KubeObject {
  const pod = podFromTemplate(job, objectAt(job, 'spec', 'template'));
  const metadata = { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), trackingFinalizer] };
  if (index === undefined) return { ...pod, metadata };
  const spec = objectAt(pod, 'spec');
  const name = job.metadata.name ?? '';
  return {
    ...pod,
    metadata: {
      ...metadata,
      generateName: `${name}-${index}-`,
      annotations: { ...metadata.annotations, [indexName]: String(index) },
      labels: { ...metadata.labels, [indexName]: String(index) },
    },
    spec: {
      ...spec,
      hostname: `${name}-${index}`,
      containers: objectsAt(spec, 'containers').map(withIndex),
      ...(spec['initContainers'] === undefined
        ? {}
        : { initContainers: objectsAt(spec, 'initContainers').map(withIndex) }),
    },
  };
}

function withIndex(container: JsonObject): JsonObject {
  const env = objectsAt(container, 'env');
  if (env.some((variable) => variable['name'] === 'JOB_COMPLETION_INDEX')) return container;
  const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${indexName}']` };
  return { ...container, env: [...env, { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef } }] };
}

/** Whether a pod counts as failed: also one that is deleted before it ends, unless only those that have ended are replaced. */
export function isFailed(job: KubeObject, pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  if (phase === 'Failed') return true;
  if (textAt(job, 'spec', 'podReplacementPolicy') === 'Failed') return false;
  return pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded';
}

/** How often the containers of pods were started again. */
export function restartsOf(pods: readonly KubeObject[]): number {
  return pods
    .flatMap((pod) => [
      ...objectsAt(pod, 'status', 'containerStatuses'),
      ...objectsAt(pod, 'status', 'initContainerStatuses'),
    ])
    .reduce((total, status) => total + numberAt(status, ['restartCount']), 0);
}

/** Numbers as `0-2,5`. */
export function indexesText(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1;
    // Two in a row are told one by one.
    if (end - start > 1) parts.push(`${sorted[start]}-${sorted[end]}`);
    else for (let at = start; at <= end; at += 1) parts.push(String(sorted[at]));
    start = end + 1;
  }
  return parts.join(',');
}

/** What `indexesText` tells. */
export function parseIndexes(text: string): Set<number> {
  const indexes = new Set<number>();
  for (const part of text.split(',').filter((item) => item !== '')) {
    const [low, high] = part.split('-').map(Number);
    for (let index = low ?? 0; index <= (high ?? low ?? -1); index += 1) indexes.add(index);
  }
  return indexes;
}
