import { isJsonObject, type JsonObject, Secret } from '../../base/index.ts';
import { compileGlob } from '../../lang/index.ts';
import type { HttpOptions } from '../http/index.ts';

/** How to sign in to a registry. */
export type OciSignIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  /** A refresh token, which the registry's token server changes for one to pull with. */
  | { readonly kind: 'identity-token'; readonly token: Secret }
  /** A token to pull with, sent as it is. */
  | { readonly kind: 'registry-token'; readonly token: Secret };

/** How to sign in to a registry, and the way there. */
export type OciCredentials = OciSignIn &
  HttpOptions & {
    /** Speaks plain HTTP where the registry does not answer over TLS. */
    readonly insecureHttp?: boolean;
  };

/**
 * What a Docker configuration (`.dockerconfigjson`, `config.json`) says for a repository: of the entries whose host and folder fit, that of the
 * longest folder (Kubernetes v1.36, pkg/credentialprovider keyring). `none` where nothing fits; undefined for what is no such configuration.
 */
export function dockerConfigSignIn(text: string, registry: string, repository: string): OciSignIn | undefined {
  const config = parseObject(text);
  if (config === undefined) return undefined;
  // The older form, `.dockercfg`, is the entries alone.
  const auths = isJsonObject(config['auths']) ? config['auths'] : config;
  const fitting = Object.entries(auths)
    .map(([key, entry]) => ({ key: keyOf(key), entry }))
    .filter(({ key }) => fits(key, hubName(registry), repository))
    .sort((a, b) => b.key.path.length - a.key.path.length);
  for (const { entry } of fitting) {
    const signIn = isJsonObject(entry) ? signInOf(entry) : undefined;
    if (signIn !== undefined) return signIn;
  }
  return { kind: 'none' };
}

interface Key {
  readonly host: string;
  readonly path: string;
}

function keyOf(key: string): Key {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const [host = '', ...path] = bare.split('/');
  // What `docker login` writes for Docker Hub.
  const folder = path.join('/').replace(/^v[12]$/, '');
  return { host: hubName(host), path: folder };
}

function hubName(host: string): string {
  return host === 'docker.io' || host === 'registry-1.docker.io' ? 'index.docker.io' : host;
}

function fits(key: Key, registry: string, repository: string): boolean {
  const [pattern, name] = [key.host.split('.'), registry.split('.')];
  const host =
    pattern.length === name.length &&
    pattern.every((part, index) => compileGlob(part, { style: 'path-match' })?.matches(name[index] ?? '') === true);
  return host && (key.path === '' || repository === key.path || repository.startsWith(`${key.path}/`));
}

function signInOf(entry: JsonObject): OciSignIn | undefined {
  const text = (field: string): string => (typeof entry[field] === 'string' ? entry[field] : '');
  if (text('registrytoken') !== '') return { kind: 'registry-token', token: new Secret(text('registrytoken')) };
  if (text('identitytoken') !== '') return { kind: 'identity-token', token: new Secret(text('identitytoken')) };
  if (text('username') !== '' || text('password') !== '') {
    return { kind: 'basic', username: text('username'), password: new Secret(text('password')) };
  }
  const pair = Buffer.from(text('auth'), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  return { kind: 'basic', username: pair.slice(0, colon), password: new Secret(pair.slice(colon + 1)) };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
