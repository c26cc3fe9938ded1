import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Authorizer } from '../../authorization/authorizer.ts';
import { ApiError, badRequest } from '../../machinery/api-error.ts';
import type { UserInfo } from '../../machinery/cluster.ts';
import { forbiddenRequest } from './authorize.ts';

/** Knows who a bearer token belongs to. */
export interface TokenAuthenticator {
  /** The user, undefined where the token is not known. */
  userOf(token: string): UserInfo | undefined;
}

/** Who may do everything: the owner of the kubeconfig. */
export const adminUser: UserInfo = { name: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };

const anonymous: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Knows one token, which is the administrator's. */
export function adminToken(token: string): TokenAuthenticator {
  const expected = digest(token);
  return { userOf: (given) => (timingSafeEqual(digest(given), expected) ? adminUser : undefined) };
}

/** Asks one after the other. */
export function anyOf(...authenticators: readonly TokenAuthenticator[]): TokenAuthenticator {
  return {
    userOf: (token) => {
      for (const authenticator of authenticators) {
        const user = authenticator.userOf(token);
        if (user !== undefined) return user;
      }
      return undefined;
    },
  };
}

/** The user who sends a request; nobody in particular where it has no token. Throws ApiError 401. */
export function authenticate(headers: IncomingHttpHeaders, tokens: TokenAuthenticator): UserInfo {
  const header = headers.authorization;
  if (header === undefined) return anonymous;
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  const user = token === undefined ? undefined : tokens.userOf(token);
  if (user === undefined) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/**
 * The user whom a request impersonates, or `user` where it impersonates nobody. Throws ApiError 403 where `user` may not, 400 where
 * the headers make no sense (apiserver endpoints/filters/impersonation).
 */
export function impersonate(headers: IncomingHttpHeaders, user: UserInfo, authorizer: Authorizer): UserInfo {
  const name = headerText(headers['impersonate-user']);
  const groups = headerList(headers['impersonate-group']);
  const uid = headerText(headers['impersonate-uid']);
  const extra: Record<string, readonly string[]> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (header.startsWith('impersonate-extra-')) {
      extra[decodeURIComponent(header.slice('impersonate-extra-'.length))] = headerList(value);
    }
  }
  if (name === '') {
    if (groups.length === 0 && uid === '' && Object.keys(extra).length === 0) return user;
    throw badRequest(`requested ${goUser(uid, groups, extra)} without impersonating a user name`);
  }
  const check = (group: string, resource: string, target: string, namespace = ''): void => {
    const question = { kind: 'resource', user, verb: 'impersonate', group, resource, namespace, name: target } as const;
    if (!authorizer.decide(question).allowed) throw forbiddenRequest(question);
  };
  const account = serviceAccountOf(name);
  if (account === undefined) check('', 'users', name);
  else check('', 'serviceaccounts', account.name, account.namespace);
  for (const group of groups) check('', 'groups', group);
  if (uid !== '') check('authentication.k8s.io', 'uids', uid);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) check('authentication.k8s.io', `userextras/${key}`, value);
  }
  return {
    name,
    ...(uid === '' ? {} : { uid }),
    groups: withStandardGroups(name, groups, account?.namespace),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** Namespace and name of a service account's user name; undefined for other users. */
export function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  return match === null ? undefined : { namespace: match[1] ?? '', name: match[2] ?? '' };
}

/** The user that a service account is. */
export function serviceAccountUser(namespace: string, name: string, uid?: string): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    ...(uid === undefined ? {} : { uid }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

function withStandardGroups(name: string, groups: readonly string[], namespace: string | undefined): string[] {
  const all = [...groups];
  if (namespace !== undefined && groups.length === 0) {
    all.push('system:serviceaccounts', `system:serviceaccounts:${namespace}`);
  }
  const known = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  if (!all.includes(known) && !all.includes('system:unauthenticated')) all.push(known);
  return all;
}

/** A user as Go's `%#v` prints it. */
function goUser(uid: string, groups: readonly string[], extra: Readonly<Record<string, readonly string[]>>): string {
  const list = (values: readonly string[]): string =>
    values.length === 0 ? '[]string(nil)' : `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const entries = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`);
  const more = entries.length === 0 ? 'map[string][]string(nil)' : `map[string][]string{${entries.join(', ')}}`;
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${list(groups)}, Extra:${more}}`;
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

/** A header that may come several times; node joins them with commas. */
function headerList(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : value.split(', ')).filter((item) => item !== '');
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
