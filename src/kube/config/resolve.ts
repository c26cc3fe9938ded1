import { isAbsolute, join } from 'node:path';
import { Secret } from '../../base/index.ts';
import type { Identity } from '../client.ts';
import { KubeError } from '../error.ts';
import type { ClusterConfig, Credential, PemSource, TlsConfig } from './cluster-config.ts';
import { readExecPlugin } from './exec-section.ts';
import { Fields } from './fields.ts';
import type { Kubeconfig, KubeconfigEntry } from './kubeconfig.ts';
import { parseServerAddress } from './server-address.ts';
import { type ConfigTrust, demandTrust } from './trust.ts';

/** What stands above the kubeconfig: kubectl's flags of the same names. */
export interface ConfigOverrides {
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: Secret | undefined;
  /** `--as`, `--as-group`, `--as-uid`. */
  readonly identity?: Identity | undefined;
}

/**
 * The connection that a context of `config` describes. What clientcmd refuses is refused (both forms of one datum, a certificate
 * without a key, a token beside a password, groups without a user), and so is a user that the context names and the file lacks.
 * Throws KubeError `config`.
 */
export function resolveContext(config: Kubeconfig, trust: ConfigTrust, overrides: ConfigOverrides = {}): ClusterConfig {
  const contextName = overrides.context ?? config.currentContext;
  const context = contextName === '' ? undefined : chosen(config, 'contexts', 'context', contextName);
  const clusterName = overrides.cluster ?? context?.string('cluster') ?? '';
  if (clusterName === '') throw unusable(config, contextName);
  const cluster = chosen(config, 'clusters', 'cluster', clusterName);
  const userName = overrides.user ?? context?.string('user') ?? '';
  const user = userName === '' ? undefined : chosen(config, 'users', 'user', userName);
  const clusterEntry = config.clusters.get(clusterName);
  const userEntry = config.users.get(userName);

  const tls: TlsConfig = {
    ...readClusterTls(cluster, clusterEntry, trust),
    clientCertificate: user === undefined ? undefined : readClientCertificate(user, userEntry, trust),
  };
  const address = overrides.server ?? cluster.string('server');
  if (address === undefined) {
    throw new KubeError('config', `${cluster.place}: has no server`, { object: cluster.place });
  }
  const tlsConfigured = tls.ca !== undefined || tls.insecure || tls.clientCertificate !== undefined;
  const proxyUrl = cluster.secret('proxy-url');
  if (proxyUrl !== undefined) checkProxyUrl(proxyUrl, cluster.place);
  return {
    server: parseServerAddress(address, tlsConfigured, cluster.place),
    tls,
    credential:
      overrides.token !== undefined
        ? { kind: 'token', token: overrides.token }
        : user === undefined
          ? { kind: 'none' }
          : readCredential(user, cluster, userEntry, trust),
    identity: overrides.identity ?? (user === undefined ? undefined : readIdentity(user)),
    namespace: overrides.namespace ?? context?.string('namespace') ?? '',
    proxyUrl,
    disableCompression: cluster.boolean('disable-compression'),
  };
}

/** Refuses a proxy that cannot be used. The address is not quoted: it may hold a password. */
export function checkProxyUrl(proxyUrl: Secret, place: string): void {
  const url = URL.canParse(proxyUrl.reveal()) ? new URL(proxyUrl.reveal()) : undefined;
  if (url !== undefined && ['http:', 'https:', 'socks5:'].includes(url.protocol) && url.host !== '') return;
  throw new KubeError('config', `${place}: proxy-url must be an http://, https:// or socks5:// address`, {
    object: place,
  });
}

function chosen(config: Kubeconfig, list: 'contexts' | 'clusters' | 'users', word: string, name: string): Fields {
  const entry = config[list].get(name);
  if (entry !== undefined) return new Fields(entry.fields.reveal(), `${entry.source}: ${word} ${JSON.stringify(name)}`);
  const known = [...config[list].keys()].slice(0, 20).join(', ');
  const hint = known === '' ? `there are no ${list} in it` : `it has ${known}`;
  throw new KubeError('config', `${config.source}: ${word} ${JSON.stringify(name)} does not exist; ${hint}`, {
    object: config.source,
  });
}

function unusable(config: Kubeconfig, contextName: string): KubeError {
  const known = [...config.contexts.keys()].slice(0, 20).join(', ');
  const why =
    contextName !== ''
      ? `context ${JSON.stringify(contextName)} names no cluster`
      : `no context is chosen: set current-context${known === '' ? '' : ` (there are ${known})`}`;
  return new KubeError('config', `${config.source}: ${why}`, { object: config.source });
}

