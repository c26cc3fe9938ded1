import type { Authorizer, Subject } from '../../auth/index.ts';
import type { DeliveriesPage, DeliveryRow } from '../../contract/index.ts';
import type { DeliveryIndex } from '../delivery-index.ts';
import type { Entry } from '../entry.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { parseQuery } from './parse-query.ts';
import { runQuery } from './run-query.ts';
import {
  compareKeys,
  type GroupField,
  mergeEntries,
  type Order,
  sortEntries,
  type SortField,
  sortKeyOf,
} from './sort-entries.ts';

/** What a page is asked for. */
export interface PageRequest {
  readonly q?: string | undefined;
  readonly sort?: SortField | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly group?: GroupField | undefined;
  readonly cursor?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  readonly facets?: boolean | undefined;
  readonly fields?: readonly string[] | undefined;
}

const defaultLimit = 60;

/** Answers pages of the list; the order of the last requests is remembered as long as nothing changes. */
export class DeliveryPages {
  readonly #index: DeliveryIndex;
  readonly #authorizer: Authorizer;
  readonly #sorted = new Map<string, { readonly head: number; readonly entries: readonly Entry[] }>();

  constructor(index: DeliveryIndex, authorizer: Authorizer) {
    this.#index = index;
    this.#authorizer = authorizer;
  }

  /** One page, for one subject. `position` is where the event stream goes on from it. */
  page(subject: Subject, request: PageRequest, position: string): DeliveriesPage {
    const query = parseQuery(request.q ?? '');
    const order: Order = {
      sort: request.sort ?? 'name',
      descending: request.order === 'desc',
      group: request.group,
    };
    const visible = this.#authorizer.filter(subject, 'read');
    const { matched, total, facets } = runQuery(visible === 'none' ? [] : this.#inOrder(order), query, {
      visible: typeof visible === 'string' ? undefined : ({ row }) => visible(row),
      facets: request.facets === true ? this.#index.codes : undefined,
    });
    const start = startOf(matched, order, request);
    const items = matched.slice(start, start + (request.limit ?? defaultLimit));
    const last = items.at(-1);
    return {
      items: items.map(({ row }) => selected(row, request.fields)),
      matched: matched.length,
      total,
      ...(request.facets === true ? { facets: facets.map((facet) => ({ ...facet, values: [...facet.values] })) } : {}),
      ...(request.group === undefined ? {} : { groups: groupsOf(matched, request.group) }),
      ...(last === undefined || start + items.length >= matched.length
        ? {}
        : { next: writeCursor(sortKeyOf(last, order)) }),
      position,
      problems: [...query.problems],
    };
  }

  #inOrder(order: Order): readonly Entry[] {
    const id = `${order.group ?? ''}|${order.sort}|${order.descending}`;
    const { head } = this.#index.log;
    const known = this.#sorted.get(id);
    if (known?.head === head) return known.entries;
    const entries = this.#renewed(known, order) ?? sortEntries([...this.#index.entries()], order);
    this.#sorted.delete(id);
    this.#sorted.set(id, { head, entries });
    const [oldest] = this.#sorted.keys();
    if (this.#sorted.size > 4 && oldest !== undefined) this.#sorted.delete(oldest);
    return entries;
  }

  /** An order with what has changed since put in its place. */
  #renewed(
    known: { readonly head: number; readonly entries: readonly Entry[] } | undefined,
    order: Order,
  ): Entry[] | undefined {
    if (known === undefined) return undefined;
    const { keys } = this.#index.log.since(known.head, maxRenewed + 1);
    if (keys.length > maxRenewed || known.head < this.#index.log.floor) return undefined;
    const changed = new Set(keys);
    const fresh = keys.flatMap((key) => this.#index.get(key) ?? []);
    return mergeEntries(
      known.entries.filter(({ row }) => !changed.has(row.id)),
      sortEntries(fresh, order),
      order,
    );
  }
}

/** With more changes than these everything is sorted anew. */
const maxRenewed = 500;

/** Where the page begins: behind the row that the cursor names, whether or not that is still there. */
function startOf(matched: readonly Entry[], order: Order, { cursor, offset = 0 }: PageRequest): number {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (after === undefined) return offset;
  let [low, high] = [0, matched.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = matched[middle];
    if (entry !== undefined && compareKeys(sortKeyOf(entry, order), after, order) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function selected(row: DeliveryRow, fields: readonly string[] | undefined): Partial<DeliveryRow> & { id: string } {
  if (fields === undefined) return row;
  const wanted = Object.entries(row).filter(([name]) => name === 'id' || fields.includes(name));
  return Object.fromEntries(wanted) as Partial<DeliveryRow> & { id: string };
}

function groupsOf(matched: readonly Entry[], group: GroupField): NonNullable<DeliveriesPage['groups']> {
  const groups: NonNullable<DeliveriesPage['groups']> = [];
  for (const entry of matched) {
    const value = entry.values[group];
    let last = groups.at(-1);
    if (last === undefined || last.value.toLowerCase() !== value.toLowerCase())
      groups.push((last = { value, count: 0, health: {} }));
    last.count += 1;
    last.health[entry.values.health] = (last.health[entry.values.health] ?? 0) + 1;
  }
  return groups;
}
