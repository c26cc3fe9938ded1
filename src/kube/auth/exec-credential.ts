import { isJsonObject, type Json, Secret } from '../../base/index.ts';
import type { ExecPlugin } from '../config/index.ts';
import { KubeError } from '../error.ts';

/** What a plugin gave: a token, a certificate with its key, or both. */
export interface ExecCredential {
  readonly token: Secret | undefined;
  readonly certificate: string | undefined;
  readonly key: Secret | undefined;
  /** Milliseconds since the epoch; undefined where it holds until refused. */
  readonly expiresAt: number | undefined;
}

/**
 * Reads what an exec plugin printed: an ExecCredential of the version that was asked for. Throws KubeError `config`, whose text
 * never quotes the output, since that holds the credentials.
 */
export function parseExecCredential(output: string, plugin: ExecPlugin): ExecCredential {
  const fail = (why: string): KubeError =>
    new KubeError('config', `the exec plugin ${plugin.command} ${why}`, { object: plugin.command });
  let value: Json;
  try {
    value = JSON.parse(output) as Json;
  } catch {
    throw fail('printed something that is not JSON');
  }
  if (!isJsonObject(value) || value['kind'] !== 'ExecCredential') throw fail('did not print an ExecCredential');
  if (value['apiVersion'] !== plugin.apiVersion) {
    throw fail(
      `answered in another version than ${plugin.apiVersion}; set the version that it speaks in the kubeconfig`,
    );
  }
  const status = value['status'];
  if (!isJsonObject(status)) throw fail('printed an ExecCredential without status');
  const text = (name: string): string | undefined => {
    const field = status[name] ?? '';
    if (typeof field !== 'string') throw fail(`printed a ${name} that is not text`);
    return field === '' ? undefined : field;
  };
  const token = text('token');
  const certificate = text('clientCertificateData');
  const key = text('clientKeyData');
  if ((certificate === undefined) !== (key === undefined)) {
    throw fail('printed only one of clientCertificateData and clientKeyData');
  }
  if (token === undefined && certificate === undefined) throw fail('printed neither a token nor a certificate');
  const expiry = text('expirationTimestamp');
  const expiresAt = expiry === undefined ? undefined : Date.parse(expiry);
  if (expiresAt !== undefined && Number.isNaN(expiresAt))
    throw fail('printed an expirationTimestamp that is not a time');
  return {
    token: token === undefined ? undefined : new Secret(token),
    certificate,
    key: key === undefined ? undefined : new Secret(key),
    expiresAt,
  };
}
