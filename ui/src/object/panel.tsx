import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { type ObjectDetail, type ObjectKey, objectQuery, type TreeNode } from '../api/index.ts';
import { oneColumn, useNarrow } from '../app/narrow.ts';
import { Icon, saysOf, sentence, SkeletonLines, State } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { ObjectDifference } from './difference/index.ts';
import { EventList } from './events.tsx';
import { Logs } from './log/index.ts';
import { Manifest } from './manifest/index.ts';
import { OpenDelivery } from './open-delivery.tsx';
import { Summary } from './summary.tsx';

const views = [
  ['summary', 'Summary'],
  ['desired', 'Desired'],
  ['live', 'Live'],
  ['difference', 'Difference'],
  ['events', 'Events'],
  ['logs', 'Logs'],
] as const;

/** One object, beside what it was opened from: summary, both manifests, their difference, events and logs. */
export function ObjectPanel(props: {
  readonly delivery: string;
  readonly object: ObjectKey;
  readonly node: TreeNode | undefined;
  readonly pods: readonly TreeNode[];
  readonly view: string | undefined;
  readonly onView: (view: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { delivery, object, node, pods } = props;
  const { data, error } = useQuery(objectQuery(delivery, object));
  const panel = useRef<HTMLElement>(null);
  const covers = useNarrow(oneColumn);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const offered = views.filter(([id]) => id !== 'logs' || pods.length > 0);
  const view = offered.find(([id]) => id === props.view)?.[0] ?? 'summary';
  return (
    <section
      className="object"
      aria-label={`${object.kind} ${object.name}`}
      ref={panel}
      tabIndex={-1}
      role={covers ? 'main' : 'complementary'}
    >
      {covers && (
        <h1 className="hidden">
          {object.kind} {object.name}
        </h1>
      )}
      <header className="object-head">
        <div className="grow">
          <div className="small soft cut">
            {object.kind}
            {object.namespace !== '' && ` in ${object.namespace}`}
          </div>
          <h2 className="cut" title={object.name}>
            {object.name}
          </h2>
        </div>
        {node?.health !== undefined && <State of={node.health} />}
        {node?.sync === 'OutOfSync' && <State of={node.sync} />}
        <OpenDelivery id={node?.delivery} />
        <button type="button" className="button quiet icon" aria-label="Close" onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      <nav className="tabs" aria-label="Parts of this object">
        {offered.map(([id, title]) => (
          <button
            key={id}
            type="button"
            className="tab"
            aria-current={view === id ? 'page' : undefined}
            onClick={() => props.onView(id)}
          >
            {title}
          </button>
        ))}
      </nav>
      <div className={`object-body view-${view}`}>
        {view === 'difference' && <ObjectDifference delivery={delivery} object={object} />}
        {view === 'events' && <EventList id={delivery} object={object} />}
        {view === 'logs' && <Logs delivery={delivery} pods={pods} />}
        {(view === 'summary' || view === 'live' || view === 'desired') &&
          (data !== undefined ? (
            <OfDetail view={view} detail={data} />
          ) : error !== null ? (
            <Problem of={error} />
          ) : (
            <SkeletonLines lines={8} label="The object is on its way" />
          ))}
      </div>
    </section>
  );
}

function OfDetail({
  view,
  detail,
}: {
  readonly view: 'summary' | 'live' | 'desired';
  readonly detail: ObjectDetail;
}): ReactNode {
  const problems = detail.problems.map((problem) => <Problem key={problem.message} of={problem} tone="differs" />);
  if (view === 'summary') {
    return (
      <>
        {problems}
        <Summary detail={detail} />
      </>
    );
  }
  const { live, desired } = detail;
  const { subject } = saysOf(detail.delivery);
  if (view === 'live') {
    if (live === undefined)
      return (
        <>
          {problems}
          <p className="soft">It is not in the cluster.</p>
        </>
      );
    return <Manifest yaml={live.yaml} label="What runs" />;
  }
  if (desired === undefined)
    return (
      <>
        {problems}
        <p className="soft">
          {detail.managed
            ? `What ${subject} says of it is not known yet.`
            : `${sentence(subject)} says nothing of it: another object made it.`}
        </p>
      </>
    );
  return (
    <>
      {problems}
      <p className="small soft object-commit">
        Each line with the place that set it
        {desired.commit !== undefined && (
          <>
            , at commit <code>{desired.commit.slice(0, 7)}</code>
          </>
        )}
      </p>
      <Manifest yaml={desired.yaml} label="What should run, with where each line was written" origins={desired} />
    </>
  );
}
