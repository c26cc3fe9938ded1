import { type Clock, isJsonObject, type JsonObject, Secret } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import { type HttpClient, type HttpReply, publicAddress, readBody } from '../http/index.ts';
import type { OciAddress } from './address.ts';
import type { Challenge } from './challenge.ts';
import type { OciCredentials } from './credentials.ts';
import { registryFailure } from './failure.ts';

/** A token to pull with, and until when. */
export interface RegistryToken {
  readonly authorization: Secret;
  readonly expiresAt: number;
}

const maxAnswerBytes = 1024 * 1024;

/** What a token lives where the server does not say (distribution specification, token authentication). */
const defaultLifeMs = 60_000;

/** How long before its end a token is no longer used. */
const marginMs = 10_000;

/** What is needed to ask for a token. */
export interface TokenRequest {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly address: OciAddress;
  readonly credentials: OciCredentials;
  readonly challenge: Challenge;
  /** Whether the registry itself is spoken to in plain HTTP. */
  readonly plain: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the server that a registry names for a token to pull with: by the credentials, or as anybody. An identity token goes as a form
 * (OAuth 2), all else as a GET. Throws SourceError.
 */
export async function requestToken(asked: TokenRequest): Promise<RegistryToken> {
  const { http, address, credentials, challenge, clock, signal } = asked;
  const { realm = '', service = '' } = challenge.parameters;
  checkRealm(asked, realm);
  const scope = `repository:${address.repository}:pull`;
  const common = { http: credentials, signal };
  let reply: HttpReply;
  if (credentials.kind === 'identity-token') {
    const form = { grant_type: 'refresh_token', service, scope, client_id: 'slipway' };
    const body = new URLSearchParams({ ...form, refresh_token: credentials.token.reveal() }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    reply = await http.send({ ...common, url: realm, method: 'POST', headers, body });
  } else {
    const url = new URL(realm);
    if (service !== '') url.searchParams.set('service', service);
    url.searchParams.set('scope', scope);
    reply = await http.send({ ...common, url: url.href, authorization: basicOf(credentials) });
  }
  const bytes = await readBody(reply, maxAnswerBytes);
  if (reply.status !== 200) throw registryFailure('GET', reply, bytes, credentials);
  const answer = parse(bytes);
  const token = [answer?.['token'], answer?.['access_token']].find((text) => typeof text === 'string' && text !== '');
  if (typeof token !== 'string') {
    const object = publicAddress(reply.url);
    throw new SourceError('unauthorized', `${object}: the token server gives no token`, { object });
  }
  const seconds = Number(answer?.['expires_in']);
  const lifeMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : defaultLifeMs;
  return { authorization: bearerOf(new Secret(token)), expiresAt: clock.now() + Math.max(lifeMs - marginMs, 1000) };
}

/** The value of `Authorization` for a registry that wants no token. */
export function basicOf(credentials: OciCredentials): Secret | undefined {
  if (credentials.kind !== 'basic') return undefined;
  const pair = `${credentials.username}:${credentials.password.reveal()}`;
  return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`);
}

/** The value of `Authorization` for a token that is sent as it is. */
export function bearerOf(token: Secret): Secret {
  return new Secret(`Bearer ${token.reveal()}`);
}

/** Credentials go to the server that the registry names, so it must be as well guarded as the registry. */
function checkRealm({ address, plain }: TokenRequest, realm: string): void {
  const object = address.url;
  if (!URL.canParse(realm)) {
    throw new SourceError('refused', `${object}: the registry names no token server`, { object });
  }
  const { protocol } = new URL(realm);
  if (protocol === 'https:' || (protocol === 'http:' && plain)) return;
  const text = `${object}: the registry wants credentials sent to ${publicAddress(realm)}, which is not encrypted`;
  throw new SourceError('refused', text, { object });
}

function parse(bytes: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
