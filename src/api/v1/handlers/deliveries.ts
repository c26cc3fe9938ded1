import { version } from '../../../base/index.ts';
import { writePosition } from '../../stream/index.ts';
import { contract } from '../../contract/index.ts';
import { ApiError, type ContractRouter } from '../http/index.ts';
import { detailOf } from './detail.ts';
import { type V1Ports, visibleDelivery } from './ports.ts';
import { search } from './search.ts';

/** What the server is, the list of deliveries, the search, and one delivery. */
export function addDeliveryRoutes(router: ContractRouter, ports: V1Ports): void {
  const { deliveries, pages, epoch } = ports;
  const needReady = (): void => {
    if (!deliveries.ready) throw new ApiError('not-ready', 'deliveries are still being read', { retryAfterSeconds: 1 });
  };
  router.add(contract.about, (_input, { subject }) => {
    const visible = ports.authorizer.filter(subject, 'read');
    return {
      version,
      kinds: deliveries.kinds().map(({ kind, served, count }) => ({
        kind: kind.kind,
        group: kind.group,
        dialect: kind.dialect,
        title: kind.title,
        served,
        projects: kind.hasProjects,
        actions: [...kind.actions],
        count: visible === 'all' ? count : visible === 'none' ? 0 : countOf(ports, kind.kind, visible),
      })),
      observing: [...ports.observing()].map(([dialect, why]) => ({ dialect, why })),
      ready: deliveries.ready,
    };
  });
  router.add(contract.listDeliveries, ({ query }, { subject }) => {
    needReady();
    return pages.page(subject, query, writePosition({ epoch, seq: deliveries.index.log.head }));
  });
  router.add(contract.search, ({ query }, { subject }) => {
    needReady();
    return search(ports, subject, query.q, query.limit ?? 20);
  });
  router.add(contract.delivery, ({ params }, { subject }) =>
    detailOf(ports, subject, visibleDelivery(ports, subject, params)),
  );
  router.add(contract.history, ({ params }, { subject }) => {
    const { kind, owner } = visibleDelivery(ports, subject, params);
    return { items: kind.history(owner, deliveries.context()) };
  });
}

function countOf(
  { deliveries }: V1Ports,
  kind: string,
  visible: (row: { kind: string; namespace: string; name: string }) => boolean,
): number {
  let count = 0;
  for (const { row } of deliveries.index.entries()) if (row.kind === kind && visible(row)) count += 1;
  return count;
}
