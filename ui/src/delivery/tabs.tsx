import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Delivery, Tree, TreeNode } from '../api/index.ts';
import { Blank, SkeletonLines } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { TreeView } from '../tree/index.ts';

const DifferenceTab = lazy(async () => ({ default: (await import('./difference-tab.tsx')).DifferenceTab }));
const HistoryTab = lazy(async () => ({ default: (await import('./history-tab.tsx')).HistoryTab }));
const EventsTab = lazy(async () => ({ default: (await import('./events-tab.tsx')).EventsTab }));
const SourceTab = lazy(async () => ({ default: (await import('./source-tab.tsx')).SourceTab }));
const ObjectsTab = lazy(async () => ({ default: (await import('./objects-tab.tsx')).ObjectsTab }));

/** The parts of a delivery, in the order of their keys. */
export const tabs = [
  { id: 'tree', title: 'Tree' },
  { id: 'objects', title: 'Objects' },
  { id: 'difference', title: 'Difference' },
  { id: 'history', title: 'History' },
  { id: 'events', title: 'Events' },
  { id: 'source', title: 'Source' },
] as const;

type TabId = (typeof tabs)[number]['id'];

/** The part that an address asks for; the tree where it asks for none that there is. */
export function tabOf(text: string | undefined): TabId {
  return tabs.find(({ id }) => id === text)?.id ?? 'tree';
}

/** What a part shows. */
export function TabBody(props: {
  readonly tab: TabId;
  readonly id: string;
  readonly delivery: Delivery | undefined;
  readonly tree: UseQueryResult<Tree>;
  readonly chosen: string | undefined;
  readonly onObject: (id: string) => void;
}): ReactNode {
  const { tab, id, onObject } = props;
  return (
    <Suspense fallback={<SkeletonLines lines={6} label="Loading" />}>
      {(tab === 'tree' || tab === 'objects') && <OfTree {...props} />}
      {tab === 'difference' && (
        <DifferenceTab id={id} heals={props.delivery?.policy.selfHeal === true} onObject={onObject} />
      )}
      {tab === 'history' && <HistoryTab id={id} delivery={props.delivery} />}
      {tab === 'events' && <EventsTab id={id} onObject={onObject} />}
      {tab === 'source' && <SourceTab id={id} />}
    </Suspense>
  );
}

/**
 * The tree with deliveries as the band above says that they are: the root, and those that it delivers, have no health in the eyes of their
 * own system, and what is read at two moments must not differ on one screen.
 */
function withDelivery(tree: Tree, delivery: Delivery | undefined): Tree {
  if (delivery === undefined) return tree;
  const { health, sync, row, relations } = delivery;
  const states = new Map<string, Pick<TreeNode, 'health' | 'sync'>>();
  for (const { id, health: other } of relations) if (other !== undefined) states.set(id, { health: other });
  states.set(row.id, { health: health.status, sync: sync.status });
  // Where nobody knows what Git says, nobody can say that something is not in it.
  const isKnown = sync.status !== 'Unknown';
  const nodes = tree.nodes.map(({ extra = false, ...node }) => ({
    ...node,
    ...(extra && isKnown ? { extra } : {}),
    ...states.get(node.delivery ?? node.id),
  }));
  return { ...tree, nodes };
}

function OfTree({ tab, tree, chosen, onObject, delivery }: Parameters<typeof TabBody>[0]): ReactNode {
  if (tree.data === undefined) {
    if (tree.error !== null) {
      return (
        <div className="tab-page">
          <Problem of={tree.error} />
        </div>
      );
    }
    return <SkeletonLines lines={6} label="The tree is loading" />;
  }
  if (tree.data.nodes.length <= 1) {
    return (
      <Blank title="No objects yet">
        <p className="soft">
          Nothing of this delivery is in the cluster, and its source names nothing. The messages above and the events
          say why.
        </p>
      </Blank>
    );
  }
  if (tab === 'objects') return <ObjectsTab tree={tree.data} chosen={chosen} onObject={onObject} />;
  return <TreeView tree={withDelivery(tree.data, delivery)} chosen={chosen} onChoose={onObject} />;
}
