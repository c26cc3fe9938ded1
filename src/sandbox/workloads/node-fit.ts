import { type JsonObject, type KubeObject, objectAt, objectsAt, textAt, textsAt } from '../../base/index.ts';

/** Whether a node's labels and name are what a pod's spec asks for (kubernetes 1.36, component-helpers scheduling/corev1/nodeaffinity). */
export function nodeMatches(spec: JsonObject, node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(objectAt(spec, 'nodeSelector')).every(([label, value]) => labels[label] === value);
  if (!selected) return false;
  const required = objectAt(spec, 'affinity', 'nodeAffinity')['requiredDuringSchedulingIgnoredDuringExecution'];
  if (required === undefined) return true;
  return objectsAt(required, 'nodeSelectorTerms').some((term) => termMatches(term, node));
}

/** Whether a pod tolerates every taint of a node that would keep it away. */
export function tolerates(spec: JsonObject, node: KubeObject): boolean {
  const tolerations = objectsAt(spec, 'tolerations');
  const closed = objectAt(node, 'spec')['unschedulable'] === true;
  const taints = [...objectsAt(node, 'spec', 'taints'), ...(closed ? [unschedulable] : [])];
  return taints.every(
    (taint) =>
      taint['effect'] === 'PreferNoSchedule' || tolerations.some((toleration) => toleratesTaint(toleration, taint)),
  );
}

/** What a node that takes no pods is as good as tainted with. */
const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

function toleratesTaint(toleration: JsonObject, taint: JsonObject): boolean {
  const [effect, key] = [textAt(toleration, 'effect'), textAt(toleration, 'key')];
  if (effect !== '' && effect !== taint['effect']) return false;
  if (key !== '' && key !== taint['key']) return false;
  if (textAt(toleration, 'operator') === 'Exists') return true;
  return key !== '' && textAt(toleration, 'value') === textAt(taint, 'value');
}

function termMatches(term: JsonObject, node: KubeObject): boolean {
  const expressions = objectsAt(term, 'matchExpressions');
  const fields = objectsAt(term, 'matchFields');
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((expression) => holds(expression, labels[textAt(expression, 'key')])) &&
    fields.every((field) =>
      holds(field, textAt(field, 'key') === 'metadata.name' ? (node.metadata.name ?? '') : undefined),
    )
  );
}

function holds(expression: JsonObject, value: string | undefined): boolean {
  const values = textsAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
