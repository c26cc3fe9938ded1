import { jwtVerify, SignJWT } from 'jose';
import type { Clock, Random, Secret } from '../../base/index.ts';
import type { Accounts } from './accounts.ts';
import type { Subject } from './authorizer.ts';

/** How long a session lasts: `users.session.duration`'s default. */
export const sessionMs = 24 * 3_600_000;

/** Who signed a session or token, as upstream's tokens name it. */
const issuer = 'argocd';

/** A new session for an account that has just proved who it is, as a JWT of upstream's form (sub `NAME:login`). */
export async function signSession(
  name: string,
  key: Secret,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const issued = Math.floor(clock.now() / 1000);
  const expires = issued + sessionMs / 1000;
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(`${name}:login`)
    .setIssuer(issuer)
    .setIssuedAt(issued)
    .setNotBefore(issued)
    .setExpirationTime(expires)
    .setJti(random.uuid())
    .sign(keyOf(key));
  return { token, expiresAt: expires * 1000 };
}

/** A token of a machine, as a JWT of upstream's form (sub `NAME:apiKey`, its id as `jti`). */
export async function signToken(
  name: string,
  key: Secret,
  token: { readonly id: string; readonly issuedAt: number; readonly expiresAt: number | undefined },
): Promise<string> {
  const issued = token.issuedAt / 1000;
  const unsigned = new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(`${name}:apiKey`)
    .setIssuer(issuer)
    .setIssuedAt(issued)
    .setNotBefore(issued)
    .setJti(token.id);
  if (token.expiresAt !== undefined) unsigned.setExpirationTime(token.expiresAt / 1000);
  return await unsigned.sign(keyOf(key));
}

/**
 * Whom a session or a machine's token stands for; undefined where it stands for nobody: forged, expired, from before the password changed,
 * taken back, or of an account that is gone, disabled or may not be used so (Argo CD v3.6, util/session/sessionmanager.go Parse).
 */
export async function subjectOfToken(token: string, accounts: Accounts, clock: Clock): Promise<Subject | undefined> {
  if (accounts.key === undefined || token.length > 4_096) return undefined;
  const payload = await jwtVerify(token, keyOf(accounts.key), {
    algorithms: ['HS256'],
    issuer,
    currentDate: new Date(clock.now()),
  }).then(
    (verified) => verified.payload,
    () => undefined,
  );
  const [name = '', use = 'login'] = (payload?.sub ?? '').split(':');
  const account = accounts.accounts.get(name);
  if (payload === undefined || account === undefined || !account.enabled) return undefined;
  if (use === 'apiKey') {
    if (!account.apiKey || payload.jti === undefined || !account.tokens.has(payload.jti)) return undefined;
  } else {
    if (use !== 'login' || !account.login || payload.exp === undefined) return undefined;
    // Upstream's times are whole seconds: a session of the second in which the password changed stands.
    if ((payload.iat ?? 0) * 1000 < Math.floor(account.passwordChangedAt / 1000) * 1000) return undefined;
  }
  return {
    username: name,
    role: accounts.roles.roleOf(name),
    via: use === 'apiKey' ? 'token' : 'password',
    expiresAt: payload.exp === undefined ? Number.MAX_SAFE_INTEGER : payload.exp * 1000,
  };
}

function keyOf(key: Secret): Uint8Array {
  return new TextEncoder().encode(key.reveal());
}
