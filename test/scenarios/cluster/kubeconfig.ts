import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { isJsonObject, jsonAt, type Json, type JsonObject } from '../../../src/base/index.ts';

/** How to reach a cluster: what the current context of a kubeconfig says. */
export interface Connection {
  /** `https://host:port`, without a slash at its end. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: {
    readonly rejectUnauthorized: boolean;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
  };
}

/**
 * The connection of a kubeconfig file's current context. Tokens, client certificates, CAs (inline or files) and basic credentials
 * are read; exec and auth-provider plugins are refused with an error.
 */
export function readKubeconfig(path: string): Connection {
  const config = load(readFileSync(path, 'utf8')) as Json;
  const context = named(config, 'contexts', jsonAt(config, 'current-context'), path);
  const cluster = named(config, 'clusters', jsonAt(context, 'context', 'cluster'), path)['cluster'];
  const user = named(config, 'users', jsonAt(context, 'context', 'user'), path)['user'] ?? {};
  if (jsonAt(user, 'exec') !== undefined || jsonAt(user, 'auth-provider') !== undefined) {
    throw new Error(`${path}: the user runs a plugin to log in; give a kubeconfig with a token or a certificate`);
  }
  const file = (value: Json | undefined, name: string): string | undefined => {
    const inline = text(value, `${name}-data`);
    if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
    const other = text(value, name);
    return other === undefined ? undefined : readFileSync(resolve(dirname(path), other), 'utf8');
  };
  const token = text(user, 'token') ?? optionalFile(path, text(user, 'tokenFile'));
  const username = text(user, 'username');
  const ca = file(cluster, 'certificate-authority');
  const cert = file(user, 'client-certificate');
  const key = file(user, 'client-key');
  const servername = text(cluster, 'tls-server-name');
  return {
    server: (text(cluster, 'server') ?? '').replace(/\/+$/, ''),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(username === undefined ? {} : { authorization: `Basic ${basic(username, text(user, 'password') ?? '')}` }),
    },
    tls: {
      rejectUnauthorized: jsonAt(cluster, 'insecure-skip-tls-verify') !== true,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
    },
  };
}

function named(config: Json, list: string, name: Json | undefined, path: string): JsonObject {
  const items = jsonAt(config, list);
  const found = Array.isArray(items) ? items.find((item) => jsonAt(item, 'name') === name) : undefined;
  if (!isJsonObject(found)) throw new Error(`${path}: ${list} has no ${JSON.stringify(name)}`);
  return found;
}

function text(value: Json | undefined, key: string): string | undefined {
  const found = jsonAt(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function optionalFile(path: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileSync(resolve(dirname(path), file), 'utf8').trim();
}

function basic(username: string, password: string): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
