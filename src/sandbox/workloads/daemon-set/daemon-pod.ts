import { type JsonObject, type KubeObject, objectAt, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import { podFromTemplate } from '../pods.ts';

/** The labels that tell from which template a pod is. */
export const revisionLabel = 'controller-revision-hash';
const generationLabel = 'pod-template-generation';
const generationAnnotation = 'deprecated.daemonset.template.generation';

/** What keeps pods of daemons on their node, by effect. */
const always: readonly (readonly [key: string, effect: string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** A pod of a DaemonSet for one node (kubernetes 1.36, pkg/controller/daemon/util). */
export function daemonPod(set: KubeObject, node: string, hash: string): KubeObject {
  const pod = podFromTemplate(set, objectAt(set, 'spec', 'template'));
  const spec = objectAt(pod, 'spec');
  const generation = set.metadata.annotations?.[generationAnnotation];
  const labels = {
    ...pod.metadata.labels,
    ...(generation === undefined ? {} : { [generationLabel]: generation }),
    [revisionLabel]: hash,
  };
  return {
    ...pod,
    metadata: { ...pod.metadata, labels },
    spec: { ...spec, affinity: onNode(objectAt(spec, 'affinity'), node), tolerations: tolerationsOf(spec) },
  };
}

/** The node that a pod of a DaemonSet is on or made for. */
export function nodeOf(pod: KubeObject): string {
  const assigned = textAt(pod, 'spec', 'nodeName');
  if (assigned !== '') return assigned;
  const required = objectAt(pod, 'spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const [term] = objectsAt(required, 'nodeSelectorTerms');
  const field = objectsAt(term, 'matchFields').find((candidate) => candidate['key'] === 'metadata.name');
  return textsAt(field, 'values')[0] ?? '';
}

function onNode(affinity: JsonObject, node: string): JsonObject {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const nodeAffinity = objectAt(affinity, 'nodeAffinity');
  const terms = objectsAt(nodeAffinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  // Whatever else the template asks of its node was looked at before the pod was made.
  const nodeSelectorTerms = terms.length === 0 ? [{ matchFields }] : terms.map(() => ({ matchFields }));
  return {
    ...affinity,
    nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
}

function tolerationsOf(spec: JsonObject): JsonObject[] {
  const wanted: (readonly [string, string])[] = [...always];
  if (spec['hostNetwork'] === true) wanted.push(['node.kubernetes.io/network-unavailable', 'NoSchedule']);
  const own = objectsAt(spec, 'tolerations').filter(
    (toleration) =>
      !wanted.some(
        ([key, effect]) =>
          toleration['key'] === key && toleration['effect'] === effect && toleration['operator'] === 'Exists',
      ),
  );
  return [...own, ...wanted.map(([key, effect]) => ({ key, operator: 'Exists', effect }))];
}
