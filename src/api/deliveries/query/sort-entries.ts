import type { Entry } from '../entry.ts';
import { compareText } from './run-query.ts';

/** What a list can be sorted by. */
export type SortField = 'name' | 'kind' | 'project' | 'namespace' | 'cluster' | 'repo' | 'health' | 'sync' | 'changed';
/** What a list can be grouped by. */
export type GroupField = 'project' | 'namespace' | 'cluster' | 'kind' | 'repo';

/** How a list is ordered. */
export interface Order {
  readonly sort: SortField;
  readonly descending: boolean;
  readonly group: GroupField | undefined;
}

/** The worst first. */
const healthRanks: Readonly<Record<string, number>> = {
  Degraded: 0,
  Missing: 1,
  Unknown: 2,
  Progressing: 3,
  Suspended: 4,
  Healthy: 5,
};
const syncRanks: Readonly<Record<string, number>> = { OutOfSync: 0, Unknown: 1, Synced: 2 };

/** What an entry is sorted by: its group, the field, and last its id, which no two share. */
export type SortKey = readonly [group: string, field: string | number, id: string];

/** The key of an entry in an order. */
export function sortKeyOf(entry: Entry, { sort, group }: Order): SortKey {
  return [group === undefined ? '' : entry.lower[group], fieldOf(entry, sort), entry.row.id];
}

/** Compares two keys of the same order. */
export function compareKeys(a: SortKey, b: SortKey, { descending }: Order): number {
  const field = compareValues(a[1], b[1]);
  return compareText(a[0], b[0]) || (descending ? -field : field) || compareText(a[2], b[2]);
}

/** Entries in an order; the list itself stays as it is. */
export function sortEntries(entries: readonly Entry[], order: Order): Entry[] {
  return entries
    .map((entry) => ({ entry, key: sortKeyOf(entry, order) }))
    .sort((a, b) => compareKeys(a.key, b.key, order))
    .map(({ entry }) => entry);
}

/** Two lists that are in an order, as one. */
export function mergeEntries(many: readonly Entry[], few: readonly Entry[], order: Order): Entry[] {
  const merged: Entry[] = [];
  let from = 0;
  for (const entry of few) {
    const key = sortKeyOf(entry, order);
    let [low, high] = [from, many.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = many[middle];
      if (other !== undefined && compareKeys(sortKeyOf(other, order), key, order) < 0) low = middle + 1;
      else high = middle;
    }
    for (; from < low; from += 1) {
      const other = many[from];
      if (other !== undefined) merged.push(other);
    }
    merged.push(entry);
  }
  return [...merged, ...many.slice(from)];
}

function fieldOf(entry: Entry, sort: SortField): string | number {
  switch (sort) {
    case 'name':
      return entry.row.name;
    case 'changed':
      return entry.changedMs;
    case 'health':
      return healthRanks[entry.values.health] ?? 9;
    case 'sync':
      return syncRanks[entry.values.sync] ?? 9;
    default:
      return entry.lower[sort];
  }
}

function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}
