import { isJsonObject, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { type Health, healthy, progressing } from '../health.ts';
import { objectsAt, textAt } from '../object-fields.ts';

const annotation = 'autoscaling.alpha.kubernetes.io/conditions';
const failures = new Set(['FailedGetScale', 'FailedUpdateScale', 'FailedGetResourceMetric', 'InvalidSelector']);
const wellTypes = new Set(['AbleToScale', 'ScalingLimited']);

/** HorizontalPodAutoscaler of autoscaling/v1 (conditions in an annotation), v2beta and v2 (gitops-engine pkg/health/health_hpa.go). */
export function horizontalPodAutoscalerHealth(object: KubeObject): Health {
  const conditions =
    object.apiVersion === 'autoscaling/v1' ? annotated(object) : objectsAt(object, 'status', 'conditions');
  for (const condition of conditions) {
    const said = textAt(condition, 'message');
    if (failures.has(textAt(condition, 'reason')) && condition['status'] === 'False')
      return { status: 'Degraded', message: said };
    if (wellTypes.has(textAt(condition, 'type')) && condition['status'] === 'True') return healthy(said);
  }
  return progressing('Waiting to Autoscale');
}

function annotated(object: KubeObject): readonly JsonObject[] {
  try {
    const parsed: unknown = JSON.parse(object.metadata.annotations?.[annotation] ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isJsonObject) : [];
  } catch {
    return [];
  }
}
