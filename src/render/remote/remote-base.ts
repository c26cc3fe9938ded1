import { parseDuration } from '../../base/index.ts';
import type { RemoteBase } from './remote.ts';

const defaultTimeoutMs = 27_000;

/**
 * Reads the address of a Git repository (api 0.20, git.NewRepoSpecFromURL): `ssh://`, `http(s)://` and `file://`, `user@host:path`, and
 * `github.com/…`; the folder in it behind `_git/NAME/`, `//`, `.git`, or two segments; `?ref=`, `timeout` and `submodules`. Undefined for what
 * is none, and so a path.
 */
export function parseRemoteBase(address: string): RemoteBase | undefined {
  if (address.startsWith('/')) return undefined;
  const question = address.indexOf('?');
  const query = question === -1 ? '' : address.slice(question + 1);
  const split = splitHost(question === -1 ? address : address.slice(0, question));
  if (split === undefined) return undefined;
  const paths = splitPath(split.rest, split.host.startsWith('file://'));
  if (paths === undefined) return undefined;
  const [repository, path] = paths;
  if (repository === '' || leavesRepository(path)) return undefined;
  return {
    address,
    repository: split.host + repository,
    path: path
      .replace(/^\//, '')
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .join('/'),
    ...parseQuery(query),
  };
}

function splitHost(address: string): { readonly host: string; readonly rest: string } | undefined {
  let rest = /^git::/i.test(address) ? address.slice(5) : address;
  let scheme = /^(?:ssh|https?|file):\/\//i.exec(rest)?.[0].toLowerCase() ?? '';
  rest = rest.slice(scheme.length);
  let user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? '';
  rest = rest.slice(user.length);
  const github = /^github\.com[/:]/i.test(rest);
  const scp = scheme === '' && (user !== '' || github);
  if (scheme === '' && !scp) return undefined;
  if (scheme === 'file://') return { host: scheme, rest: user + rest };
  const separator = separatorOf(rest, scp);
  let host = separator === -1 ? rest : rest.slice(0, separator + 1);
  rest = separator === -1 ? '' : rest.slice(separator + 1);
  if (github) {
    if (scheme === 'ssh://' || user !== '') {
      scheme = '';
      host = 'github.com:';
    } else {
      scheme = 'https://';
      user = '';
      host = 'github.com/';
    }
  }
  return host === '' ? undefined : { host: scheme + user + host, rest };
}

function separatorOf(text: string, scp: boolean): number {
  const slash = text.indexOf('/');
  const colon = text.indexOf(':');
  return scp && (slash === -1 || (colon > 0 && colon < slash)) ? colon : slash;
}

function splitPath(path: string, whole: boolean): readonly [string, string] | undefined {
  const azure = path.indexOf('_git/');
  if (azure >= 0) {
    const [name = '', ...rest] = path.slice(azure + 5).split('/');
    return [path.slice(0, azure + 5) + name, rest.join('/')];
  }
  const double = path.indexOf('//');
  if (double >= 0) return [path.slice(0, double), path.slice(double + 2)];
  const suffix = path.indexOf('.git');
  if (suffix >= 0) return [path.slice(0, suffix + 4), path.slice(suffix + 4)];
  if (whole) return [path, ''];
  const segments = path.split('/');
  return segments.length < 2 ? undefined : [segments.slice(0, 2).join('/'), segments.slice(2).join('/')];
}

function leavesRepository(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function parseQuery(query: string): Pick<RemoteBase, 'reference' | 'timeoutMs' | 'submodules'> {
  const values = new URLSearchParams(query);
  const first = (name: string): string => values.get(name) ?? '';
  const reference = first('ref') === '' ? first('version') : first('ref');
  return {
    reference,
    timeoutMs: timeoutOf(first('timeout')),
    submodules: !/^(?:0|f|F|false|FALSE|False)$/.test(first('submodules')),
  };
}

function timeoutOf(text: string): number {
  if (/^\+?\d+$/.test(text) && Number(text) > 0) return Number(text) * 1000;
  const parsed = text === '' ? undefined : parseDuration(text);
  return parsed === undefined || parsed <= 0 ? defaultTimeoutMs : parsed;
}
