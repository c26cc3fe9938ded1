import type { Facet } from '../api/index.ts';
import { words } from './query.ts';

/** A way to go on with a query. */
export interface Suggestion {
  /** The whole query with it. */
  readonly query: string;
  /** What is shown: a word with its colon, or a value. */
  readonly text: string;
  readonly hint: string;
}

const hints: Readonly<Record<string, string>> = {
  health: 'Healthy, Degraded, …',
  sync: 'Synced or OutOfSync',
  kind: 'Application, Kustomization, …',
  project: 'of an Application',
  namespace: 'where it is declared',
  cluster: 'where it goes',
  repo: 'where it comes from',
  label: 'name=value',
};

/** At most this many are shown. */
const most = 8;

/** What can follow in a query: words that begin like its last part, or the values of the word that the last part names. */
export function suggestionsFor(query: string, facets: readonly Facet[]): Suggestion[] {
  const start = query.lastIndexOf(' ') + 1;
  const before = query.slice(0, start);
  const part = query.slice(start);
  const sign = part.startsWith('-') ? '-' : '';
  const rest = part.slice(sign.length);
  const colon = rest.indexOf(':');
  if (colon === -1) {
    return [...words, 'label']
      .filter((word) => word.startsWith(rest.toLowerCase()))
      .slice(0, most)
      .map((word) => ({ query: `${before}${sign}${word}:`, text: `${sign}${word}:`, hint: hints[word] ?? '' }));
  }
  const word = rest.slice(0, colon).toLowerCase();
  const typed = rest.slice(colon + 1);
  const comma = typed.lastIndexOf(',') + 1;
  const [chosen, begun] = [typed.slice(0, comma), typed.slice(comma).toLowerCase()];
  const values = facets.find((facet) => facet.word === word)?.values ?? [];
  return values
    .filter(({ value }) => value !== '' && value.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
    .slice(0, most)
    .map(({ value, count }) => ({
      query: `${before}${sign}${word}:${chosen}${/\s/.test(value) ? `"${value}"` : value} `,
      text: value,
      hint: count.toLocaleString('en'),
    }));
}
