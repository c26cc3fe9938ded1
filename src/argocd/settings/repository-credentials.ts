import { type KubeObject, Secret } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import type { GitCredentials } from '../../source/index.ts';
import { secretTypeLabel } from '../names.ts';
import { normalizeAddress } from './git-address.ts';

/**
 * The credentials for a repository: of the Secret of type `repository` with this address, of the Application's project first, then of none;
 * where it has no credentials, of the Secret of type `repo-creds` whose address is the longest prefix of it (Argo CD v3.6,
 * util/db/repository_secrets.go).
 */
export async function repositoryCredentials(
  { url, project }: { readonly url: string; readonly project: string },
  controlPlane: string,
  lookup: Lookup,
): Promise<GitCredentials> {
  const secrets = { group: '', kind: 'Secret' };
  const repositories = await lookup.list(secrets, controlPlane, { [secretTypeLabel]: 'repository' });
  const address = normalizeAddress(url);
  const same = repositories.filter((secret) => normalizeAddress(dataOf(secret, 'url')) === address);
  const own =
    same.find((secret) => dataOf(secret, 'project') === project) ??
    same.find((secret) => dataOf(secret, 'project') === '');
  const ownCredentials = own === undefined ? none : credentialsOf(own);
  if (ownCredentials.kind !== 'none') return ownCredentials;
  const templates = await lookup.list(secrets, controlPlane, { [secretTypeLabel]: 'repo-creds' });
  const [template] = templates
    .map((secret) => ({ secret, prefix: normalizeAddress(dataOf(secret, 'url')) }))
    .filter(({ prefix }) => prefix !== '' && address.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return template === undefined ? none : credentialsOf(template.secret);
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
