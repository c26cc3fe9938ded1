import type { Position, YamlDocument, YamlValue } from '../value.ts';
import type { LineIndex } from '../text/index.ts';
import { NO_PLACE, type NodeTable, unmarkBlock } from './node-table.ts';

/** What places are looked up in; all documents of a text share it. */
export interface Places {
  readonly text: string;
  readonly lines: LineIndex;
  readonly table: NodeTable;
}

/** A document whose root is node `root` of the table. */
export function documentOf(value: YamlValue, index: number, root: number, places: Places): YamlDocument {
  const { table, lines, text } = places;
  const place = (node: number): number => {
    const start = table.start(node);
    return start === NO_PLACE ? table.keyStart(node) : unmarkBlock(start, text);
  };
  /** An empty list entry shows nowhere in the text: its list's place is the nearest that is known. */
  const positionOf = (path: readonly (string | number)[]): Position | undefined => {
    const node = table.find(root, path);
    if (node === undefined) return undefined;
    const offset = place(node);
    return offset === NO_PLACE ? positionOf(path.slice(0, -1)) : lines.at(offset);
  };
  return {
    value,
    index,
    get start() {
      return lines.at(Math.max(place(root), 0));
    },
    positionOf,
    keyPositionOf(path) {
      const node = path.length === 0 ? undefined : table.find(root, path);
      const offset = node === undefined ? NO_PLACE : table.keyStart(node);
      return offset === NO_PLACE ? undefined : lines.at(offset);
    },
  };
}
