import { type KubeObject, Secret } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import type { GitCredentials } from '../../source/index.ts';
import { secretTypeLabel } from '../names.ts';

/**
 * The credentials for a repository: of the Secret of type `repository` with this address, else of the Secret of type `repo-creds`
 * whose address is the longest prefix of it (Argo CD v3, util/db/repository.go).
 */
export async function repositoryCredentials(
  url: string,
  controlPlane: string,
  lookup: Lookup,
): Promise<GitCredentials> {
  const secrets = { group: '', kind: 'Secret' };
  const repositories = await lookup.list(secrets, controlPlane, { [secretTypeLabel]: 'repository' });
  const own = repositories.find((secret) => normalize(dataOf(secret, 'url')) === normalize(url));
  const ownCredentials = own === undefined ? none : credentialsOf(own);
  if (ownCredentials.kind !== 'none') return ownCredentials;
  const templates = await lookup.list(secrets, controlPlane, { [secretTypeLabel]: 'repo-creds' });
  const [template] = templates
    .filter((secret) => dataOf(secret, 'url') !== '' && normalize(url).startsWith(normalize(dataOf(secret, 'url'))))
    .sort((a, b) => dataOf(b, 'url').length - dataOf(a, 'url').length);
  return template === undefined ? none : credentialsOf(template);
}

const none: GitCredentials = { kind: 'none' };

function credentialsOf(secret: KubeObject): GitCredentials {
  const password = dataOf(secret, 'password');
  const username = dataOf(secret, 'username');
  const bearer = dataOf(secret, 'bearerToken');
  const privateKey = dataOf(secret, 'sshPrivateKey');
  if (privateKey !== '')
    return { kind: 'ssh', privateKey: new Secret(privateKey), knownHosts: dataOf(secret, 'knownHosts') };
  if (bearer !== '') return { kind: 'bearer', token: new Secret(bearer) };
  if (username !== '' || password !== '') return { kind: 'basic', username, password: new Secret(password) };
  return none;
}

/** A value of a Secret's data, as text. */
export function dataOf(secret: KubeObject, key: string): string {
  const data = secret['data'];
  const value = typeof data === 'object' && data !== null && !Array.isArray(data) ? data[key] : undefined;
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}

/** Addresses that differ only in case, a `.git` ending or a slash at the end are the same. */
function normalize(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
