import { deleteCookie, setCookie } from 'hono/cookie';
import { formatTime } from '../../../base/index.ts';
import type { Subject } from '../../auth/index.ts';
import { contract, type SessionView } from '../../contract/index.ts';
import { ApiError, type ContractRouter, jsonAnswer, sessionCookie } from '../http/index.ts';
import type { V1Ports } from './ports.ts';

/** Signing in, out, and who one is. */
export function addSessionRoutes(router: ContractRouter, ports: V1Ports): void {
  const { clock } = ports;
  router.add(contract.signIn, async ({ body }, { http }) => {
    const accounts = ports.accounts()?.current();
    if (accounts === undefined)
      throw new ApiError('not-ready', 'accounts have not been read yet', { retryAfterSeconds: 1 });
    const result = await ports.signIn(accounts, body);
    if (result.kind === 'wait') {
      throw new ApiError('too-many-attempts', 'too many attempts to sign in failed', {
        retryAfterSeconds: Math.ceil(result.waitMs / 1000),
      });
    }
    if (result.kind === 'wrong') throw new ApiError('wrong-credentials', 'the name or the password is wrong');
    setCookie(http, sessionCookie, result.token, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: isSecure(http.req.url, http.req.header('x-forwarded-proto')),
      maxAge: Math.floor((result.subject.expiresAt - clock.now()) / 1000),
    });
    return withCookies(http.res.headers, await jsonAnswer(http, viewOf(result.subject)));
  });
  router.add(contract.session, (_input, { subject }) => viewOf(subject));
  router.add(contract.signOut, (_input, { http }) => {
    deleteCookie(http, sessionCookie, { path: '/' });
    return withCookies(http.res.headers, new Response(null, { status: 204 }));
  });
}

function viewOf({ username, role, via, expiresAt }: Subject): SessionView {
  const access = role === 'admin' ? 'admin' : 'read-only';
  // A token without an end is told as one that ends in the year 9999.
  return { username, access, via, expiresAt: formatTime(Math.min(expiresAt, Date.UTC(9999, 11, 31))) };
}

/** Behind a proxy that ends TLS the request itself does not show it. */
function isSecure(url: string, forwarded: string | undefined): boolean {
  return url.startsWith('https:') || forwarded?.split(',')[0]?.trim() === 'https';
}

/** An answer with the cookies that were set on the context. */
function withCookies(headers: Headers, answer: Response): Response {
  for (const cookie of headers.getSetCookie()) answer.headers.append('set-cookie', cookie);
  return answer;
}
