import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react';
import type { DeliveryRow } from '../api/index.ts';
import { GroupLine } from './group-line.tsx';
import { type Line, type Lines } from './lines.ts';
import { DeliveryLine } from './row.tsx';
import type { List } from './use-list.ts';

/** The heights of a line in pixels: one line of text, or three on a narrow screen. */
const heights = { wide: 36, narrow: 76 } as const;

const columns = [
  ['cell-choose', 'Choose'],
  ['cell-health', 'Health'],
  ['cell-name', 'Name'],
  ['cell-sync', 'Sync'],
  ['cell-scope', 'Project/ns'],
  ['cell-source', 'Source'],
  ['cell-revision', 'Revision'],
  ['cell-target', 'Target'],
  ['cell-changed', 'Changed'],
] as const;

/** The table of deliveries. Only the lines in sight exist; the rest is a height. */
export function DeliveriesTable(props: {
  readonly lines: Lines;
  readonly list: List;
  readonly narrow: boolean;
  readonly current: number;
  readonly chosen: ReadonlySet<string>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onRange: (from: number, to: number) => void;
  readonly onCurrent: (index: number) => void;
  readonly onOpen: (row: DeliveryRow) => void;
  readonly onChoose: (id: string, range: boolean) => void;
  readonly onToggleGroup: (value: string) => void;
}): ReactNode {
  const { lines, list, scroller, current, onRange } = props;
  const height = heights[props.narrow ? 'narrow' : 'wide'];
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const [from, to] = useMemo(() => rangeOf(items.map(({ index }) => lines.at(index))), [items, lines]);
  useEffect(() => onRange(from, to), [from, to, onRange]);
  useFollow(current, scroller, (index) => virtual.scrollToIndex(index));
  return (
    <div role="table" className="table" aria-label="Deliveries" aria-rowcount={lines.count + 1} aria-busy={list.isOld}>
      <div role="rowgroup" className="table-head">
        <div role="row" className="line head" aria-rowindex={1}>
          {columns.map(([name, word]) => (
            <span key={name} role="columnheader" className={name}>
              {name === 'cell-choose' ? <span className="hidden">{word}</span> : word}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className="table-body"
        style={{ height: virtual.getTotalSize() }}
        data-old={list.isOld || undefined}
      >
        {items.map(({ index, start }) => {
          const line = lines.at(index);
          if (line.kind === 'group') {
            return (
              <GroupLine
                key={`group ${line.group.value}`}
                group={line.group}
                open={line.open}
                index={index}
                top={start}
                onToggle={props.onToggleGroup}
              />
            );
          }
          const row = list.row(line.offset);
          return (
            <DeliveryLine
              key={index}
              row={row}
              index={index}
              top={start}
              current={index === current}
              chosen={row !== undefined && props.chosen.has(row.id)}
              onChoose={props.onChoose}
              onCurrent={props.onCurrent}
              onOpen={props.onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

function rangeOf(lines: readonly Line[]): [from: number, to: number] {
  const offsets = lines.flatMap((line) => (line.kind === 'row' ? [line.offset] : []));
  return [offsets[0] ?? 0, offsets.at(-1) ?? 0];
}

/** Keeps the current line in sight, and the focus on it, when the keys move it. */
function useFollow(current: number, scroller: RefObject<HTMLDivElement | null>, show: (index: number) => void): void {
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (current < 0) return undefined;
    latest.current(current);
    const frame = requestAnimationFrame(() => {
      const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"] .line-link`);
      if (link != null && document.activeElement !== link && !(document.activeElement instanceof HTMLInputElement)) {
        link.focus({ preventScroll: true });
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [current, scroller]);
}
