import { getCACertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent, ProxyAgent, Socks5ProxyAgent } from 'undici';
import { SourceError } from '../error.ts';
import type { HttpOptions, HttpProxy, ProxyEnvironment } from './options.ts';

/** How long a connection may take to come about. */
const connectTimeoutMs = 30_000;

/** Connections kept open to one host. */
const connectionsAHost = 8;

interface PoolOptions {
  readonly connections: number;
  readonly pipelining: number;
  readonly keepAliveTimeout: number;
  readonly allowH2: boolean;
}

/** Makes the pool of connections for HTTP hosts that are reached in this way. Throws SourceError `invalid-address` for a bad proxy. */
export function createDispatcher(http: HttpOptions, proxies: ProxyEnvironment | undefined): Dispatcher {
  const tls = tlsOptions(http);
  const pool: PoolOptions = { connections: connectionsAHost, pipelining: 1, keepAliveTimeout: 30_000, allowH2: false };
  if (http.proxy !== undefined) return proxyDispatcher(http.proxy, tls, pool);
  const connect = { timeout: connectTimeoutMs, ...tls };
  if (proxies?.httpProxy === undefined && proxies?.httpsProxy === undefined) return new Agent({ ...pool, connect });
  // An absent setting would be read from the environment of the process.
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = proxies;
  return new EnvHttpProxyAgent({ ...pool, connect, requestTls: tls, httpProxy, httpsProxy, noProxy });
}

function tlsOptions(http: HttpOptions): Record<string, unknown> {
  return {
    ...(http.caCertificate === undefined ? {} : { ca: [...getCACertificates('default'), http.caCertificate] }),
    ...(http.clientCertificate === undefined
      ? {}
      : { cert: http.clientCertificate.certificate, key: http.clientCertificate.privateKey.reveal() }),
    ...(http.insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
  };
}

function proxyDispatcher(proxy: HttpProxy, tls: Record<string, unknown>, pool: PoolOptions): Dispatcher {
  if (!URL.canParse(proxy.address)) throw invalidProxy(proxy.address);
  const url = new URL(proxy.address);
  const user = proxy.username ?? decodeURIComponent(url.username);
  const password = proxy.password?.reveal() ?? decodeURIComponent(url.password);
  if (url.protocol === 'socks5:' || url.protocol === 'socks5h:') {
    const signIn = user === '' ? {} : { username: user, password };
    return new Socks5ProxyAgent(new URL(`socks5://${url.host}`), { ...pool, ...signIn, requestTls: tls });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalidProxy(proxy.address);
  const token = user === '' ? {} : { token: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  return new ProxyAgent({ ...pool, ...token, uri: url.origin, requestTls: tls });
}

function invalidProxy(address: string): SourceError {
  const object = URL.canParse(address) ? new URL(address).host : 'proxy';
  return new SourceError(
    'invalid-address',
    `the proxy ${object} cannot be used; give an http, https or socks5 address`,
    { object },
  );
}
