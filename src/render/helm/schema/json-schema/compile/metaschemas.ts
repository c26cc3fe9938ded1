import { type JsonNode, nodeOf } from '../document.ts';
import documents from './metaschemas.json' with { type: 'json' };
import { latestDraft } from './draft.ts';

/** The schemas of json-schema.org that describe schemas, with which the validator comes; undefined for any other URL. */
export function metaschemaAt(url: string): JsonNode | undefined {
  const path = /^https?:\/\/json-schema\.org\/(.*)$/.exec(url)?.[1];
  if (path === undefined) return undefined;
  if (path === 'schema') return metaschemaAt(latestDraft.url);
  const document = Object.entries(documents).find(([name]) => name === path);
  return document === undefined ? undefined : nodeOf(document[1]);
}

/** Whether a document is one of json-schema.org's, which are never judged themselves. */
export function isMetaschema(url: string): boolean {
  return /^https?:\/\/json-schema\.org\//.test(url);
}
