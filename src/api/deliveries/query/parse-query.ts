/** The words of the query language. */
export const facetWords = ['health', 'sync', 'kind', 'project', 'namespace', 'cluster', 'repo'] as const;

/** A word of the query language that has a facet. */
export type FacetWord = (typeof facetWords)[number];

/** What a word asks for: any of `any`, and none of `none`; all in lower case. */
export interface WordTerms {
  readonly any: ReadonlySet<string>;
  readonly none: ReadonlySet<string>;
}

/** A label that is asked for, or must not be there. */
export interface LabelTerm {
  readonly key: string;
  /** Absent: whatever its value is. */
  readonly value: string | undefined;
  readonly not: boolean;
}

/** A query as it was understood. */
export interface DeliveryQuery {
  readonly words: ReadonlyMap<FacetWord, WordTerms>;
  readonly labels: readonly LabelTerm[];
  /** Free text, in lower case: each is a part of some text of the row (or, with `not`, of none). */
  readonly free: readonly { readonly text: string; readonly not: boolean }[];
  readonly problems: readonly { readonly text: string; readonly message: string }[];
}

/** More terms than a person writes. */
const maxTerms = 50;

/**
 * Reads a query: free words, `word:value` with commas for "or", `-` in front for "not", quotes around spaces. A word that is written twice asks for
 * either. What cannot be read counts as free text, and is told.
 */
export function parseQuery(text: string): DeliveryQuery {
  const words = new Map<FacetWord, { any: Set<string>; none: Set<string> }>();
  const labels: LabelTerm[] = [];
  const free: { text: string; not: boolean }[] = [];
  const problems: { text: string; message: string }[] = [];
  const tokens = tokensOf(text);
  if (tokens.length > maxTerms) {
    problems.push({ text: tokens[maxTerms] ?? '', message: `only the first ${maxTerms} terms of a query count` });
  }
  for (const token of tokens.slice(0, maxTerms)) {
    const not = token.startsWith('-') && token.length > 1;
    const term = not ? token.slice(1) : token;
    const colon = term.indexOf(':');
    const word = colon < 0 ? '' : term.slice(0, colon).toLowerCase();
    const value = term.slice(colon + 1);
    if (word === 'label' && value !== '') labels.push(labelTerm(value, not));
    else if (isFacetWord(word) && value !== '') {
      const terms = words.get(word) ?? { any: new Set(), none: new Set() };
      words.set(word, terms);
      for (const part of value.split(',')) if (part !== '') (not ? terms.none : terms.any).add(part.toLowerCase());
    } else {
      if (isFacetWord(word) || word === 'label') problems.push({ text: token, message: `${word}: needs a value` });
      else if (/^[a-z]+$/.test(word) && !value.startsWith('//'))
        problems.push({
          text: token,
          message: `there is no word ${word}: the words are ${facetWords.join(', ')} and label`,
        });
      free.push({ text: term.toLowerCase(), not });
    }
  }
  return { words, labels, free, problems };
}

function isFacetWord(word: string): word is FacetWord {
  return (facetWords as readonly string[]).includes(word);
}

function labelTerm(text: string, not: boolean): LabelTerm {
  const equals = text.indexOf('=');
  return equals < 0
    ? { key: text, value: undefined, not }
    : { key: text.slice(0, equals), value: text.slice(equals + 1), not };
}

/** Splits at spaces that are not between double quotes; the quotes go. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) {
    const plain = token.replaceAll('"', '');
    if (plain !== '') tokens.push(plain);
  }
  return tokens;
}
