import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type {
  About,
  DeliveriesPage,
  Delivery,
  Difference,
  Differences,
  History,
  KubeEvents,
  ObjectDetail,
  ObjectKey,
  SearchResult,
  Session,
  Sources,
  Tree,
} from './generated.ts';

/** What names an object in the queries of a delivery. */
export type ObjectRef = ObjectKey;

/** The path of a delivery's routes. */
export function deliveryPath(id: string): string {
  return `/deliveries/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** The session; an error of code `not-signed-in` where there is none. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<Session>('/session', {}, signal),
  staleTime: Infinity,
  retry: false,
});

/** What the server is, and which kinds it delivers. */
export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: ({ signal }) => get<About>('/about', {}, signal),
  staleTime: 60_000,
});

/** What a person asks of the list. */
export interface ListAsk {
  readonly q: string;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly group: string;
}

/** How many rows a page of the list holds. */
export const pageSize = 50;

/** One page of the list; the facets come with the first. */
export function listQuery(ask: ListAsk, page: number) {
  return queryOptions({
    queryKey: ['deliveries', ask, page],
    queryFn: ({ signal }) =>
      get<DeliveriesPage>(
        '/deliveries',
        { ...ask, offset: page * pageSize, limit: pageSize, facets: page === 0 ? true : undefined },
        signal,
      ),
  });
}

/** One delivery. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id, 'detail'],
    queryFn: ({ signal }) => get<Delivery>(deliveryPath(id), {}, signal),
  });
}

/** Its tree. */
export function treeQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id, 'tree'],
    queryFn: ({ signal }) => get<Tree>(`${deliveryPath(id)}/tree`, {}, signal),
  });
}

/** What of it differs; of another revision where one is given. */
export function differencesQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id, 'differences'],
    queryFn: ({ signal }) => get<Differences>(`${deliveryPath(id)}/differences`, {}, signal),
  });
}

/** What was deployed when. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id, 'history'],
    queryFn: ({ signal }) => get<History>(`${deliveryPath(id)}/history`, {}, signal),
  });
}

/** Its Events, or those of one object. */
export function eventsQuery(id: string, object?: ObjectRef) {
  return queryOptions({
    queryKey: ['delivery', id, 'events', object ?? null],
    queryFn: ({ signal }) => get<KubeEvents>(`${deliveryPath(id)}/events`, { ...object }, signal),
  });
}

/** Its sources, and what the render read. */
export function sourcesQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id, 'source'],
    queryFn: ({ signal }) => get<Sources>(`${deliveryPath(id)}/source`, {}, signal),
  });
}

/** One object: summary and manifests. */
export function objectQuery(id: string, object: ObjectRef) {
  return queryOptions({
    queryKey: ['delivery', id, 'object', object],
    queryFn: ({ signal }) => get<ObjectDetail>(`${deliveryPath(id)}/object`, { ...object }, signal),
  });
}

/** How one object differs. */
export function differenceQuery(id: string, object: ObjectRef) {
  return queryOptions({
    queryKey: ['delivery', id, 'difference', object],
    queryFn: ({ signal }) => get<Difference>(`${deliveryPath(id)}/difference`, { ...object }, signal),
  });
}

/** Deliveries and objects by a part of their name. */
export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => get<SearchResult>('/search', { q, limit: 30 }, signal),
    placeholderData: keepPreviousData,
    enabled: q !== '',
  });
}
