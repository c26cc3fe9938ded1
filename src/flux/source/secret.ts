import { isJsonObject, jsonAt, type KubeObject, Secret } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import type { HttpOptions, HttpProxy } from '../../source/index.ts';

/** The values of a Secret by key; an absent one is the empty text. */
export type SecretValues = (key: string) => string;

/** A Secret that a source names: its values, that it names none, or that it is not there. */
export type NamedSecret =
  | { readonly kind: 'values'; readonly values: SecretValues; readonly object: KubeObject }
  | { readonly kind: 'none' }
  /** `id` is `<namespace>/<name>`. */
  | { readonly kind: 'missing'; readonly id: string; readonly name: string };

/** Reads the Secret that `spec.<field>.name` of a source names, in its namespace. */
export async function namedSecret(owner: KubeObject, field: string, lookup: Lookup): Promise<NamedSecret> {
  const name = jsonAt(owner, 'spec', field, 'name');
  if (typeof name !== 'string' || name === '') return { kind: 'none' };
  const { namespace = '' } = owner.metadata;
  const object = await lookup.get({ group: '', kind: 'Secret' }, namespace, name);
  if (object === undefined) return { kind: 'missing', id: `${namespace}/${name}`, name };
  const data = isJsonObject(object['data']) ? object['data'] : {};
  const values: SecretValues = (key) => {
    const value = data[key];
    return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
  };
  return { kind: 'values', values, object };
}

/** The certificates in a Secret: an authority to trust, a certificate to show (fluxcd/pkg runtime secrets). */
export function tlsOptions(values: SecretValues): HttpOptions {
  const authority = values('ca.crt') || values('caFile');
  const certificate = values('tls.crt') || values('certFile');
  const key = values('tls.key') || values('keyFile');
  return {
    ...(authority === '' ? {} : { caCertificate: authority }),
    ...(certificate === '' || key === '' ? {} : { clientCertificate: { certificate, privateKey: new Secret(key) } }),
  };
}

/** The proxy in a Secret; undefined where it names none. */
export function proxyOption(values: SecretValues): HttpProxy | undefined {
  const [address, username, password] = [values('address'), values('username'), values('password')];
  if (address === '') return undefined;
  return {
    address,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password: new Secret(password) }),
  };
}
