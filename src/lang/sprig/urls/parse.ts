import { GoFailure, quoteString } from '../../gotemplate/index.ts';
import { escapeUrl, unescapeUrl } from './escape.ts';

/** A URL's parts as net/url has them: path and fragment without escapes, the query with them. All are byte strings. */
export interface UrlParts {
  readonly scheme: string;
  readonly opaque: string;
  /** Escaped, as it would be written. */
  readonly userinfo: string;
  /** With its port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Reads a URL (Go 1.25, net/url, Parse). @throws GoFailure with Go's text */
export function parseUrl(text: string): UrlParts {
  const [withoutFragment, fragment] = cut(text, '#');
  return saying(withoutFragment, () => {
    const parts = parseReference(withoutFragment);
    return { ...parts, fragment: saying(text, () => unescapeUrl(fragment, 'fragment')) };
  });
}

class UrlFailure extends GoFailure {}

function saying<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GoFailure) || error instanceof UrlFailure) throw error;
    throw new UrlFailure(`parse ${quoteString(text)}: ${error.message}`, { cause: error });
  }
}

function parseReference(text: string): Omit<UrlParts, 'fragment'> {
  // eslint-disable-next-line no-control-regex -- they are what is refused
  if (/[\x00-\x1f\x7f]/.test(text)) throw new GoFailure('net/url: invalid control character in URL');
  const none = { scheme: '', opaque: '', userinfo: '', host: '', path: '', query: '' };
  if (text === '*') return { ...none, path: '*' };
  const { scheme, rest } = splitScheme(text);
  const [hierarchy, query] = cut(rest, '?');
  if (!hierarchy.startsWith('/')) {
    if (scheme !== '') return { ...none, scheme, opaque: hierarchy, query };
    if (cut(hierarchy, '/')[0].includes(':')) throw new GoFailure('first path segment in URL cannot contain colon');
  }
  const hasAuthority = hierarchy.startsWith('//') && (scheme !== '' || !hierarchy.startsWith('///'));
  if (!hasAuthority) return { ...none, scheme, path: unescapeUrl(hierarchy, 'path'), query };
  const end = hierarchy.indexOf('/', 2);
  const authority = hierarchy.slice(2, end === -1 ? hierarchy.length : end);
  return {
    ...none,
    scheme,
    ...parseAuthority(authority),
    path: unescapeUrl(hierarchy.slice(2 + authority.length), 'path'),
    query,
  };
}

/** What stands before and behind the first `separator`. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(':')) throw new GoFailure('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+\-.]*):/.exec(text)?.[1];
  if (scheme === undefined) return { scheme: '', rest: text };
  return { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) };
}

function parseAuthority(authority: string): { readonly userinfo: string; readonly host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  return { host, userinfo: at === -1 ? '' : parseUserinfo(authority.slice(0, at)) };
}

function parseUserinfo(text: string): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new GoFailure('net/url: invalid userinfo');
  const rewritten = (part: string): string => escapeUrl(unescapeUrl(part, 'user'), 'user');
  const colon = text.indexOf(':');
  if (colon === -1) return rewritten(text);
  return `${rewritten(text.slice(0, colon))}:${rewritten(text.slice(colon + 1))}`;
}

function parseHost(host: string): string {
  const isBracketed = host.startsWith('[');
  const bracket = host.lastIndexOf(']');
  if (isBracketed && bracket === -1) throw new GoFailure("missing ']' in host");
  const portAt = isBracketed ? bracket + 1 : host.lastIndexOf(':');
  const port = portAt === -1 ? '' : host.slice(portAt);
  if (port !== '' && !/^:[0-9]*$/.test(port)) throw new GoFailure(`invalid port ${quoteString(port)} after host`);
  return unescapeUrl(host, 'host');
}

/** The host without its port and brackets (URL.Hostname). */
export function hostName(host: string): string {
  const bracket = host.indexOf(']');
  if (!host.includes(':')) return host;
  return bracket === -1 ? cut(host, ':')[0] : host.slice(host.startsWith('[') ? 1 : 0, bracket);
}
