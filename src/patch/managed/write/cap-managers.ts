import { compareText } from '../../fieldpath/index.ts';
import { type ManagedEntry, managerIdentifier, secondsOf } from '../entries/managed-entry.ts';

/** How many `Update` entries an object keeps. */
export const maxUpdateManagers = 10;
const foldedManager = 'ancient-changes';

/**
 * Folds the oldest `Update` entries of a version into one of the manager `ancient-changes` until no more than `max` are left, as far
 * as versions agree (managedfields/internal/capmanagers.go). Changes `managed`.
 */
export function capUpdateManagers(managed: Map<string, ManagedEntry>, max = maxUpdateManagers): void {
  const updaters = [...managed].filter(([, { applied }]) => !applied);
  let count = updaters.length;
  if (count <= max) return;
  updaters.sort(([a, left], [b, right]) => secondsOf(left.time) - secondsOf(right.time) || compareText(a, b));

  const firstOf = new Map<string, string>();
  for (const [identifier] of updaters) {
    if (count <= max) return;
    const entry = managed.get(identifier);
    if (entry === undefined) continue;
    const first = firstOf.get(entry.apiVersion);
    if (first === undefined) {
      firstOf.set(entry.apiVersion, identifier);
      continue;
    }
    const folded = { manager: foldedManager, applied: false, apiVersion: entry.apiVersion, subresource: '' };
    const bucket = managerIdentifier(folded);
    if (!managed.has(bucket)) {
      const oldest = managed.get(first);
      managed.delete(first);
      if (oldest !== undefined) managed.set(bucket, { ...oldest, ...folded });
    }
    const set = managed.get(bucket)?.set.union(entry.set) ?? entry.set;
    managed.delete(identifier);
    managed.set(bucket, { ...folded, set, time: entry.time });
    count -= 1;
  }
}
