import { jsonAt, type KubeObject, Secret, textAt } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { type ChartRepositoryCredentials, dockerConfigSignIn, type OciSignIn } from '../../source/index.ts';
import { type NamedSecret, namedSecret, type SecretValues, tlsOptions } from '../source/index.ts';

/** How a HelmRepository is opened, or why that cannot be known, in upstream's words. */
export type RepositoryCredentials =
  | { readonly kind: 'credentials'; readonly credentials: ChartRepositoryCredentials }
  | { readonly kind: 'problem'; readonly message: string };

/** Whether a HelmRepository lies in a registry. */
export function isRegistry(repository: KubeObject): boolean {
  return textAt(repository, 'spec', 'type') === 'oci';
}

/** Reads the Secrets that a HelmRepository names (source-controller v1.9, internal/helm/getter). */
export async function repositoryCredentials(repository: KubeObject, lookup: Lookup): Promise<RepositoryCredentials> {
  const certificates = await namedSecret(repository, 'certSecretRef', lookup);
  if (certificates.kind === 'missing') return missing('TLS authentication secret', certificates);
  const login = await namedSecret(repository, 'secretRef', lookup);
  if (login.kind === 'missing') return missing('authentication secret', login);
  const secret = certificates.kind === 'values' ? certificates : login;
  const tls = secret.kind === 'values' ? tlsOptions(secret.values) : {};
  const values: SecretValues = login.kind === 'values' ? login.values : () => '';
  const [username, password] = [values('username'), values('password')];
  if (isRegistry(repository)) {
    const url = textAt(repository, 'spec', 'url');
    const signIn = login.kind === 'values' ? signInOf(values, url) : ({ kind: 'none' } as const);
    if (signIn === undefined) {
      const text =
        'failed to configure OCI registry authentication: the secret holds no docker configuration that can be read';
      return { kind: 'problem', message: text };
    }
    const insecure = jsonAt(repository, 'spec', 'insecure') === true ? { insecureHttp: true } : {};
    return { kind: 'credentials', credentials: { kind: 'oci', oci: { ...signIn, ...tls, ...insecure } } };
  }
  const passCredentials = jsonAt(repository, 'spec', 'passCredentials') === true ? { passCredentials: true } : {};
  const basic = username === '' || password === '' ? {} : { username, password: new Secret(password) };
  return { kind: 'credentials', credentials: { kind: 'http', ...tls, ...basic, ...passCredentials } };
}

/** What a Secret says for a registry: a docker configuration, or a name and a password. Undefined for a configuration that is none. */
export function signInOf(values: SecretValues, url: string): OciSignIn | undefined {
  const config = values('.dockerconfigjson') || values('.dockercfg');
  const [host = '', ...path] = url.replace(/^oci:\/\//, '').split('/');
  if (config !== '') return dockerConfigSignIn(config, host, path.join('/'));
  const [username, password] = [values('username'), values('password')];
  if (username === '' && password === '') return { kind: 'none' };
  return { kind: 'basic', username, password: new Secret(password) };
}

function missing(what: string, secret: Extract<NamedSecret, { kind: 'missing' }>): RepositoryCredentials {
  const message = `failed to get ${what} '${secret.id}': secrets "${secret.name}" not found`;
  return { kind: 'problem', message };
}
