import { describe, expect, it } from 'vitest';
import type { Facet } from '../api/index.ts';
import { suggestionsFor } from './suggest.ts';

const facets: Facet[] = [
  {
    word: 'health',
    more: 0,
    values: [
      { value: 'Healthy', count: 1200 },
      { value: 'Degraded', count: 3 },
    ],
  },
  { word: 'project', more: 0, values: [{ value: 'team one', count: 2 }] },
];

describe('suggestions', () => {
  it('complete a word', () => {
    expect(suggestionsFor('cart he', facets).map(({ query }) => query)).toEqual(['cart health:']);
    expect(suggestionsFor('-ki', facets).map(({ query }) => query)).toEqual(['-kind:']);
  });

  it('complete a value, and say how many have it', () => {
    expect(suggestionsFor('health:d', facets)).toEqual([{ query: 'health:Degraded ', text: 'Degraded', hint: '3' }]);
    expect(suggestionsFor('health:Degraded,', facets).map(({ query }) => query)).toEqual([
      'health:Degraded,Healthy ',
      'health:Degraded,Degraded ',
    ]);
    expect(suggestionsFor('project:', facets).map(({ query }) => query)).toEqual(['project:"team one" ']);
  });

  it('are silent where nothing fits', () => {
    expect(suggestionsFor('zzz', facets)).toEqual([]);
    expect(suggestionsFor('nonsense:a', facets)).toEqual([]);
  });
});