function readClusterTls(cluster: Fields, entry: KubeconfigEntry | undefined, trust: ConfigTrust): TlsConfig {
  const insecure = cluster.boolean('insecure-skip-tls-verify');
  const ca = readPem(cluster, 'certificate-authority', entry, trust);
  if (insecure && ca !== undefined) {
    throw new KubeError(
      'config',
      `${cluster.place}: insecure-skip-tls-verify and a certificate authority exclude each other; remove one`,
      { object: cluster.place },
    );
  }
  if (insecure) demandTrust(trust, 'insecureTls', 'insecure-skip-tls-verify', cluster.place);
  return { insecure, ca, serverName: cluster.string('tls-server-name') };
}

function readClientCertificate(
  user: Fields,
  entry: KubeconfigEntry | undefined,
  trust: ConfigTrust,
): TlsConfig['clientCertificate'] {
  const certificate = readPem(user, 'client-certificate', entry, trust);
  const key = readPem(user, 'client-key', entry, trust);
  if (certificate === undefined) return undefined;
  if (key !== undefined) return { certificate, key };
  throw new KubeError('config', `${user.place}: client-certificate needs client-key or client-key-data beside it`, {
    object: user.place,
  });
}

function readPem(
  fields: Fields,
  name: string,
  entry: KubeconfigEntry | undefined,
  trust: ConfigTrust,
): PemSource | undefined {
  const data = fields.base64(`${name}-data`);
  const path = fields.string(name);
  if (data !== undefined && path !== undefined) {
    throw new KubeError('config', `${fields.place}: ${name} and ${name}-data are both set; remove one`, {
      object: fields.place,
    });
  }
  if (data !== undefined) return { kind: 'data', data };
  if (path === undefined) return undefined;
  demandTrust(trust, 'files', name, fields.place);
  return { kind: 'file', path: absolute(path, entry) };
}

function absolute(path: string, entry: KubeconfigEntry | undefined): string {
  return isAbsolute(path) || entry?.directory === undefined ? path : join(entry.directory, path);
}

/** Precedence as clientcmd and client-go's transport have it: a token or a password beats an exec plugin. */
function readCredential(
  user: Fields,
  cluster: Fields,
  entry: KubeconfigEntry | undefined,
  trust: ConfigTrust,
): Credential {
  const provider = user.object('auth-provider');
  if (provider !== undefined) {
    throw new KubeError(
      'config',
      `${user.place}: auth-provider ${JSON.stringify(provider.string('name') ?? '')} is not supported ` +
        '(kubectl dropped these in 1.26); use an exec plugin, such as kubelogin or gke-gcloud-auth-plugin, or a token',
      { object: user.place },
    );
  }
  const token = user.secret('token');
  const tokenFile = user.string('tokenFile');
  const username = user.string('username');
  const password = user.secret('password');
  const basic = username !== undefined || password !== undefined;
  if ((token !== undefined || tokenFile !== undefined) && basic) {
    throw new KubeError(
      'config',
      `${user.place}: a token and a user name with password exclude each other; remove one`,
      {
        object: user.place,
      },
    );
  }
  if (tokenFile !== undefined) {
    demandTrust(trust, 'files', 'tokenFile', user.place);
    return { kind: 'token-file', path: absolute(tokenFile, entry), initial: token };
  }
  if (token !== undefined) return { kind: 'token', token };
  if (basic) return { kind: 'basic', username: username ?? '', password: password ?? new Secret('') };
  const exec = user.object('exec');
  if (exec === undefined) return { kind: 'none' };
  demandTrust(trust, 'exec', 'exec', user.place);
  return { kind: 'exec', plugin: readExecPlugin(exec, cluster, (path) => absolute(path, entry)) };
}

function readIdentity(user: Fields): Identity | undefined {
  const name = user.string('as');
  const groups = user.strings('as-groups');
  const uid = user.string('as-uid');
  const extra = user.object('as-user-extra');
  if (name === undefined) {
    if (groups.length === 0 && uid === undefined && extra === undefined) return undefined;
    throw new KubeError('config', `${user.place}: as-uid, as-groups and as-user-extra need \`as\` beside them`, {
      object: user.place,
    });
  }
  const extras = extra?.names().map((key) => [key, extra.strings(key)] as const);
  return {
    user: name,
    ...(groups.length > 0 && { groups }),
    ...(uid !== undefined && { uid }),
    ...(extras !== undefined && { extra: Object.fromEntries(extras) }),
  };
}
