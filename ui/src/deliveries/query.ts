/** The words of the query language that name a property, in the order of the facets. */
export const words = ['health', 'sync', 'kind', 'project', 'namespace', 'cluster', 'repo'] as const;

/** A word that names a property. */
export type Word = (typeof words)[number];

/** One part of a query: free text, or the values of a word. */
export interface Term {
  readonly negated: boolean;
  /** Absent: free text, which is the only value then. */
  readonly word?: string;
  readonly values: readonly string[];
}

/** Reads a query: parts with spaces between them, quotes around what has spaces, a minus for "not", commas for "or". Any text can be read. */
export function parseQuery(text: string): Term[] {
  return partsOf(text).map((part) => {
    const negated = part.length > 1 && part.startsWith('-');
    const rest = negated ? part.slice(1) : part;
    const colon = rest.indexOf(':');
    const word = rest.slice(0, Math.max(colon, 0)).toLowerCase();
    const known = word === 'label' || (words as readonly string[]).includes(word);
    if (!known) return { negated, values: [unquoted(rest)] };
    const values = splitOutside(rest.slice(colon + 1), ',').map(unquoted);
    return { negated, word, values: values.filter((value) => value !== '') };
  });
}

/** Writes a query, so that reading it gives the same terms. */
export function formatQuery(terms: readonly Term[]): string {
  return terms
    .filter(({ values }) => values.length > 0)
    .map(({ negated, word, values }) => {
      const text = values.map(quoted).join(',');
      return `${negated ? '-' : ''}${word === undefined ? text : `${word}:${text}`}`;
    })
    .join(' ');
}

/** Whether a query asks for `word` to be `value`, possibly among others. */
export function asksFor(terms: readonly Term[], word: string, value: string): boolean {
  return terms.some((term) => !term.negated && term.word === word && term.values.includes(value));
}

/** The query with `value` of `word` asked for, or no more asked for where it was. Values of one word stand together. */
export function toggled(query: string, word: string, value: string): string {
  const terms = parseQuery(query);
  const at = terms.findIndex((term) => !term.negated && term.word === word);
  const term = terms[at];
  if (term === undefined) return formatQuery([...terms, { negated: false, word, values: [value] }]);
  const values = term.values.includes(value) ? term.values.filter((other) => other !== value) : [...term.values, value];
  return formatQuery(terms.with(at, { ...term, values }));
}

function partsOf(text: string): string[] {
  return splitOutside(text, ' ').filter((part) => part !== '');
}

/** Splits at `separator` where it is outside of quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let inQuotes = false;
  for (const character of text) {
    if (character === '"') inQuotes = !inQuotes;
    if (character === separator && !inQuotes) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}

function quoted(text: string): string {
  return /[\s,]/.test(text) ? `"${text}"` : text;
}
