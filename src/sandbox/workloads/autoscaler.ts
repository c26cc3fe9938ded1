import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  messageOf,
  numberAt,
  objectAt,
  objectsAt,
  parseApiVersion,
  textAt,
} from '../../base/index.ts';
import { type Controller, keyOfObject, splitKey, watchOwn } from './runtime/controller.ts';
import type { ControllerClient, ResourceName } from './runtime/controller-client.ts';
import { type ConditionText, withCondition } from './conditions.ts';

const autoscalers = { group: 'autoscaling', plural: 'horizontalpodautoscalers' } as const;
const targets = ['deployments', 'statefulsets', 'replicasets'].map((plural) => ({ group: 'apps', plural }));

/**
 * Keeps the targets of autoscalers between their bounds. There are no metrics: what else they ask for is answered as by a cluster
 * without a metrics server (kubernetes 1.36, pkg/controller/podautoscaler).
 */
export const autoscalerController: Controller = {
  name: 'horizontal-pod-autoscaler',
  watches: [
    watchOwn(autoscalers.group, autoscalers.plural),
    ...targets.map((target) => ({
      ...target,
      keys: (object: KubeObject, { client }: { readonly client: ControllerClient }) =>
        client
          .list(autoscalers, object.metadata.namespace ?? '')
          .filter((autoscaler) => {
            const { kind, name } = objectAt(autoscaler, 'spec', 'scaleTargetRef');
            return kind === object.kind && name === object.metadata.name;
          })
          .map(keyOfObject),
    })),
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const autoscaler = client.get(autoscalers, namespace, name);
    if (autoscaler === undefined || autoscaler.metadata.deletionTimestamp !== undefined) return;
    const status = await look(client, autoscaler);
    if (!jsonEqual(status, objectAt(autoscaler, 'status'))) await client.updateStatus(autoscalers, autoscaler, status);
  },
};

async function look(client: ControllerClient, autoscaler: KubeObject): Promise<JsonObject> {
  const before = objectAt(autoscaler, 'status');
  const now = client.clock.now();
  let conditions = objectsAt(before, 'conditions');
  const note = (condition: ConditionText): void => {
    conditions = withCondition(conditions, condition, now);
  };
  const result = (current: number, desired: number, rest: JsonObject = {}): JsonObject => ({
    ...before,
    ...(current === 0 ? {} : { currentReplicas: current }),
    desiredReplicas: desired,
    ...rest,
    conditions: [...conditions],
  });
  const target = findTarget(client, autoscaler);
  if ('error' in target) {
    client.event(autoscaler, 'Warning', 'FailedGetScale', target.error);
    const message = `the HPA controller was unable to get the target's current scale: ${target.error}`;
    note({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message });
    return result(numberAt(before, ['currentReplicas']), numberAt(before, ['desiredReplicas']), {
      currentMetrics: null,
    });
  }
  const spec = objectAt(autoscaler, 'spec');
  const current = numberAt(target.object, ['spec', 'replicas']);
  const [min, max] = [numberAt(spec, ['minReplicas'], 1), numberAt(spec, ['maxReplicas'])];
  const got = "the HPA controller was able to get the target's current scale";
  note({ type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale', message: got });
  if (current === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    note({ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message });
    return result(0, 0);
  }
  if (current > max || current < min) {
    const [size, why] =
      current > max ? ([max, 'above Spec.MaxReplicas'] as const) : ([min, 'below Spec.MinReplicas'] as const);
    await client.scale(target.resource, target.object, size);
    const text = `New size: ${size}; reason: Current number of replicas ${why}`;
    client.event(autoscaler, 'Normal', 'SuccessfulRescale', text);
    const message = `the HPA controller was able to update the target scale to ${size}`;
    note({ type: 'AbleToScale', status: 'True', reason: 'SucceededRescale', message });
    return result(current, size, { lastScaleTime: formatTime(now) });
  }
  const metrics = objectsAt(spec, 'metrics');
  const { reason, message } = missingMetric(metrics[0]);
  client.event(autoscaler, 'Warning', reason, message);
  note({
    type: 'ScalingActive',
    status: 'False',
    reason,
    message: `the HPA was unable to compute the replica count: ${message}`,
  });
  return result(current, numberAt(before, ['desiredReplicas']), { currentMetrics: metrics.map(() => ({ type: '' })) });
}

function findTarget(
  client: ControllerClient,
  autoscaler: KubeObject,
): { readonly resource: ResourceName; readonly object: KubeObject } | { readonly error: string } {
  const reference = objectAt(autoscaler, 'spec', 'scaleTargetRef');
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  try {
    const { group } = parseApiVersion(textAt(reference, 'apiVersion'));
    const type = client.cluster.registry.findKind(group, kind);
    if (type === undefined) return { error: `no matches for kind "${kind}" in group "${group}"` };
    const object = client.get(type, autoscaler.metadata.namespace ?? '', name);
    const resource = group === '' ? type.plural : `${type.plural}.${group}`;
    return object === undefined
      ? { error: `${resource} ${JSON.stringify(name)} not found` }
      : { resource: type, object };
  } catch (error) {
    return { error: `invalid API version in scale target reference: ${messageOf(error)}` };
  }
}

/** What is said where a metric cannot be had. */
function missingMetric(metric: JsonObject | undefined): { readonly reason: string; readonly message: string } {
  const type = textAt(metric, 'type') || 'Resource';
  switch (type) {
    case 'Pods':
    case 'Object': {
      const name = textAt(metric, type.toLowerCase(), 'metric', 'name');
      const message = `unable to get metric ${name}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered`;
      return { reason: `FailedGet${type}Metric`, message };
    }
    case 'External': {
      const name = textAt(metric, 'external', 'metric', 'name');
      const message = `unable to get external metric ${name}: unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered`;
      return { reason: 'FailedGetExternalMetric', message };
    }
    default: {
      const own = objectAt(metric, type === 'ContainerResource' ? 'containerResource' : 'resource');
      const name = textAt(own, 'name');
      const what = textAt(own, 'target', 'type') === 'Utilization' ? 'utilization' : 'usage';
      const message = `failed to get ${name} ${what}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`;
      return { reason: `FailedGet${type}Metric`, message };
    }
  }
}
