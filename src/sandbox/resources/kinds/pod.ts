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
import { type FieldError, forbiddenField, required } from '../../machinery/field-error.ts';
import { podSpecErrors } from '../../validation/pods/pod-spec.ts';
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
    prepareForCreate: (draft, { cluster, warn }) => {
      tidySpec(objectAt(draft, 'spec'));
      const warnings = podWarnings(objectAt(draft, 'spec'));
      if (warnings.length > 0 && createErrors(draft).length === 0) for (const text of warnings) warn(text);
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
    validate: (pod) => createErrors(pod),
    validateUpdate: (pod, old, { subresource }) => (subresource === '' ? changeErrors(pod, old) : []),
  },
};

/** What the server changes of its own in what it is given (registry/core/pod strategy.go). */
function tidySpec(spec: JsonObject): void {
  const grace = spec['terminationGracePeriodSeconds'];
  if (typeof grace === 'number' && grace < 0) spec['terminationGracePeriodSeconds'] = 1;
  for (const container of [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]) {
    const lifecycle = objectAt(container, 'lifecycle');
    delete lifecycle['stopSignal'];
    if (Object.keys(lifecycle).length === 0) delete container['lifecycle'];
  }
}

/** What is accepted but will hardly be meant (pkg/api/pod/warnings.go). */
function podWarnings(spec: JsonObject): string[] {
  const secrets = objectsAt(spec, 'imagePullSecrets').flatMap((secret, index) =>
    textAt(secret, 'name') === '' ? [`spec.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
  );
  const amounts = objectsAt(spec, 'containers').flatMap((container, index) =>
    ['limits', 'requests'].flatMap((kind) => {
      const memory = textAt(container, 'resources', kind, 'memory');
      if ((parseQuantity(memory) ?? 0n) % 1_000_000_000n === 0n) return [];
      const at = `spec.containers[${index}].resources.${kind}[memory]`;
      return [`${at}: fractional byte value ${JSON.stringify(memory)} is invalid, must be an integer`];
    }),
  );
  return [...secrets, ...amounts];
}

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

function createErrors(pod: KubeObject): FieldError[] {
  const spec = objectAt(pod, 'spec');
  const errors = podSpecErrors(spec, 'spec');
  if (objectsAt(spec, 'ephemeralContainers').length === 0) return errors;
  return [...errors, forbiddenField('spec.ephemeralContainers', 'cannot be set on create')];
}

/** What may change in the spec of a pod: images, deadlines, added tolerations. */
function changeErrors(pod: KubeObject, old: KubeObject): FieldError[] {
  for (const list of ['containers', 'initContainers']) {
    if (objectsAt(pod, 'spec', list).length === objectsAt(old, 'spec', list).length) continue;
    return [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')];
  }
  const images = ['containers', 'initContainers'].flatMap((list) =>
    objectsAt(pod, 'spec', list).flatMap((container, index) => {
      const missing = required(`spec.${list}[${index}].image`);
      // Upstream looks once at the spec and once at what changed.
      return textAt(container, 'image') === '' ? [missing, missing] : [];
    }),
  );
  if (images.length > 0) return images;
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
