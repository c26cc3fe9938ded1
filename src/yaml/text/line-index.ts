import type { Position } from '../value.ts';

/** Turns offsets of a text into lines and columns. Finding where lines start waits until the first question. */
export class LineIndex {
  readonly #text: string;
  #starts: Int32Array | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The place of the character at `offset` (UTF-16 units from 0; the end of the text counts as a place). */
  at(offset: number): Position {
    const starts = (this.#starts ??= lineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** A line ends at LF, CRLF, or a CR alone. */
function lineStarts(text: string): Int32Array {
  const loneReturns = text.includes('\r');
  let count = 1;
  let starts = new Int32Array(1024);
  const add = (offset: number): void => {
    if (count === starts.length) {
      const larger = new Int32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count] = offset;
    count += 1;
  };
  if (loneReturns) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) add(match.index + match[0].length);
  } else {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) add(at + 1);
  }
  return starts.subarray(0, count);
}
