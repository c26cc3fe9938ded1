import type { Position, ReadYamlDocument, YamlCursor, YamlValue } from '../value.ts';
import type { LineIndex } from '../text/index.ts';
import { NO_PLACE, type NodeTable, unmarkBlock } from './node-table.ts';

/** What places are looked up in; all documents of a text share it. */
export interface Places {
  readonly text: string;
  readonly lines: LineIndex;
  readonly table: NodeTable;
}

/** A document whose root is node `root` of the table. */
export function documentOf(value: YamlValue, index: number, root: number, places: Places): ReadYamlDocument {
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
    cursor: () => new Cursor(root, undefined, places),
    keyPositionOf(path) {
      const node = path.length === 0 ? undefined : table.find(root, path);
      const offset = node === undefined ? NO_PLACE : table.keyStart(node);
      return offset === NO_PLACE ? undefined : lines.at(offset);
    },
  };
}

class Cursor implements YamlCursor {
  readonly #node: number;
  readonly #parent: Cursor | undefined;
  readonly #places: Places;

  constructor(node: number, parent: Cursor | undefined, places: Places) {
    this.#node = node;
    this.#parent = parent;
    this.#places = places;
  }

  child(step: string | number): Cursor | undefined {
    const node = this.#places.table.child(this.#node, step);
    return node === undefined ? undefined : new Cursor(node, this, this.#places);
  }

  get position(): Position {
    const { table, lines, text } = this.#places;
    const start = table.start(this.#node);
    const offset = start === NO_PLACE ? table.keyStart(this.#node) : unmarkBlock(start, text);
    return offset === NO_PLACE ? (this.#parent?.position ?? lines.at(0)) : lines.at(offset);
  }

  get keyPosition(): Position | undefined {
    const offset = this.#places.table.keyStart(this.#node);
    return offset === NO_PLACE ? undefined : this.#places.lines.at(offset);
  }

  get written(): string {
    const { table, text } = this.#places;
    const start = table.start(table.target(this.#node));
    if (start === NO_PLACE) return '';
    const offset = unmarkBlock(start, text);
    return (/^[^\r\n]*?(?=[,\]}]|\s#|\s*$)/m.exec(text.slice(offset, offset + LONGEST_WRITTEN)) ?? [''])[0].trim();
  }

  get isBracketed(): boolean {
    const { table, text } = this.#places;
    const code = text.charCodeAt(table.start(table.target(this.#node)));
    return code === 123 || code === 91;
  }

  get repeatedKey(): Position | undefined {
    const { table, lines } = this.#places;
    const offset = table.repeated(table.target(this.#node));
    return offset === NO_PLACE ? undefined : lines.at(offset);
  }

  get block(): Position | undefined {
    const { table, text, lines } = this.#places;
    const start = table.start(table.target(this.#node));
    if (start === NO_PLACE) return undefined;
    const offset = unmarkBlock(start, text);
    const header = blockHeader.exec(text.slice(offset, offset + LONGEST_WRITTEN))?.[0].length;
    if (header === undefined) return undefined;
    const content = offset + header;
    const indent = firstContent.exec(text.slice(content, content + LONGEST_WRITTEN))?.[1]?.length ?? 0;
    return { line: lines.at(content).line, column: indent + 1 };
  }
}

const blockHeader = /^\|[-+]?[ \t]*(?:#[^\n]*)?\r?\n/;
const firstContent = /^(?:[ \t]*\r?\n)*( *)/;

/** Numbers, booleans and dates are shorter. */
const LONGEST_WRITTEN = 400;
