import { formatKey, type ObjectKey } from '../../../base/index.ts';
import type { Action, Health, Plan, Progress, Stage } from '../../../engine/index.ts';

/** How far a run has come through its stages. */
export interface Reached {
  /** The place of an object's stage; undefined where no stage holds the object. */
  stageOf(key: ObjectKey): number | undefined;
  /** The place of the stage that the run is at; the number of stages when it is through. */
  readonly at: number;
  /** Whether nothing comes after a stage, and nothing came: an object that was deleted last may be gone by now, and its stage with it. */
  isLast(place: number): boolean;
  /** What the run waits for at this stage. */
  readonly unhealthy: readonly ObjectKey[];
  /** What must be gone before the run goes on. */
  readonly leaving: readonly ObjectKey[];
}

/** Tells how far a run has come: the first stage with something that is not done, or not healthy while others follow. */
export function stageReached({ stages }: Plan, { results }: Progress): Reached {
  const done = new Map(
    results.map(({ pruning, phase, hookPhase, ...result }) => {
      const part = hookPhase === undefined ? String(pruning) : `hook ${phase}`;
      return [`${part}/${formatKey(result.key)}`, { ...result, hookPhase }];
    }),
  );
  const resultOf = (key: ObjectKey, kind: Stage['kind']) => done.get(`${kind === 'prune'}/${formatKey(key)}`);
  const hookOf = ({ key, placement }: Pick<Action, 'key' | 'placement'>) =>
    done.get(`hook ${placement.phase}/${formatKey(key)}`);
  const isPending = (stage: Stage): boolean =>
    stage.actions.some((action) => {
      const result = action.placement.hook === undefined ? resultOf(action.key, stage.kind) : hookOf(action);
      return result === undefined || result.status === 'failed';
    });
  const isRunning = ({ hooks = [] }: Stage): boolean => hooks.some((task) => hookOf(task)?.hookPhase === 'running');
  const places = new Map(
    stages.flatMap((stage, place) =>
      (stage.kind === 'write' ? stage.objects : []).map(({ key }) => [formatKey(key), place]),
    ),
  );
  const isLast = (place: number): boolean => {
    const { phase = 0, wave = 0, hooks } = stages[place] ?? {};
    return (
      place === stages.length - 1 &&
      hooks === undefined &&
      !results.some((result) => result.phase === phase && (result.wave ?? wave) > wave)
    );
  };
  const through = { isLast, stageOf: (key: ObjectKey) => places.get(formatKey(key)), unhealthy: [], leaving: [] };
  for (const [at, stage] of stages.entries()) {
    const last = at === stages.length - 1;
    if (isPending(stage)) {
      const leaving = stage.actions.filter(({ kind }) => kind === 'await-deletion').map(({ key }) => key);
      return { ...through, at, leaving };
    }
    if (isRunning(stage)) return { ...through, at };
    if (last) break;
    if (stage.kind === 'prune') {
      const leaving = stage.objects.filter(({ key }) => resultOf(key, 'prune') !== undefined).map(({ key }) => key);
      if (leaving.length > 0 && stages.slice(at + 1).some(isPending)) return { ...through, at, leaving };
      continue;
    }
    const unhealthy = stage.objects.filter(({ health }) => isUnwell(health)).map(({ key }) => key);
    if (unhealthy.length > 0) return { ...through, at, unhealthy };
  }
  return { ...through, at: stages.length };
}

function isUnwell(health: Health | undefined): boolean {
  return health !== undefined && health.status !== 'Healthy' && health.status !== 'Suspended';
}
