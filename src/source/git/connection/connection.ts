import { Secret } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import type { HttpOptions } from '../../http/index.ts';
import type { GitAddress } from '../address/index.ts';
import type { GitCredentials } from '../credentials.ts';

/** A repository's address together with what opens it. */
export interface Connection {
  readonly address: GitAddress;
  readonly credentials: GitCredentials;
  /** The value of the `Authorization` header; absent where nobody signs in. */
  readonly authorization?: Secret;
  readonly http: HttpOptions;
  /** All that must not be seen in a message. */
  readonly secrets: readonly Secret[];
}

/**
 * Joins an address and credentials; what stands in the address itself counts where no others are given. Throws SourceError
 * `unauthorized` where the two do not fit together.
 */
export function connect(address: GitAddress, given: GitCredentials): Connection {
  const credentials = withAddress(address, given);
  const { url } = address;
  if (address.protocol === 'ssh') {
    if (credentials.kind !== 'ssh') {
      throw mismatch(url, 'an SSH address needs an SSH key and known_hosts, and no others are given');
    }
    if (credentials.knownHosts.trim() === '' && credentials.insecureIgnoreHostKey !== true) {
      throw mismatch(url, 'known_hosts is empty, so no host can be trusted; add the host key (ssh-keyscan shows it)');
    }
  } else if (credentials.kind === 'ssh') {
    throw mismatch(url, 'an SSH key opens only ssh:// and user@host: addresses');
  }
  const header = authorizationOf(credentials);
  const authorization = header === undefined ? undefined : new Secret(header);
  return {
    address,
    credentials,
    ...(authorization === undefined ? {} : { authorization }),
    http: credentials.kind === 'ssh' ? {} : credentials,
    secrets: [...secretsOf(credentials), ...(authorization === undefined ? [] : [authorization])],
  };
}

function withAddress(address: GitAddress, given: GitCredentials): GitCredentials {
  if (given.kind === 'basic' && given.username === '' && address.username !== undefined) {
    return { ...given, username: address.username };
  }
  if (given.kind !== 'none' || address.username === undefined) return given;
  if (address.password !== undefined) {
    return { ...given, kind: 'basic', username: address.username, password: address.password };
  }
  return given;
}

function authorizationOf(credentials: GitCredentials): string | undefined {
  if (credentials.kind === 'bearer') return `Bearer ${credentials.token.reveal()}`;
  if (credentials.kind !== 'basic') return undefined;
  const pair = `${credentials.username}:${credentials.password.reveal()}`;
  return pair === ':' ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`;
}

function secretsOf(credentials: GitCredentials): readonly Secret[] {
  if (credentials.kind === 'ssh') return [credentials.privateKey, ...optional(credentials.passphrase)];
  return [
    ...(credentials.kind === 'basic' ? [credentials.password] : []),
    ...(credentials.kind === 'bearer' ? [credentials.token] : []),
    ...optional(credentials.clientCertificate?.privateKey),
    ...optional(credentials.proxy?.password),
  ];
}

function optional(secret: Secret | undefined): readonly Secret[] {
  return secret === undefined ? [] : [secret];
}

function mismatch(object: string, why: string): SourceError {
  return new SourceError('unauthorized', `${object}: ${why}`, { object });
}
