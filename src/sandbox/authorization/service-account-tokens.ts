import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject, numberAt, type Random, textAt, textsAt } from '../../base/index.ts';
import type { UserInfo } from '../machinery/cluster.ts';
import type { Storage } from '../storage.ts';
import { serviceAccountUser } from '../http/access/authentication.ts';

/** Who gives tokens, and for whom they are unless somebody asks otherwise. */
export const tokenIssuer = 'https://kubernetes.default.svc';

/** What a token says. */
export interface TokenClaims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly audiences: readonly string[];
  /** In seconds. */
  readonly issuedAt: number;
  /** In seconds; absent for one that never ends. */
  readonly expiresAt?: number;
  /** The object with which the token ends. */
  readonly bound?: { readonly kind: string; readonly name: string; readonly uid: string };
}

/** Makes and knows tokens of service accounts: JSON web tokens that are signed with the sandbox's own key. */
export class ServiceAccountTokens {
  readonly #storage: Storage;
  readonly #random: Random;
  readonly #now: () => number;
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  readonly #keyId: string;

  /** `key` is a private EC key, PEM; `now` in milliseconds. */
  constructor(storage: Storage, random: Random, now: () => number, key: string) {
    this.#storage = storage;
    this.#random = random;
    this.#now = now;
    this.#private = createPrivateKey(key);
    this.#public = createPublicKey(this.#private);
    this.#keyId = createHash('sha256')
      .update(this.#public.export({ type: 'spki', format: 'der' }))
      .digest('base64url');
  }

  issue(claims: TokenClaims): string {
    const { namespace, name, uid, audiences, issuedAt, expiresAt, bound } = claims;
    const kubernetes: JsonObject = {
      namespace,
      ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
      serviceaccount: { name, uid },
    };
    const payload: JsonObject = {
      aud: [...audiences],
      ...(expiresAt === undefined ? {} : { exp: expiresAt }),
      iat: issuedAt,
      iss: tokenIssuer,
      jti: this.#random.uuid(),
      'kubernetes.io': kubernetes,
      nbf: issuedAt,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const text = `${encode({ alg: 'ES256', kid: this.#keyId })}.${encode(payload)}`;
    const signature = sign('sha256', Buffer.from(text), { key: this.#private, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  /** The service account of a token; undefined for one that is not ours, is over, or whose account or object is gone. */
  userOf(token: string): UserInfo | undefined {
    const payload = this.#verified(token);
    if (payload === undefined) return undefined;
    const seconds = this.#now() / 1000;
    const expires = payload['exp'];
    if ((typeof expires === 'number' && expires < seconds) || numberAt(payload, ['nbf']) > seconds + 60)
      return undefined;
    if (!textsAt(payload, 'aud').includes(tokenIssuer)) return undefined;
    const about = payload['kubernetes.io'];
    const namespace = textAt(about, 'namespace');
    const [name, uid] = [textAt(about, 'serviceaccount', 'name'), textAt(about, 'serviceaccount', 'uid')];
    if (!this.#exists('serviceaccounts', namespace, name, uid)) return undefined;
    for (const [kind, plural] of [
      ['pod', 'pods'],
      ['secret', 'secrets'],
    ] as const) {
      const bound = isJsonObject(about) ? about[kind] : undefined;
      if (bound !== undefined && !this.#exists(plural, namespace, textAt(bound, 'name'), textAt(bound, 'uid'))) {
        return undefined;
      }
    }
    const user = serviceAccountUser(namespace, name, uid);
    return { ...user, extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${textAt(payload, 'jti')}`] } };
  }

  #verified(token: string): JsonObject | undefined {
    const [head = '', body = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || signature === '') return undefined;
    const key = { key: this.#public, dsaEncoding: 'ieee-p1363' } as const;
    const good = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    if (!good) return undefined;
    const payload = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Json;
    return isJsonObject(payload) && payload['iss'] === tokenIssuer ? payload : undefined;
  }

  #exists(plural: string, namespace: string, name: string, uid: string): boolean {
    return this.#storage.get(`/${plural}/${namespace}/${name}`)?.object.metadata.uid === uid;
  }
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
