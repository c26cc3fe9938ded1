import { KubeError } from '../error.ts';

/**
 * The address of an API server as client-go reads it (rest.DefaultServerURL): a scheme may be missing, and is then `https` where
 * anything about TLS is configured, else `http`. User names, queries and fragments are refused. Throws KubeError `config`.
 */
export function parseServerAddress(address: string, tlsConfigured: boolean, source: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(address)
    ? address
    : `${tlsConfigured ? 'https' : 'http'}://${address}`;
  const refuse = (why: string): KubeError =>
    new KubeError('config', `${source}: the server address ${JSON.stringify(address)} ${why}`, { object: source });
  if (!URL.canParse(withScheme)) throw refuse('is not a URL; write it as https://host:port');
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('must start with https:// or http://');
  if (url.username !== '' || url.password !== '') throw refuse('must not hold a user name or a password');
  if (url.search !== '' || url.hash !== '') throw refuse('must not have a query or a fragment');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
