import { jsonAt, type JsonObject, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { conditionOf } from '../object-fields.ts';

const ignoreRestartPolicy = 'argocd.argoproj.io/ignore-restart-policy';
const hooks = ['argocd.argoproj.io/hook', 'helm.sh/hook'];

/** Pod (gitops-engine pkg/health/health_pod.go). */
export function podHealth(object: KubeObject): Health {
  const containers = objectsAt(object, 'status', 'containerStatuses');
  const message = textAt(object, 'status', 'message');
  const lasting = isLasting(object);
  const broken = lasting ? containers.filter(isBroken) : [];
  if (broken.length > 0) {
    const reasons = broken.map((container) => textAt(container, 'state', 'waiting', 'message'));
    return { status: 'Degraded', message: reasons.join(', ') };
  }
  switch (textAt(object, 'status', 'phase')) {
    case 'Pending':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
      return { status: 'Degraded', message: message === '' ? failureOf(object, containers) : message };
    case 'Running':
      if (lasting) return runningHealth(object, containers);
      if (['OnFailure', 'Never'].includes(textAt(object, 'spec', 'restartPolicy'))) return progressing(message);
      break;
  }
  return { status: 'Unknown', message };
}

/** Pods that run on, or say that they are to be judged like those; hooks have an end. */
function isLasting({ metadata, ...object }: KubeObject): boolean {
  if (textAt(object, 'spec', 'restartPolicy') === 'Always') return true;
  const annotations = metadata.annotations ?? {};
  return annotations[ignoreRestartPolicy] === 'true' && hooks.every((hook) => annotations[hook] === undefined);
}

function isBroken(container: JsonObject): boolean {
  return /^Err|Error$|BackOff$/.test(textAt(container, 'state', 'waiting', 'reason'));
}

function runningHealth(object: KubeObject, containers: readonly JsonObject[]): Health {
  const message = textAt(object, 'status', 'message');
  if (conditionOf(object, 'Ready')?.['status'] === 'True') return healthy(message);
  const terminated = containers.some((container) => jsonAt(container, 'lastState', 'terminated') !== undefined);
  return terminated ? { status: 'Degraded', message } : progressing(message);
}

function failureOf(object: KubeObject, containers: readonly JsonObject[]): string {
  for (const container of [...objectsAt(object, 'status', 'initContainerStatuses'), ...containers]) {
    const said = textAt(container, 'state', 'terminated', 'message');
    if (said !== '') return said;
    if (textAt(container, 'state', 'terminated', 'reason') === 'OOMKilled') return 'OOMKilled';
    const code = jsonAt(container, 'state', 'terminated', 'exitCode');
    if (typeof code === 'number' && code !== 0) {
      return `container "${textAt(container, 'name')}" failed with exit code ${code}`;
    }
  }
  return '';
}
