import type { Text } from '../fields/index.ts';
import type { Node, Place } from '../node/index.ts';

/**
 * Gives nodes that were read from a text within a file their places in that file. Of a `|` block every line is a line of the file; of other
 * texts all nodes stand where the text does. `skipped`: lines of the text before the one that was read first.
 */
export function relocate(node: Node, { place, block }: Text, skipped = 0): void {
  const places = new Map<string, Place>();
  const move = (old: Place): Place => {
    if (block === undefined) return place;
    const line = block.line + skipped + old.line - 1;
    const column = block.column + old.column - 1;
    const key = `${line}:${column}`;
    const known = places.get(key) ?? { file: place.file, line, column };
    places.set(key, known);
    return known;
  };
  const visit = (current: Node): void => {
    current.place = move(current.place);
    if (current.kind === 'list') for (const item of current.items) visit(item);
    else if (current.kind === 'map') {
      if (current.repeated !== undefined) current.repeated = move(current.repeated);
      for (const entry of current.entries.values()) visit(entry);
    }
  };
  visit(node);
}

/** A text without blanks around it (Go's strings.TrimSpace), and the lines that went with those before it. */
export function trimmed(text: string): { readonly text: string; readonly skipped: number } {
  const start = text.length - text.trimStart().length;
  return { text: text.trim(), skipped: text.slice(0, start).split('\n').length - 1 };
}
