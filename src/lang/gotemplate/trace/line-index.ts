import type { TemplatePlace } from '../error.ts';
import type { Tree } from '../parse/index.ts';

/** Finds lines and columns in the texts of templates, of which it remembers where their lines begin. */
export class LineIndex {
  readonly #starts = new Map<string, readonly number[]>();

  /** The line from 1 and the column in bytes from 0. */
  placeOf({ file, text }: Tree, at: number): Required<TemplatePlace> {
    const starts = this.#startsOf(text);
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return { file, line: low + 1, column: at - (starts[low] ?? 0) };
  }

  #startsOf(text: string): readonly number[] {
    const known = this.#starts.get(text);
    if (known !== undefined) return known;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts.set(text, starts);
    return starts;
  }
}
