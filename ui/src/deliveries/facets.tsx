import type { ReactNode } from 'react';
import type { Facet } from '../api/index.ts';
import { Glyph, lookOf, shortRepository } from '../design/index.ts';
import { asksFor, parseQuery, type Term } from './query.ts';

const titles: Readonly<Record<string, string>> = {
  health: 'Health',
  sync: 'Sync',
  kind: 'Kind',
  project: 'Project',
  namespace: 'Namespace',
  cluster: 'Cluster',
  repo: 'Repository',
};

/** The values of each word with their counts; a click asks for one, another no more. */
export function Facets(props: {
  readonly facets: readonly Facet[];
  readonly query: string;
  readonly onToggle: (word: string, value: string) => void;
}): ReactNode {
  const terms = parseQuery(props.query);
  return (
    <>
      {props.facets.map((facet) => (
        <fieldset key={facet.word} className="facet">
          <legend>{titles[facet.word] ?? facet.word}</legend>
          <ul>
            {valuesOf(facet, terms).map(({ value, count }) => {
              const chosen = asksFor(terms, facet.word, value);
              return (
                <li key={value}>
                  <button
                    type="button"
                    className="facet-value"
                    aria-pressed={chosen}
                    title={value}
                    onClick={() => props.onToggle(facet.word, value)}
                  >
                    <FacetLabel word={facet.word} value={value} />
                    <span className="facet-count">{count.toLocaleString('en')}</span>
                  </button>
                </li>
              );
            })}
            {facet.more > 0 && <li className="faint small facet-more">and {facet.more} more: search for them</li>}
          </ul>
        </fieldset>
      ))}
    </>
  );
}

/** What is asked for stays in sight, also where nothing has it. */
function valuesOf(facet: Facet, terms: readonly Term[]): Facet['values'] {
  const asked = terms.filter((term) => !term.negated && term.word === facet.word).flatMap((term) => term.values);
  const absent = asked.filter((value) => !facet.values.some((other) => other.value === value));
  return [...facet.values, ...absent.map((value) => ({ value, count: 0 }))];
}

function FacetLabel({ word, value }: { readonly word: string; readonly value: string }): ReactNode {
  if (word !== 'health' && word !== 'sync') {
    return <span className="grow cut">{value === '' ? 'none' : word === 'repo' ? shortRepository(value) : value}</span>;
  }
  const look = lookOf(value);
  return (
    <>
      <Glyph shape={look.shape} tone={look.tone} />
      <span className="grow cut">{look.word}</span>
    </>
  );
}
