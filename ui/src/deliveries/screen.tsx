import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { DeliveryRow, ListAsk } from '../api/index.ts';
import { useKeys } from '../app/keyboard.ts';
import { useNarrow } from '../app/narrow.ts';
import { Problem } from '../design/problem.tsx';
import { EmptyList } from './empty.tsx';
import { Facets } from './facets.tsx';
import { groupedLines, plainLines } from './lines.ts';
import { toggled } from './query.ts';
import type { ListSearch } from './search.ts';
import { SearchBox } from './search-box.tsx';
import { DeliveriesTable } from './table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useChosen } from './use-chosen.ts';
import { useList } from './use-list.ts';

const ManyBar = lazy(async () => ({ default: (await import('../actions/many-bar.tsx')).ManyBar }));
const route = getRouteApi('/');

/** Everything that is delivered: one table of all dialects, with its search, its facets and its groups. */
export function DeliveriesScreen(): ReactNode {
  const search = route.useSearch();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const input = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [current, setCurrent] = useState(-1);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [facetsOpen, setFacetsOpen] = useState(false);
  const { q = '', sort = 'name', group = '' } = search;
  const order = search.order ?? 'asc';
  const ask = useMemo((): ListAsk => ({ q, sort, order, group }), [q, sort, order, group]);
  const list = useList(ask, ...range);
  const { first } = list;
  const lines = useMemo(
    () =>
      group !== '' && first?.groups !== undefined
        ? groupedLines(first.groups, folded)
        : plainLines(first?.matched ?? (first === undefined ? 12 : 0)),
    [first, folded, group],
  );
  const { chosen, choose, clear } = useChosen(list, lines);
  const change = useCallback(
    (next: ListSearch) => {
      setCurrent(-1);
      scroller.current?.scrollTo({ top: 0 });
      void navigate({ to: '/', search: next, replace: true });
    },
    [navigate],
  );
  const onQuery = useCallback((query: string) => change({ ...search, q: query }), [change, search]);
  const onRange = useCallback((from: number, to: number) => setRange([from, to]), []);
  const onOpen = useCallback(
    ({ kind, namespace, name }: DeliveryRow) => {
      void navigate({ to: '/deliveries/$kind/$namespace/$name', params: { kind, namespace, name }, search: {} });
    },
    [navigate],
  );
  const onToggleGroup = useCallback(
    (value: string) =>
      setFolded((old) =>
        old.has(value) ? new Set([...old].filter((other) => other !== value)) : new Set([...old, value]),
      ),
    [],
  );
  const rowAt = (index: number): ReturnType<typeof list.row> => {
    if (index < 0 || index >= lines.count) return undefined;
    const line = lines.at(index);
    return line.kind === 'row' ? list.row(line.offset) : undefined;
  };
  const move = (step: number): void => {
    let next = current + step;
    while (next > 0 && next < lines.count && lines.at(next).kind === 'group') next += step;
    if (next >= 0 && next < lines.count) setCurrent(next);
  };
  useKeys({
    '/': () => input.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    x: () => {
      const row = rowAt(current);
      if (row !== undefined) choose(row.id, false);
    },
    Enter: () => {
      const row = rowAt(current);
      if (row !== undefined) onOpen(row);
    },
    Escape: clear,
  });
  const facets = first?.facets ?? [];
  return (
    <div className="deliveries">
      <aside className="facets" aria-label="Filters" data-open={facetsOpen || undefined}>
        <Facets facets={facets} query={q} onToggle={(word, value) => onQuery(toggled(q, word, value))} />
      </aside>
      <main className="deliveries-main">
        <h1 className="hidden">Deliveries</h1>
        <div className="deliveries-tools">
          <SearchBox
            query={q}
            facets={facets}
            input={input}
            onQuery={onQuery}
            onLeave={() => (input.current?.blur(), setCurrent(0))}
          />
          <Toolbar
            search={search}
            onChange={change}
            onFacets={() => setFacetsOpen(!facetsOpen)}
            facetsOpen={facetsOpen}
          />
        </div>
        <p className="deliveries-count soft small" role="status">
          {first === undefined ? ' ' : countText(first.matched, first.total)}
          {first?.problems.map((problem) => (
            <span key={problem.text} className="query-problem">
              <code>{problem.text}</code> {problem.message}
            </span>
          ))}
        </p>
        {list.error !== null && first === undefined ? (
          <Problem of={list.error} />
        ) : (
          <div className="scroller" ref={scroller} tabIndex={-1}>
            {first !== undefined && first.matched === 0 ? (
              <EmptyList total={first.total} onClear={() => change({})} />
            ) : (
              <DeliveriesTable
                lines={lines}
                list={list}
                narrow={narrow}
                current={current}
                chosen={chosen}
                scroller={scroller}
                onRange={onRange}
                onCurrent={setCurrent}
                onOpen={onOpen}
                onChoose={choose}
                onToggleGroup={onToggleGroup}
              />
            )}
          </div>
        )}
        <Suspense fallback={null}>{chosen.size > 0 && <ManyBar ids={[...chosen]} onClear={clear} />}</Suspense>
      </main>
    </div>
  );
}

function countText(matched: number, total: number): string {
  const all = total.toLocaleString('en');
  if (matched !== total) return `${matched.toLocaleString('en')} of ${all} deliveries`;
  return total === 1 ? '1 delivery' : `${all} deliveries`;
}
