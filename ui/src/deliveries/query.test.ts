import { describe, expect, it } from 'vitest';
import { asksFor, formatQuery, parseQuery, toggled } from './query.ts';

describe('a query', () => {
  it('has free text, words with values, minus and quotes', () => {
    expect(parseQuery('cart  health:Degraded,Missing -kind:Application "two words" label:team=a')).toEqual([
      { negated: false, values: ['cart'] },
      { negated: false, word: 'health', values: ['Degraded', 'Missing'] },
      { negated: true, word: 'kind', values: ['Application'] },
      { negated: false, values: ['two words'] },
      { negated: false, word: 'label', values: ['team=a'] },
    ]);
  });

  it('keeps what is no word of the language as text', () => {
    expect(parseQuery('https://host:8080 foo:bar -')).toEqual([
      { negated: false, values: ['https://host:8080'] },
      { negated: false, values: ['foo:bar'] },
      { negated: false, values: ['-'] },
    ]);
  });

  it.each([
    'health:Degraded cart',
    '-sync:Synced',
    'repo:https://git.example.com/a.git',
    'project:"a b",c',
    '"free words" x',
  ])('is written as it was read: %s', (text) => {
    expect(formatQuery(parseQuery(text))).toBe(text);
  });
});

describe('a value that is toggled', () => {
  it('comes, joins its word, and goes', () => {
    const one = toggled('cart', 'health', 'Degraded');
    expect(one).toBe('cart health:Degraded');
    const two = toggled(one, 'health', 'Missing');
    expect(two).toBe('cart health:Degraded,Missing');
    expect(asksFor(parseQuery(two), 'health', 'Missing')).toBe(true);
    expect(toggled(toggled(two, 'health', 'Degraded'), 'health', 'Missing')).toBe('cart');
  });

  it('leaves what is excluded alone', () => {
    expect(toggled('-kind:Application', 'kind', 'Kustomization')).toBe('-kind:Application kind:Kustomization');
  });
});
