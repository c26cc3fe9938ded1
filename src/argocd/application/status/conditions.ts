import {
  formatProblem,
  formatTime,
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  textAt,
  withPlace,
} from '../../../base/index.ts';
import { describeOwner, type Outcome } from '../../../engine/index.ts';
import { namespaceMissing } from '../prepare.ts';
import { targetStateMessage } from './source-message.ts';

/** A condition of an Application: its type, and what it says. */
export interface ApplicationCondition {
  readonly type:
    | 'ComparisonError'
    | 'DeletionError'
    | 'InvalidSpecError'
    /** Slipway's own: another kustomize than the one that is asked for. */
    | 'KustomizeVersionWarning'
    | 'RepeatedResourceWarning'
    | 'SharedResourceWarning'
    | 'SyncError';
  readonly message: string;
}

/** `status.conditions`: only what is wrong now, by type; the time of a condition that says the same stays. */
export function conditionsOf(
  owner: KubeObject,
  conditions: readonly ApplicationCondition[],
  now: number,
): JsonObject[] {
  const before = jsonAt(owner, 'status', 'conditions');
  const known = Array.isArray(before) ? before.filter(isJsonObject) : [];
  return [...conditions].sort(inOrder).map(({ type, message }) => {
    const same = known.find((condition) => condition['type'] === type && condition['message'] === message);
    return { lastTransitionTime: same?.['lastTransitionTime'] ?? formatTime(now), message, type };
  });
}

/** Conditions as upstream puts them into an operation's message (util/argo/argo.go FormatAppConditions). */
export function describeConditions(conditions: readonly ApplicationCondition[]): string {
  return conditions.map(({ type, message }) => `${type}: ${message}`).join(';');
}

function inOrder(a: ApplicationCondition, b: ApplicationCondition): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}

/** The conditions that a pass gives rise to; `state` is what `status.operationState` says after it. */
export function conditionsOfOutcome(outcome: Outcome, state: JsonObject | undefined): ApplicationCondition[] {
  return [
    ...comparisonConditions(outcome),
    ...invalidSpecConditions(outcome),
    ...planConditions(outcome),
    ...syncConditions(outcome, state),
    ...repeatedConditions(outcome),
    ...fightConditions(outcome),
  ];
}

/** Why the desired or the live state is not known. */
export function comparisonConditions({ failure, objects, delivery }: Outcome): ApplicationCondition[] {
  if (failure === undefined || objects !== undefined) return [];
  const message =
    failure.stage === 'source' || failure.stage === 'render'
      ? targetStateMessage(failure.stage, failure.problems, delivery.source)
      : `Failed to load live state: ${failure.problems.map(formatProblem).join('; ')}`;
  return [{ type: 'ComparisonError', message }];
}

/** Objects that nobody can write as the spec is: an operation fails with them before it begins (Argo CD v3.6, controller/sync.go). */
export function invalidSpecConditions({ plan }: Outcome): ApplicationCondition[] {
  const refused = (plan?.refused ?? []).filter(({ code }) => code === namespaceMissing);
  return refused.map((refusal) => ({ type: 'InvalidSpecError', message: withPlace(refusal.message, refusal) }));
}

function planConditions({ plan, revision, contested }: Outcome): ApplicationCondition[] {
  const left = (plan?.problems ?? []).map((problem): ApplicationCondition => {
    if (problem.code === 'two-owners') return { type: 'SharedResourceWarning', message: formatProblem(problem) };
    if (problem.code !== 'empty-source') return { type: 'ComparisonError', message: formatProblem(problem) };
    const message = `Skipping sync attempt to [${revision?.commit ?? ''}]: auto-sync will wipe out all resources`;
    return { type: 'SyncError', message };
  });
  const shared = contested.map((problem): ApplicationCondition => ({
    type: 'SharedResourceWarning',
    message: formatProblem(problem),
  }));
  return [...left, ...shared];
}

/** Automation does not try again what failed: it says so for as long as it has something to do (controller/appcontroller.go autoSync). */
function syncConditions(
  { delivery, revision, progress, objects }: Outcome,
  state: JsonObject | undefined,
): ApplicationCondition[] {
  if (delivery.mode === 'manual' || state === undefined || objects === undefined || progress === undefined) return [];
  const failed = ['failed', 'error', 'terminated'].includes(progress.phase);
  const same = progress.revision === revision?.commit && progress.generation === delivery.generation;
  const differs = objects.some(({ sync }) => sync !== 'synced');
  if (!failed || !same || !differs) return [];
  return [
    { type: 'SyncError', message: `Failed last sync attempt to [${progress.revision}]: ${textAt(state, 'message')}` },
  ];
}

/** What stands there twice. Files that hold no objects are left out in silence, as upstream does it. */
function repeatedConditions({ warnings }: Outcome): ApplicationCondition[] {
  return warnings.flatMap((warning) => {
    const { code, object, message } = warning;
    if (code !== 'repeated-object') return [];
    return [{ type: 'RepeatedResourceWarning', message: withPlace(`Resource ${object ?? ''} ${message}`, warning) }];
  });
}

function fightConditions({ fights, delivery }: Outcome): ApplicationCondition[] {
  return fights.map(({ object, manager, field }) => ({
    type: 'SyncError',
    message: `${describeOwner(delivery.owner)}: ${manager} keeps changing ${field} of ${object} back; repairs are slowed`,
  }));
}
