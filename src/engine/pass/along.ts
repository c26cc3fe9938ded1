import type { KubeObject } from '../../base/index.ts';
import { compareOwned, ownedFields } from '../../patch/index.ts';
import type { Delivery } from '../delivery.ts';
import type { IgnoredOfObject } from '../ignored/index.ts';
import type { ObjectState } from '../plan/index.ts';
import type { Progress } from '../progress/index.ts';

/**
 * The objects that are as desired but for fields which are ignored, where a run that writes makes those as desired too. They are looked for
 * only where there is something else to do, or a run is under way that repairs no drift.
 */
export function alongIn(
  { ignored, apply, request }: Pick<Delivery, 'ignored' | 'apply' | 'request'>,
  states: readonly ObjectState[],
  progress: Progress | undefined,
): ReadonlySet<ObjectState> {
  if (ignored === undefined || ignored.kept) return new Set();
  const underWay = progress !== undefined && !ended.has(progress.phase);
  const repairs = underWay && progress.repair;
  const mayRun = request !== undefined || underWay || states.some(({ sync }) => sync !== 'synced');
  if (!mayRun || repairs) return new Set();
  return new Set(
    states.filter(({ key, sync, placement, desired, live }) => {
      const rules = sync === 'synced' && placement.write === 'override' ? ignored.of(key) : undefined;
      if (rules === undefined || desired === undefined || live === undefined || !ignoresSpec(rules, desired))
        return false;
      const owned = ownedFields(live.metadata.managedFields, apply.fieldManager);
      return owned !== undefined && compareOwned(desired, live, owned).length > 0;
    }),
  );
}

const ended: ReadonlySet<Progress['phase']> = new Set(['succeeded', 'failed', 'error', 'terminated']);

/** Whether more is ignored than the status, which is not ours to write. */
function ignoresSpec(rules: IgnoredOfObject, desired: KubeObject): boolean {
  return rules.managers.length > 0 || rules.placesIn(desired).some(([first]) => first !== 'status');
}
