import type { QueryClient } from '@tanstack/react-query';
import type { DeliveriesPage, DeliveryRow, StreamMessage } from '../api/index.ts';

/** What of a delivery is to be read anew when a part of it changed. */
const partsRead: Readonly<Record<'delivery' | 'tree' | 'events', readonly string[]>> = {
  delivery: ['detail', 'history', 'differences', 'source', 'tree'],
  tree: ['tree', 'object', 'difference', 'differences'],
  events: ['events'],
};

/**
 * Brings what the stream says into what has been read: changed rows at once, in their places; what else a change may move (order, counts)
 * is read anew, at most once in `pace` milliseconds.
 */
export function applyMessages(client: QueryClient, pace: number): (message: StreamMessage) => void {
  let waiting = false;
  const readListsSoon = (): void => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void client.invalidateQueries({ queryKey: ['deliveries'] });
    }, pace);
  };
  return (message) => {
    if (message.type === 'deliveries') {
      const rows = new Map(message.changed.map((row) => [row.id, row]));
      client.setQueriesData<DeliveriesPage>({ queryKey: ['deliveries'] }, (page) => page && withRows(page, rows));
      readListsSoon();
    } else if (message.type === 'changed') {
      for (const name of new Set(message.parts.flatMap((part) => partsRead[part]))) {
        void client.invalidateQueries({ queryKey: ['delivery', message.id, name] });
      }
    } else if (message.type === 'reset') {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    } else if (message.type === 'signed-out') {
      void client.resetQueries({ queryKey: ['session'] });
    }
  };
}

/** The page with the newer rows; itself where none of them is on it. */
export function withRows(page: DeliveriesPage, rows: ReadonlyMap<string, DeliveryRow>): DeliveriesPage {
  if (!page.items.some((item) => rows.has(item.id))) return page;
  return { ...page, items: page.items.map((item) => rows.get(item.id) ?? item) };
}
