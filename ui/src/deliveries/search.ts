/** What the address says of the list. */
export interface ListSearch {
  readonly q?: string;
  readonly sort?: string;
  readonly order?: 'desc';
  readonly group?: string;
}

/** What the list can be sorted by, as the server names it, with the words for it. */
export const sortFields = {
  name: 'Name',
  health: 'Health',
  sync: 'Sync',
  kind: 'Kind',
  project: 'Project',
  namespace: 'Namespace',
  cluster: 'Cluster',
  repo: 'Repository',
  changed: 'Last change',
} as const;

/** What the list can be grouped by. */
export const groupFields = {
  project: 'Project',
  namespace: 'Namespace',
  cluster: 'Cluster',
  kind: 'Kind',
  repo: 'Repository',
} as const;

/** Reads the address of the list; what it does not know counts as absent. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const { q, sort, order, group } = search;
  return {
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 1000) } : {}),
    ...(typeof sort === 'string' && sort in sortFields && sort !== 'name' ? { sort } : {}),
    ...(order === 'desc' ? { order } : {}),
    ...(typeof group === 'string' && group in groupFields ? { group } : {}),
  };
}
