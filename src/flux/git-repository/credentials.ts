import { isJsonObject, jsonAt, type KubeObject, Secret, textAt } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import type { GitCredentials } from '../../source/index.ts';

/** The credentials of a GitRepository, or why they cannot be had, in upstream's words. */
export type CredentialsResult =
  | { readonly kind: 'credentials'; readonly credentials: GitCredentials }
  | { readonly kind: 'problem'; readonly message: string };

/** Reads the Secret that `spec.secretRef` names (source-controller v1.9, getAuthOpts; fluxcd/pkg git NewAuthOptions). */
export async function gitCredentials(repository: KubeObject, lookup: Lookup): Promise<CredentialsResult> {
  const name = jsonAt(repository, 'spec', 'secretRef', 'name');
  if (typeof name !== 'string') return { kind: 'credentials', credentials: { kind: 'none' } };
  const namespace = repository.metadata.namespace ?? '';
  const secret = await lookup.get({ group: '', kind: 'Secret' }, namespace, name);
  if (secret === undefined) {
    const id = `failed to get secret '${namespace}/${name}'`;
    return { kind: 'problem', message: `${id}: ${id}: secrets "${name}" not found` };
  }
  return readCredentials(textAt(repository, 'spec', 'url'), secret);
}

function readCredentials(url: string, secret: KubeObject): CredentialsResult {
  const value = (key: string): string => {
    const data = isJsonObject(secret['data']) ? secret['data'][key] : undefined;
    return typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '';
  };
  const problem = (message: string): CredentialsResult => ({
    kind: 'problem',
    message: `failed to configure authentication options: ${message}`,
  });
  if (url.startsWith('ssh://')) {
    const privateKey = value('identity');
    const knownHosts = value('known_hosts');
    const passphrase = value('password');
    if (privateKey === '') return problem("invalid 'ssh' auth option: 'identity' is required");
    if (knownHosts === '') return problem("invalid 'ssh' auth option: 'known_hosts' is required");
    return {
      kind: 'credentials',
      credentials: {
        kind: 'ssh',
        privateKey: new Secret(privateKey),
        knownHosts,
        ...(passphrase === '' ? {} : { passphrase: new Secret(passphrase) }),
      },
    };
  }
  const caCertificate = value('ca.crt') || value('caFile');
  const authority = caCertificate === '' ? {} : { caCertificate };
  const username = value('username');
  const password = value('password');
  const bearer = value('bearerToken');
  if (bearer !== '') {
    return { kind: 'credentials', credentials: { kind: 'bearer', token: new Secret(bearer), ...authority } };
  }
  if (username === '' && password !== '')
    return problem("invalid 'http' auth option: 'password' requires 'username' to be set");
  return {
    kind: 'credentials',
    credentials: { kind: 'basic', username, password: new Secret(password), ...authority },
  };
}
