import { isArray, isObject, type JsonNode } from './document.ts';

/** A place in a document: its URL and a JSON pointer (RFC 6901) into it. */
export interface Place {
  readonly url: string;
  readonly pointer: string;
}

/** `pointer` with more tokens. */
export function pointTo(pointer: string, ...tokens: readonly string[]): string {
  return tokens.reduce((path, token) => `${path}/${escapeToken(token)}`, pointer);
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A place as errors name it: the pointer escaped as a URL's fragment. */
export function formatPlace({ url, pointer }: Place): string {
  if (unescaped.test(pointer)) return `${url}#${pointer}`;
  return `${url}#${pointer.split('/').map(escapeSegment).join('/')}`;
}

/** Pointers that escaping leaves as they are: nearly all. */
const unescaped = /^[\w\-.~$&+:=@/]*$/;

/** url.PathEscape of Go. */
function escapeSegment(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/%(?:24|26|2B|3A|3D|40)/g, (escape) => decodeURIComponent(escape))
    .replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What lies at a pointer; undefined where there is nothing. */
export function lookUp(document: JsonNode, pointer: string): JsonNode | undefined {
  let node: JsonNode | undefined = document;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isObject(node)) node = node.get(name);
    else if (isArray(node)) node = /^\d+$/.test(name) ? node[Number(name)] : undefined;
    else return undefined;
    if (node === undefined) return undefined;
  }
  return node;
}

/** A reference taken apart at its `#`; the fragment decoded. */
export function splitReference(reference: string): { readonly url: string; readonly fragment: string } {
  const hash = reference.indexOf('#');
  if (hash === -1) return { url: reference, fragment: '' };
  return { url: reference.slice(0, hash), fragment: decodeFragment(reference.slice(hash + 1)) };
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A URL seen from another; as it is where it cannot be resolved. */
export function resolveUrl(base: string, reference: string): string {
  if (reference === '') return base;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) return reference;
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}
