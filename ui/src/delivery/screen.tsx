import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { ActionBar } from '../actions/index.ts';
import { deliveryQuery, treeQuery } from '../api/index.ts';
import { useKeys } from '../app/keyboard.ts';
import type { DeliverySearch } from '../app/delivery-search.ts';
import { Blank } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { objectOfId, ObjectPanel, podsBelow } from '../object/index.ts';
import { useWatch } from '../stream/index.ts';
import { Band } from './band.tsx';
import { Messages } from './messages.tsx';
import { Relations } from './relations.tsx';
import { tabOf, TabBody, tabs } from './tabs.tsx';

const route = getRouteApi('/deliveries/$kind/$namespace/$name');

/** One delivery: what should run, what runs, how it is, what happened last; below, its parts. */
export function DeliveryScreen(): ReactNode {
  const { kind, namespace, name } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const id = `${kind}/${namespace}/${name}`;
  useWatch(id);
  const { data, error } = useQuery(deliveryQuery(id));
  const tree = useQuery(treeQuery(id));
  const tab = tabOf(search.tab);
  const object = objectOfId(search.object);
  const node = tree.data?.nodes.find((other) => other.id === search.object);
  useEffect(() => {
    document.title = `${name} · Slipway`;
    return () => {
      document.title = 'Slipway';
    };
  }, [name]);
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the strip is wider than the screen: what is open is in sight.
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  const go = (next: DeliverySearch): void => {
    void navigate({ to: '/deliveries/$kind/$namespace/$name', params: { kind, namespace, name }, search: next });
  };
  const open = (opened: string): void => go({ ...search, object: opened, ...(search.view && { view: search.view }) });
  const close = (): void => go(tab === 'tree' ? {} : { tab });
  useKeys({
    Escape: () => object !== undefined && close(),
    ...Object.fromEntries(
      tabs.map(({ id: tabId }, index) => [String(index + 1), () => go(tabId === 'tree' ? {} : { tab: tabId })]),
    ),
  });
  if (error !== null && data === undefined) {
    return (
      <Blank title={`${kind} ${namespace}/${name} cannot be shown`}>
        <Problem of={error} />
        <Link to="/" search={{}}>
          All deliveries
        </Link>
      </Blank>
    );
  }
  return (
    <div className="delivery" data-panel={object !== undefined || undefined}>
      <main className="delivery-main">
        <header className="delivery-head">
          <div className="delivery-title">
            <nav aria-label="Where this is" className="row crumbs small">
              <Link to="/" search={{}}>
                Deliveries
              </Link>
              <span className="faint">/</span>
              <span className="soft">
                {kind} in {namespace}
              </span>
            </nav>
            <h1 className="cut">{name}</h1>
          </div>
          <ActionBar
            id={id}
            delivery={data}
            asked={search.ask}
            onAsk={(ask) => {
              const { ask: _, ...rest } = search;
              go(ask === undefined ? rest : { ...rest, ask });
            }}
          />
        </header>
        <Band delivery={data} onObject={open} />
        {data !== undefined && <Messages delivery={data} />}
        {data !== undefined && <Relations relations={data.relations} links={data.links} />}
        <nav className="tabs delivery-tabs" ref={strip} aria-label="Parts of this delivery">
          {tabs.map(({ id: tabId, title }) => (
            <Link
              key={tabId}
              to="/deliveries/$kind/$namespace/$name"
              params={{ kind, namespace, name }}
              search={tabId === 'tree' ? {} : { tab: tabId }}
              aria-current={tab === tabId ? 'page' : undefined}
              activeOptions={{ exact: true, includeSearch: true }}
            >
              {title}
              {tabId === 'difference' && data !== undefined && data.sync.differing > 0 && (
                <span className="count">{data.sync.differing}</span>
              )}
            </Link>
          ))}
        </nav>
        <div className="delivery-body">
          <TabBody tab={tab} id={id} delivery={data} tree={tree} chosen={search.object} onObject={open} />
        </div>
      </main>
      {object !== undefined && (
        <ObjectPanel
          key={search.object}
          delivery={id}
          object={object}
          node={node}
          pods={podsBelow(tree.data?.nodes ?? [], object)}
          view={search.view}
          onView={(view) => go({ ...search, view })}
          onClose={close}
        />
      )}
    </div>
  );
}
