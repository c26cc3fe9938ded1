/** A version of JSON Schema. */
export interface Draft {
  /** 4, 6, 7, 2019 or 2020. */
  readonly version: number;
  readonly url: string;
  /** The keyword that gives a schema a URL of its own. */
  readonly id: 'id' | '$id';
  /** Where schemas lie in a schema: a keyword, and whether it holds one, a list or a map of them. */
  readonly positions: readonly (readonly [keyword: string, holds: 'one' | 'list' | 'map'])[];
}

const positions4 = [
  ['definitions', 'map'],
  ['not', 'one'],
  ['allOf', 'list'],
  ['anyOf', 'list'],
  ['oneOf', 'list'],
  ['properties', 'map'],
  ['additionalProperties', 'one'],
  ['patternProperties', 'map'],
  ['items', 'one'],
  ['items', 'list'],
  ['additionalItems', 'one'],
  ['dependencies', 'map'],
] as const;
const positions6 = [...positions4, ['propertyNames', 'one'], ['contains', 'one']] as const;
const positions7 = [...positions6, ['if', 'one'], ['then', 'one'], ['else', 'one']] as const;
const positions2019 = [
  ...positions7,
  ['$defs', 'map'],
  ['dependentSchemas', 'map'],
  ['unevaluatedProperties', 'one'],
  ['unevaluatedItems', 'one'],
  ['contentSchema', 'one'],
] as const;
const positions2020 = [...positions2019, ['prefixItems', 'list']] as const;

const drafts: readonly Draft[] = [
  { version: 4, url: 'http://json-schema.org/draft-04/schema', id: 'id', positions: positions4 },
  { version: 6, url: 'http://json-schema.org/draft-06/schema', id: '$id', positions: positions6 },
  { version: 7, url: 'http://json-schema.org/draft-07/schema', id: '$id', positions: positions7 },
  { version: 2019, url: 'https://json-schema.org/draft/2019-09/schema', id: '$id', positions: positions2019 },
];

/** The newest draft, which schemas mean that do not name one. */
export const latestDraft: Draft = {
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  id: '$id',
  positions: positions2020,
};

/** The draft that a `$schema` names, over http or https; undefined for any other URL. */
export function draftOf(url: string): Draft | undefined {
  if (/^https?:\/\/json-schema\.org\/schema#?$/.test(url)) return latestDraft;
  const place = (text: string): string => text.replace(/^https?:\/\//, '').replace(/#$/, '');
  return [...drafts, latestDraft].find((draft) => place(draft.url) === place(url));
}
