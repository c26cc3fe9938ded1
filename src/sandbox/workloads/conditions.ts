import { formatTime, type JsonObject } from '../../base/index.ts';

/** A condition without its times. */
export interface ConditionText {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** The conditions with one set: nothing changes where status and reason are what they were; the transition keeps its time with its status. */
export function withCondition(
  conditions: readonly JsonObject[],
  condition: ConditionText,
  now: number,
  options: { readonly lastUpdateTime?: boolean } = {},
): readonly JsonObject[] {
  const before = conditions.find((other) => other['type'] === condition.type);
  if (before?.['status'] === condition.status && before['reason'] === condition.reason) return conditions;
  const time = formatTime(now);
  const lastTransitionTime = before?.['status'] === condition.status ? before['lastTransitionTime'] : time;
  const update = options.lastUpdateTime === true ? { lastUpdateTime: time } : {};
  const set: JsonObject = { ...condition, ...update, lastTransitionTime };
  return [...conditions.filter((other) => other !== before), set];
}

/** The conditions without those of a type. */
export function withoutCondition(conditions: readonly JsonObject[], type: string): readonly JsonObject[] {
  return conditions.some((condition) => condition['type'] === type)
    ? conditions.filter((condition) => condition['type'] !== type)
    : conditions;
}
