import { useCallback, useRef, useState } from 'react';
import type { Lines } from './lines.ts';
import type { List } from './use-list.ts';

/** The deliveries that somebody chose, by id. They stay chosen while the list changes, and while it is searched. */
export function useChosen(
  list: List,
  lines: Lines,
): {
  readonly chosen: ReadonlySet<string>;
  /** Chooses a row, or no more; `range`: all rows from the last chosen one to this. */
  readonly choose: (id: string, range: boolean) => void;
  readonly clear: () => void;
} {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | undefined>(undefined);
  const latest = useRef({ list, lines });
  latest.current = { list, lines };
  const choose = useCallback((id: string, range: boolean) => {
    const from = last.current;
    last.current = id;
    setChosen((old) => {
      const next = new Set(old);
      if (range && from !== undefined) for (const between of idsBetween(latest.current, from, id)) next.add(between);
      else if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => setChosen((old) => (old.size === 0 ? old : new Set())), []);
  return { chosen, choose, clear };
}

/** The rows between two, with both, as far as they have been read. At most what the server takes at once. */
function idsBetween({ list, lines }: { list: List; lines: Lines }, one: string, other: string): string[] {
  const ids: string[] = [];
  let inside = false;
  for (let index = 0; index < lines.count && ids.length < 500; index += 1) {
    const line = lines.at(index);
    const id = line.kind === 'row' ? list.row(line.offset)?.id : undefined;
    if (id === undefined) continue;
    const isEnd = id === one || id === other;
    if (inside || isEnd) ids.push(id);
    if (isEnd) {
      if (inside || one === other) break;
      inside = true;
    }
  }
  return ids;
}
