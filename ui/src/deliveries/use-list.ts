import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type DeliveriesPage, type DeliveryRow, type ListAsk, listQuery, pageSize } from '../api/index.ts';

/** The list, as far as it is there. */
export interface List {
  /** The first page: counts, facets and groups come with it. */
  readonly first: DeliveriesPage | undefined;
  readonly error: Error | null;
  /** Whether what is shown answers an earlier question. */
  readonly isOld: boolean;
  /** The row at a place of the whole list; undefined while it is on its way. */
  readonly row: (offset: number) => DeliveryRow | undefined;
}

/** Reads the first page, and those that hold the rows from `from` to `to`. */
export function useList(ask: ListAsk, from: number, to: number): List {
  // The first page carries the counts: until its answer is there, those of the last question stay.
  const first = useQuery({ ...listQuery(ask, 0), placeholderData: keepPreviousData });
  const pages: number[] = [];
  for (let page = Math.max(1, Math.floor(from / pageSize)); page * pageSize <= to; page += 1) pages.push(page);
  const others = useQueries({
    queries: pages.map((page) => listQuery(ask, page)),
    combine: (results) => results.map(({ data }) => data),
  });
  const row = useMemo(() => {
    const byPage = new Map(pages.map((page, index) => [page, others[index]]));
    byPage.set(0, first.data);
    // Without `fields`, the server sends rows whole.
    return (offset: number) =>
      byPage.get(Math.floor(offset / pageSize))?.items[offset % pageSize] as DeliveryRow | undefined;
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [first.data, others, pages.join()]);
  return { first: first.data, error: first.error, isOld: first.isPlaceholderData, row };
}
