import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of the guide: what a reader types, through which client, and what the reader must see. */
export interface Line {
  readonly id: string;
  readonly client: string;
  readonly line: string;
  readonly shows: string;
}

/** The lines of `lines.tsv`, in its order. Throws where a row has not four columns or an id comes twice. */
export function readLines(file = join(import.meta.dirname, 'lines.tsv')): readonly Line[] {
  const [, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const lines = rows.map((row, index): Line => {
    const [id = '', client = '', line = '', shows = '', ...more] = row.split('\t');
    if (shows === '' || more.length > 0) throw new Error(`${file}:${index + 2}: a row has four columns`);
    return { id, client, line, shows };
  });
  const twice = lines.find(({ id }, index) => lines.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new Error(`${file}: two rows are called ${twice.id}`);
  return lines;
}
