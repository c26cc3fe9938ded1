import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField } from '../../machinery/field-error.ts';
import { podSpecErrors } from '../../validation/pod-spec.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { copyField, standardStrategy } from '../standard-strategy.ts';

const standard = standardStrategy({
  status: true,
  generation: true,
  statusKeeps: ['ownerReferences', 'deletionTimestamp'],
});

/** Pods (kubernetes 1.36, registry/core/pod). */
export const podBehaviour: KindBehaviour = {
  strategy: {
    generation: true,
    returnDeleted: true,
    prepareForCreate: (draft, { cluster }) => {
      draft['status'] = { phase: 'Pending', qosClass: qosClass(draft) };
      if (objectsAt(draft, 'spec', 'schedulingGates').length === 0) return;
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
        lastProbeTime: null,
        lastTransitionTime: formatTime(cluster.clock.now()),
      };
      draft['status'] = { ...objectAt(draft, 'status'), conditions: [condition] };
    },
    prepareForUpdate: (draft, old, context) => {
      // Binding writes both parts at once.
      if (context.subresource === 'binding') return;
      standard.prepareForUpdate?.(draft, old, context);
      if (context.subresource === 'status') copyQos(draft, old);
    },
    gracePeriodSeconds: (pod, requested) => {
      // Nothing runs that could end in peace.
      if (textAt(pod, 'spec', 'nodeName') === '') return 0;
      const phase = textAt(pod, 'status', 'phase');
      if (phase === 'Failed' || phase === 'Succeeded') return 0;
      return requested ?? numberAt(pod, ['spec', 'terminationGracePeriodSeconds'], 30);
    },
    validate: (pod) => podSpecErrors(objectAt(pod, 'spec'), 'spec'),
    validateUpdate: (pod, old, { subresource }) => (subresource === '' ? changeErrors(pod, old) : []),
  },
};

function copyQos(draft: KubeObject, old: KubeObject): void {
  const status = objectAt(draft, 'status');
  const qos = objectAt(old, 'status')['qosClass'];
  if (qos === undefined) copyField(draft, old, 'spec');
  else status['qosClass'] = qos;
}

/** How safe a pod's resources are: all set and equal, some set, none set. */
export function qosClass(pod: KubeObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')];
  const counted = ['cpu', 'memory'];
  let any = false;
  let all = true;
  for (const container of containers) {
    const [requests, limits] = ['requests', 'limits'].map((kind) => objectAt(container, 'resources', kind));
    for (const resource of counted) {
      const [request, limit] = [amount(requests?.[resource]), amount(limits?.[resource])];
      if (request > 0n || limit > 0n) any = true;
      if (limit === 0n || (request > 0n && request !== limit)) all = false;
    }
  }
  if (!any) return 'BestEffort';
  return all ? 'Guaranteed' : 'Burstable';
}

function amount(quantity: unknown): bigint {
  return typeof quantity === 'string' ? (parseQuantity(quantity) ?? 0n) : 0n;
}

/** What may change in the spec of a pod: images, deadlines, added tolerations. */
function changeErrors(pod: KubeObject, old: KubeObject): FieldError[] {
  if (jsonEqual(comparable(pod), comparable(old))) return [];
  const fields =
    '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [forbiddenField('spec', `pod updates may not change fields other than ${fields}\n`)];
}

function comparable(pod: KubeObject): JsonObject {
  const spec = objectAt(pod, 'spec');
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, ...rest } = spec;
  const withoutImage = (list: string): JsonObject[] =>
    objectsAt(spec, list).map(({ image: ____, ...container }) => container);
  return { ...rest, containers: withoutImage('containers'), initContainers: withoutImage('initContainers') };
}
