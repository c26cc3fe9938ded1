import {
  isJsonObject,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { autoscalerErrors } from '../../validation/kinds/autoscaling.ts';
import type { KindBehaviour, VersionConversion } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const currentMetricsAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics';
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';
const annotations = new Set([metricsAnnotation, currentMetricsAnnotation, conditionsAnnotation, behaviorAnnotation]);

/**
 * Between autoscaling/v1, which knows CPU only and keeps the rest in annotations, and v2 (kubernetes 1.36,
 * pkg/apis/autoscaling/v1/conversion.go).
 */
const conversion: VersionConversion = {
  toStorage: (object, version) => (version === 'v1' ? toV2(object) : object),
  fromStorage: (object, version) => (version === 'v1' ? toV1(object) : object),
};

/** HorizontalPodAutoscalers. */
export const autoscalerBehaviour: KindBehaviour = {
  conversion,
  strategy: standardStrategy({
    status: true,
    validate: autoscalerErrors,
    validateUpdate: (object, _old, { subresource }) => (subresource === 'status' ? [] : autoscalerErrors(object)),
  }),
};

function toV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage, ...spec } = objectAt(object, 'spec');
  const { currentCPUUtilizationPercentage: _, ...status } = objectAt(object, 'status');
  const all = object.metadata.annotations ?? {};
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !annotations.has(name)));
  const others = objectsAt(parse(all[metricsAnnotation]) ?? []);
  const cpu: JsonObject = {
    type: 'Resource',
    resource: {
      name: 'cpu',
      target: { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage ?? 80 },
    },
  };
  const measured = targetCPUUtilizationPercentage !== undefined || others.length === 0;
  const behavior = parse(all[behaviorAnnotation]);
  const { annotations: __, ...metadata } = object.metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata, ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }) },
    spec: {
      ...spec,
      metrics: [...others, ...(measured ? [cpu] : [])],
      ...(behavior === undefined ? {} : { behavior }),
    },
    status: {
      currentMetrics: null,
      ...status,
      ...(all[conditionsAnnotation] === undefined ? {} : { conditions: parse(all[conditionsAnnotation]) ?? null }),
    },
  };
}

function toV1(object: KubeObject): KubeObject {
  const { metrics: _, behavior, ...spec } = objectAt(object, 'spec');
  const { conditions, currentMetrics, ...status } = objectAt(object, 'status');
  const metrics = objectsAt(object, 'spec', 'metrics');
  const isCpu = (metric: JsonObject): boolean =>
    textAt(metric, 'resource', 'name') === 'cpu' && textAt(metric, 'resource', 'target', 'type') === 'Utilization';
  const cpu = metrics.find(isCpu);
  const others = metrics.filter((metric) => metric !== cpu);
  const added: Record<string, string> = {};
  if (others.length > 0) added[metricsAnnotation] = JSON.stringify(others);
  if (Array.isArray(currentMetrics) && currentMetrics.length > 0) {
    added[currentMetricsAnnotation] = JSON.stringify(currentMetrics);
  }
  if (Array.isArray(conditions) && conditions.length > 0) added[conditionsAnnotation] = JSON.stringify(conditions);
  if (behavior !== undefined) added[behaviorAnnotation] = JSON.stringify(behavior);
  const all = { ...object.metadata.annotations, ...added };
  const utilization = cpu === undefined ? undefined : numberAt(cpu, ['resource', 'target', 'averageUtilization']);
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: { ...object.metadata, ...(Object.keys(all).length === 0 ? {} : { annotations: all }) },
    spec: { ...spec, ...(utilization === undefined ? {} : { targetCPUUtilizationPercentage: utilization }) },
    status: { currentReplicas: 0, ...status },
  };
}

function parse(text: string | undefined): JsonObject | JsonObject[] | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as JsonObject | JsonObject[];
    return Array.isArray(value) ? value.filter(isJsonObject) : value;
  } catch {
    return undefined;
  }
}
