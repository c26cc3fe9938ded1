import { bytesOfText, GoFailure, textOfBytes } from '../../gotemplate/index.ts';
import { parseUrl } from '../../sprig/index.ts';
import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { listOf, mapOf, structType, types } from '../types.ts';
import { CelList, celMap, CelObject } from '../values.ts';

const { bool, string } = types;

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** A URL (apiserver v0.36.3, pkg/cel/url.go). */
export const urlType = structType<CelObject<Url>>('kubernetes.URL');

/** Reads a URL as Go's url.ParseRequestURI does: absolute, or a path from the root. */
function toUrl(text: string): CelObject<Url> {
  const problem = (why: string) => failure(`URL parse error during conversion from string: ${why}`);
  const quoted = JSON.stringify(text);
  if (text === '') throw problem(`parse ${quoted}: empty url`);
  try {
    const { scheme, host, path, query } = parseUrl(bytesOfText(text.replaceAll('#', '%23')));
    if (scheme === '' && !text.startsWith('/')) throw problem(`parse ${quoted}: invalid URI for request`);
    const url = { scheme, host: textOfBytes(host), path: textOfBytes(path), query: textOfBytes(query) };
    return new CelObject(urlType, url, text, text.length);
  } catch (error) {
    if (error instanceof GoFailure) throw problem(textOfBytes(error.message));
    throw error;
  }
}

function isUrl(text: string): boolean {
  try {
    toUrl(text);
    return true;
  } catch {
    return false;
  }
}

const port = /:(\d*)$/;

const part = (name: string, id: string, read: (url: Url) => string): FunctionDeclaration =>
  declare(
    name,
    memberOverload(id, [urlType], string, ({ content }) => read(content)),
  );

/** URLs (apiserver v0.36.3, pkg/cel/library/urls.go). */
export const urlFunctions: readonly FunctionDeclaration[] = [
  declare('url', globalOverload('string_to_url', [string], urlType, toUrl)),
  declare('isURL', globalOverload('is_url_string', [string], bool, isUrl)),
  part('getScheme', 'url_get_scheme', ({ scheme }) => scheme),
  part('getHost', 'url_get_host', ({ host }) => host),
  part('getHostname', 'url_get_hostname', ({ host }) => host.replace(port, '').replace(/^\[(.*)\]$/, '$1')),
  part('getPort', 'url_get_port', ({ host }) => port.exec(host)?.[1] ?? ''),
  part('getEscapedPath', 'url_get_escaped_path', ({ path }) => escapePath(path)),
  declare(
    'getQuery',
    memberOverload('url_get_query', [urlType], mapOf(string, listOf(string)), ({ content }) => {
      const query = new URLSearchParams(content.query);
      return celMap([...new Set(query.keys())].map((key) => [key, new CelList(query.getAll(key))] as const));
    }),
  ),
];

function escapePath(path: string): string {
  return encodeURI(path).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll(/[?#]/g, encodeURIComponent);
}
