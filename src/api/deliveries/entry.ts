import type { DeliveryRow } from '../contract/index.ts';
import { type FacetWord, facetWords } from './query/parse-query.ts';

/** Numbers for the values of each word, so that counting them is counting numbers. */
export class FacetCodes {
  readonly #codes = facetWords.map(() => new Map<string, number>());
  readonly #values: string[][] = facetWords.map(() => []);

  /** The number of a value; the empty one has none. */
  codeOf(word: number, value: string): number {
    if (value === '') return -1;
    const [codes, values] = [this.#codes[word], this.#values[word]];
    if (codes === undefined || values === undefined) return -1;
    const known = codes.get(value);
    if (known !== undefined) return known;
    codes.set(value, values.length);
    return values.push(value) - 1;
  }

  /** The values of a word, by their numbers. */
  values(word: number): readonly string[] {
    return this.#values[word] ?? [];
  }
}

/** A row with what searching and sorting need of it, made once for each change. */
export interface Entry {
  readonly row: DeliveryRow;
  /** The row as JSON, made when it is first sent. */
  readonly json: () => string;
  /** What it is under each word, as it is shown. */
  readonly values: Readonly<Record<FacetWord, string>>;
  /** The same in lower case, as queries are. */
  readonly lower: Readonly<Record<FacetWord, string>>;
  /** The numbers of the values, in the order of the words. */
  readonly codes: readonly number[];
  /** Everything that free text is looked for in, in lower case. */
  readonly text: string;
  readonly changedMs: number;
  /** The row as it was in another project: who may read only that must be told that it is gone. */
  readonly formerly: DeliveryRow | undefined;
}

/** What a row is under each word of the query language. */
export function entryOf(row: DeliveryRow, codes: FacetCodes, formerly?: DeliveryRow): Entry {
  const values = {
    health: row.health.status,
    sync: row.sync.status,
    kind: row.kind,
    project: row.project ?? '',
    namespace: row.namespace,
    cluster: row.cluster.name,
    repo: row.source?.repo ?? '',
  };
  const lower = Object.fromEntries(Object.entries(values).map(([word, value]) => [word, value.toLowerCase()]));
  const { source, revision } = row;
  const text = [
    row.name,
    row.id,
    row.project,
    row.cluster.name,
    row.targetNamespace,
    source?.repo,
    source?.path,
    source?.target,
    revision?.revision,
    revision?.subject,
  ];
  let json: string | undefined;
  return {
    row,
    json: () => (json ??= JSON.stringify(row)),
    values,
    lower: lower as Record<FacetWord, string>,
    codes: facetWords.map((word, at) => codes.codeOf(at, values[word])),
    text: text
      .filter((part) => part !== undefined)
      .join('\n')
      .toLowerCase(),
    changedMs: Date.parse(row.changedAt) || 0,
    formerly,
  };
}
