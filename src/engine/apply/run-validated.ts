import type { KubeObject } from '../../base/index.ts';
import type { Action, Stage } from '../plan/index.ts';
import type { ObjectResult } from '../progress/index.ts';
import { needsAdoption } from './adopt-fields.ts';
import { carryOut, each, runStage } from './run-stage.ts';
import type { ApplyTarget } from './target.ts';

/**
 * Carries out a stage once the API server has validated all writes of `stages`: where it refuses one nothing is written, and the results
 * are the refusals. All but one are validated by dry runs. The one that is written first is its own validation: it goes alone, and
 * while it is refused nothing has been written. That saves its dry run, which costs the API server as much as the write.
 */
export async function runValidated(
  target: ApplyTarget,
  stage: Stage,
  stages: readonly Stage[],
  liveOf: (action: Action) => KubeObject | undefined,
  signal: AbortSignal,
): Promise<ObjectResult[]> {
  const [first] = stage.actions;
  const probe = first !== undefined && writesAtOnce(target, first, liveOf(first)) ? first : undefined;
  const refused = await refusals(target, stages, (action) => action !== probe, liveOf, signal);
  if (refused.length > 0) {
    // Whoever mends the others wants to know all that is wrong.
    const all = probe === undefined ? [] : await refusals(target, stages, (action) => action === probe, liveOf, signal);
    return [...all, ...refused];
  }
  if (probe === undefined) return runStage(target, stage, liveOf, signal);
  const result = await carryOut(target, stage, probe, liveOf(probe), signal);
  if (result.status === 'failed') return [isRefusal(result.code) ? { ...result, validated: true } : result];
  const rest = { ...stage, actions: stage.actions.filter((action) => action !== probe) };
  return [result, ...(await runStage(target, rest, liveOf, signal))];
}

/** Whether the write is one request, which leaves nothing behind when it is refused. */
function writesAtOnce({ policy }: ApplyTarget, action: Action, live: KubeObject | undefined): boolean {
  if (!('desired' in action)) return false;
  if (live === undefined) return true;
  const { replace, force, write } = action.placement;
  if (replace || policy.replace || force || policy.force) return false;
  return write === 'merge' || !needsAdoption(live, policy);
}

/** Whether the API server said no, and did not merely fail: nothing was stored then. */
function isRefusal(code: ObjectResult['code']): boolean {
  return code !== undefined && !unclear.has(code);
}

const unclear: ReadonlySet<ObjectResult['code']> = new Set(['timeout', 'unavailable', 'server-error']);

/**
 * Validates actions by a dry run: only the failures come back. Objects whose kind is not served yet pass, since their definition may
 * be among what is applied before them.
 */
async function refusals(
  target: ApplyTarget,
  stages: readonly Stage[],
  among: (action: Action) => boolean,
  liveOf: (action: Action) => KubeObject | undefined,
  signal: AbortSignal,
): Promise<ObjectResult[]> {
  const dry: ApplyTarget = { ...target, dryRun: true, wrote: () => undefined, deleted: () => undefined };
  const defined = new Set(stages.flatMap((stage) => stage.actions.flatMap(definedKind)));
  const namespaces = new Set(stages.flatMap((stage) => stage.actions.flatMap(createdNamespace)));
  const results: ObjectResult[] = [];
  for (const stage of stages) {
    if (stage.kind !== 'write') continue;
    const known = stage.actions.filter((action) => {
      const { group, kind } = action.key;
      const awaits = defined.has(`${group}/${kind}`) || namespaces.has(action.key.namespace);
      return among(action) && 'desired' in action && !isReplaced(action) && !awaits;
    });
    results.push(...(await each(known, (action) => carryOut(dry, stage, action, liveOf(action), signal))));
  }
  return results.flatMap((result) => (result.status === 'failed' ? [{ ...result, validated: true }] : []));
}

/** A hook of an earlier run goes before it is made anew: what it may not become says nothing. */
function isReplaced(action: Action): boolean {
  return action.kind === 'run-hook' && action.live !== undefined;
}

/** The kind that a CustomResourceDefinition among the actions will define, as `group/kind`. */
function definedKind(action: Action): string[] {
  if (action.key.kind !== 'CustomResourceDefinition' || !('desired' in action)) return [];
  const spec = action.desired['spec'] as { group?: string; names?: { kind?: string } } | undefined;
  return [`${spec?.group ?? ''}/${spec?.names?.kind ?? ''}`];
}

function createdNamespace(action: Action): string[] {
  return action.key.kind === 'Namespace' && action.key.group === '' && action.kind === 'create'
    ? [action.key.name]
    : [];
}
