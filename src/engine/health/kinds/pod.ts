import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { jsonAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf, objectsAt, textAt } from '../object-fields.ts';

/** Pod (gitops-engine pkg/health/health_pod.go). */
export function podHealth(object: KubeObject): Health {
  const containers = [
    ...objectsAt(object, 'status', 'initContainerStatuses'),
    ...objectsAt(object, 'status', 'containerStatuses'),
  ];
  const restarts =
    textAt(object, 'spec', 'restartPolicy') === 'Always' || textAt(object, 'spec', 'restartPolicy') === '';
  if (restarts) {
    const waiting = containers.map((container) => jsonAt(container, 'state', 'waiting') as JsonObject | undefined);
    const broken = waiting.find((state) => state !== undefined && /^Err|Error$|BackOff$/.test(textAt(state, 'reason')));
    if (broken !== undefined) return { status: 'Degraded', message: textAt(broken, 'message') };
  }
  switch (textAt(object, 'status', 'phase')) {
    case 'Pending':
      return progressing(textAt(object, 'status', 'message'));
    case 'Succeeded':
      return healthy(textAt(object, 'status', 'message'));
    case 'Failed':
      return { status: 'Degraded', message: failureOf(object, containers) };
    case 'Running':
      return restarts ? runningHealth(object, containers) : progressing(textAt(object, 'status', 'message'));
    default:
      return { status: 'Unknown', message: textAt(object, 'status', 'message') };
  }
}

function runningHealth(object: KubeObject, containers: readonly JsonObject[]): Health {
  if (conditionOf(object, 'Ready')?.['status'] === 'True') return healthy(textAt(object, 'status', 'message'));
  const terminated = containers.some((container) => jsonAt(container, 'lastState', 'terminated') !== undefined);
  return terminated
    ? { status: 'Degraded', message: textAt(object, 'status', 'message') }
    : progressing(textAt(object, 'status', 'message'));
}

function failureOf(object: KubeObject, containers: readonly JsonObject[]): string {
  const said = textAt(object, 'status', 'message');
  if (said !== '') return said;
  for (const container of containers) {
    const ended = jsonAt(container, 'state', 'terminated') as JsonObject | undefined;
    if (ended === undefined) continue;
    if (textAt(ended, 'message') !== '') return textAt(ended, 'message');
    if (ended['reason'] === 'OOMKilled') return 'OOMKilled';
    const code = ended['exitCode'];
    if (typeof code === 'number' && code !== 0) {
      return `container "${textAt(container, 'name')}" failed with exit code ${code}`;
    }
  }
  return '';
}
