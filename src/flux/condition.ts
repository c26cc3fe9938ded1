import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../base/index.ts';

/** A condition as Flux's controllers write it (metav1.Condition). */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** Conditions in the order in which Flux writes them: Stalled, Reconciling and Ready first, the others by name (fluxcd/pkg runtime/conditions). */
const first: readonly string[] = ['Stalled', 'Reconciling', 'Ready'];

/**
 * The conditions of an object after a change: those in `set` are written, those in `remove` go, the others stay. A transition time
 * moves only when the status does; a condition that says the same again is left as it is.
 */
export function changeConditions(
  owner: KubeObject,
  change: { readonly set: readonly Condition[]; readonly remove?: readonly string[] },
  now: number,
): JsonObject[] {
  const before = conditionsOf(owner);
  const changed = new Map(before.map((condition) => [textAt(condition, 'type'), condition]));
  for (const type of change.remove ?? []) changed.delete(type);
  for (const condition of change.set) {
    const old = before.find(({ type }) => type === condition.type);
    const moved = old?.['status'] !== condition.status;
    changed.set(condition.type, {
      ...condition,
      message: condition.message.slice(0, 20_000),
      lastTransitionTime: moved ? formatTime(now) : (old['lastTransitionTime'] ?? formatTime(now)),
      observedGeneration: owner.metadata.generation ?? 0,
    });
  }
  return [...changed.values()].sort(
    (a, b) => place(a) - place(b) || textAt(a, 'type').localeCompare(textAt(b, 'type')),
  );
}

function place(condition: JsonObject): number {
  const index = first.indexOf(textAt(condition, 'type'));
  return index < 0 ? first.length : index;
}

/** The conditions in an object's status. */
export function conditionsOf(owner: KubeObject): JsonObject[] {
  const conditions = jsonAt(owner, 'status', 'conditions');
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}

/** The condition of a type, or undefined. */
export function conditionOf(owner: KubeObject, type: string): JsonObject | undefined {
  return conditionsOf(owner).find((condition) => condition['type'] === type);
}
