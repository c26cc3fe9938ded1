import { isJsonObject, type JsonObject, type KubeObject, messageOf, objectsAt, textAt } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';

const annotation = 'autoscaling.alpha.kubernetes.io/conditions';

const failures: Readonly<Record<string, readonly string[]>> = {
  AbleToScale: ['FailedGetScale', 'FailedUpdateScale'],
  ScalingActive: [
    'FailedGetResourceMetric',
    'FailedGetObjectMetric',
    'FailedGetPodsMetric',
    'FailedGetExternalMetric',
    'FailedComputeMetricsReplicas',
    'InvalidSelector',
  ],
};

/** HorizontalPodAutoscaler of autoscaling/v1, with its conditions in an annotation, and v2 (gitops-engine pkg/health/health_hpa.go). */
export function horizontalPodAutoscalerHealth(object: KubeObject): Health {
  const conditions =
    object.apiVersion === 'autoscaling/v1' ? annotated(object) : objectsAt(object, 'status', 'conditions');
  if (typeof conditions === 'string') return { status: 'Unknown', message: conditions };
  const failed = conditions.find((condition) =>
    failures[textAt(condition, 'type')]?.includes(textAt(condition, 'reason')),
  );
  if (failed !== undefined) return { status: 'Degraded', message: textAt(failed, 'message') };
  const well = conditions.find(
    (condition) =>
      ['AbleToScale', 'ScalingLimited'].includes(textAt(condition, 'type')) && condition['status'] === 'True',
  );
  return well === undefined ? progressing('Waiting to Autoscale') : healthy(textAt(well, 'message'));
}

/** The conditions of the annotation, or why they cannot be read. */
function annotated(object: KubeObject): readonly JsonObject[] | string {
  const text = object.metadata.annotations?.[annotation];
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.filter(isJsonObject);
    return 'failed to convert conditions annotation to typed: it is no list';
  } catch (error) {
    return `failed to convert conditions annotation to typed: ${messageOf(error)}`;
  }
}
