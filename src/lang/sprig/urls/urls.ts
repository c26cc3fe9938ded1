import { GoFailure, type GoFunction, GoMap, type GoValue, typeOf } from '../../gotemplate/index.ts';
import { declare, dict, nilPointer, string } from '../declare/index.ts';
import { escapeUrl } from './escape.ts';
import { hostName, parseUrl, type UrlParts } from './parse.ts';

/** URLs to dictionaries and back (sprig 3.3.0, url.go). */
export const urlFunctions: Readonly<Record<string, GoFunction>> = {
  urlParse: declare([string], (text) => {
    const { host, ...parts } = orPanic('unable to parse url', () => parseUrl(text));
    return new GoMap(
      new Map<string, GoValue>([...Object.entries(parts), ['host', host], ['hostname', hostName(host)]]),
    );
  }),
  urlJoin: declare([dict], (parts) => {
    const part = (key: string): string => textAt(parts, key);
    return joinUrl({
      scheme: part('scheme'),
      host: part('host'),
      path: part('path'),
      query: part('query'),
      opaque: part('opaque'),
      fragment: part('fragment'),
      userinfo: checkedUserinfo(part('userinfo')),
    });
  }),
};

function orPanic<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GoFailure) throw new GoFailure(`${doing}: ${error.message}`, { cause: error });
    throw error;
  }
}

function textAt(parts: GoMap, key: string): string {
  const value = parts.entries.get(key);
  if (value === undefined) return '';
  if (value === null) throw nilPointer();
  if (typeof value === 'string') return value;
  throw new GoFailure(`unable to parse ${key} key, must be of type string, but ${typeOf(value)?.kind} found`);
}

function checkedUserinfo(text: string): string {
  if (text === '') return '';
  return orPanic('unable to parse userinfo in dict', () => parseUrl(`proto://${text}@host`).userinfo);
}

/** URL.String. */
function joinUrl(url: UrlParts): string {
  const tail =
    (url.query === '' ? '' : `?${url.query}`) + (url.fragment === '' ? '' : `#${escapeUrl(url.fragment, 'fragment')}`);
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') return scheme + url.opaque + tail;
  const hasHost = url.host !== '' || url.userinfo !== '';
  const slashes = hasHost || (scheme !== '' && url.path !== '') ? '//' : '';
  const user = url.userinfo === '' ? '' : `${url.userinfo}@`;
  const head = scheme + slashes + user + escapeUrl(url.host, 'host');
  const path = url.path === '*' ? '*' : escapeUrl(url.path, 'path');
  return head + pathPrefix(path, url.host, head) + path + tail;
}

/** What keeps a path from being read as something else. */
function pathPrefix(path: string, host: string, head: string): string {
  if (path !== '' && !path.startsWith('/') && host !== '') return '/';
  const [segment = ''] = path.split('/', 1);
  return head === '' && segment.includes(':') ? './' : '';
}
