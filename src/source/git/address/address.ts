import { Secret } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';

/** The transports that an address may name. */
export type GitProtocol = 'https' | 'http' | 'ssh' | 'file';

/** Where a Git repository is, read from what a user wrote. */
export interface GitAddress {
  readonly protocol: GitProtocol;
  /** What git is given: without credentials, in the spelling of the user as far as it matters to a server. */
  readonly url: string;
  /** The same for all spellings of one repository over one protocol: `.git`, trailing slashes, case of the host, default ports. */
  readonly key: string;
  /** The host in lower case, with its port where that is not the protocol's; empty for `file`. */
  readonly host: string;
  /** The user and password that stood in the address. */
  readonly username?: string;
  readonly password?: Secret;
}

/** The longest address that is read. */
const maxLength = 2048;

const defaultPorts: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80', 'ssh:': '22' };

/** Who signs in over SSH where the address does not say it, as upstream has it (fluxcd/pkg git: DefaultPublicKeyAuthUser). */
const usualUser = 'git';

/** `user@host:path`, which has no scheme and whose path starts in the user's home. */
const scpForm = /^(?:([^@/:]+)@)?(\[[0-9a-fA-F:]+\]|[^@/:[\]]+):(?!\/\/)(.+)$/;

/**
 * Reads the address of a repository: `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file:///…` or an absolute path. Throws
 * SourceError `invalid-address` for what is none, and `refused` for transports that run programs of the address' choice or are not in
 * `allowed`. No part of an address can become an option of git or ssh.
 */
export function parseGitAddress(text: string, allowed: readonly GitProtocol[]): GitAddress {
  const written = text.trim();
  if (written === '' || written.length > maxLength || /[\p{Cc} ]/u.test(written)) {
    throw invalid(text, 'it is empty, too long, or holds blanks or control characters');
  }
  const address = readAddress(written);
  if (!allowed.includes(address.protocol)) {
    throw refused(text, `${address.protocol} is not allowed here; use ${allowed.join(', ')}`);
  }
  return address;
}

function readAddress(written: string): GitAddress {
  if (/^[a-z0-9+.-]+::/i.test(written)) throw refused(written, 'remote helpers are not allowed; use https or ssh');
  if (written.startsWith('/')) return fileAddress(written, written);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(written)?.[1]?.toLowerCase();
  if (scheme === undefined) return scpAddress(written);
  if (scheme === 'file') return fileAddress(written, /^file:\/\/(?:localhost)?(\/.*)$/i.exec(written)?.[1]);
  if (scheme !== 'https' && scheme !== 'http' && scheme !== 'ssh') {
    throw refused(written, `the transport ${scheme} is not supported; use https or ssh`);
  }
  return urlAddress(written, scheme);
}

function urlAddress(written: string, protocol: 'https' | 'http' | 'ssh'): GitAddress {
  if (!URL.canParse(written)) throw invalid(written, 'it is no URL');
  const url = new URL(written);
  if (url.search !== '' || url.hash !== '') throw invalid(written, 'it has a query or a fragment');
  const user = decode(written, url.username);
  const password = decode(written, url.password);
  const port = url.port === defaultPorts[url.protocol] ? '' : url.port;
  const host = `${checkHost(written, url.hostname.toLowerCase())}${port === '' ? '' : `:${port}`}`;
  const path = url.pathname;
  if (path === '/' || path === '') throw invalid(written, 'it names a host and no repository');
  if (protocol !== 'ssh') {
    return {
      protocol,
      url: `${protocol}://${host}${path}`,
      key: `${protocol}://${host}${bare(path)}`,
      host,
      ...(user === '' ? {} : { username: user }),
      ...(password === '' ? {} : { password: new Secret(password) }),
    };
  }
  if (password !== '') throw invalid(written, 'a password cannot stand in an SSH address; give a key');
  const login = `${checkUser(written, user === '' ? usualUser : user)}@`;
  checkPath(written, decode(written, path).replace(/^\/(?=~)/, ''));
  return { protocol, url: `ssh://${login}${host}${path}`, key: `ssh://${login}${host}${bare(path)}`, host };
}

function scpAddress(written: string): GitAddress {
  const [, user, host, path] = scpForm.exec(written) ?? [];
  if (host === undefined || path === undefined)
    throw invalid(written, 'it is no URL, no user@host:path and no absolute path');
  const login = `${checkUser(written, user ?? usualUser)}@`;
  const name = checkHost(written, host.toLowerCase());
  checkPath(written, path);
  const home = path.startsWith('/') || path.startsWith('~') ? '' : '~/';
  return {
    protocol: 'ssh',
    url: `${login}${name}:${path}`,
    key: `ssh://${login}${name}/${home}${bare(path).replace(/^\//, '')}`,
    host: name,
  };
}

function fileAddress(written: string, path: string | undefined): GitAddress {
  if (path === undefined) throw invalid(written, 'a file address needs an absolute path');
  const plain = path.replace(/\/+$/, '').replaceAll(/\/+/g, '/');
  if (plain === '' || plain.split('/').includes('..')) throw invalid(written, 'its path is no folder of a repository');
  return { protocol: 'file', url: `file://${plain}`, key: `file://${plain}`, host: '' };
}

function bare(path: string): string {
  return path
    .replaceAll(/\/+/g, '/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}

/** What begins with `-` would be an option to ssh (CVE-2017-1000117). */
function checkHost(written: string, host: string): string {
  if (!/^(?:[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])$/.test(host))
    throw invalid(written, 'its host is no host name');
  return host;
}

function checkUser(written: string, user: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(user))
    throw invalid(written, 'its user has characters that no user name has');
  return user;
}

function checkPath(written: string, path: string): void {
  if (path.startsWith('-') || /[\p{Cc}'"\\`$;|&<>]/u.test(path))
    throw invalid(written, 'its path has characters that are not allowed');
}

function decode(written: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(written, 'it has a broken percent escape');
  }
}

/** The address for a message: what may be a password is cut out. */
export function withoutCredentials(text: string): string {
  return text
    .slice(0, 200)
    .replace(/\/\/[^/@]*(?:@[^/@]*)*@/, '//')
    .replaceAll(/\p{Cc}/gu, '?');
}

function invalid(text: string, why: string): SourceError {
  const object = withoutCredentials(text);
  return new SourceError('invalid-address', `the repository address ${object} cannot be used: ${why}`, { object });
}

function refused(text: string, why: string): SourceError {
  const object = withoutCredentials(text);
  return new SourceError('refused', `the repository address ${object} is refused: ${why}`, { object });
}
