import { isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';

/** A condition of a CRD without its time. */
export interface CrdCondition {
  readonly type: 'Established' | 'NamesAccepted' | 'Terminating';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** The conditions of a CRD. */
export function conditionsOf(crd: KubeObject): readonly JsonObject[] {
  const conditions = jsonAt(crd, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}

/** The conditions with one set; its time changes with its status only. */
export function withCondition(
  conditions: readonly JsonObject[],
  condition: CrdCondition,
  now: string,
): readonly JsonObject[] {
  const before = conditions.find((other) => other['type'] === condition.type);
  const lastTransitionTime = before?.['status'] === condition.status ? (before['lastTransitionTime'] ?? now) : now;
  const set: JsonObject = { ...condition, lastTransitionTime };
  if (before === undefined) return [...conditions, set];
  return conditions.map((other) => (other === before ? set : other));
}
