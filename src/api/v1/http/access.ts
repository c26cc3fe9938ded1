import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Clock } from '../../../base/index.ts';
import { type AccountsSource, type Subject, subjectOfToken } from '../../auth/index.ts';
import { ApiError } from './api-error.ts';

/** The cookie that holds a session, under upstream's name. */
export const sessionCookie = 'argocd.token';

/** Tells who asks. */
export interface Access {
  /** Throws ApiError `not-signed-in` where it is nobody, `not-ready` while accounts have not been read. */
  subjectOf(context: Context): Promise<Subject>;
}

/** Tells who asks by the session cookie, or by a bearer token; the token wins. */
export function createAccess(accounts: () => AccountsSource | undefined, clock: Clock): Access {
  return {
    subjectOf: async (context) => {
      const current = accounts()?.current();
      if (current === undefined)
        throw new ApiError('not-ready', 'accounts have not been read yet', { retryAfterSeconds: 1 });
      const token = bearerOf(context) ?? getCookie(context, sessionCookie);
      const subject = token === undefined ? undefined : await subjectOfToken(token, current, clock);
      if (subject === undefined) throw new ApiError('not-signed-in', 'sign in first');
      return subject;
    },
  };
}

/** The token of `Authorization: Bearer`; undefined where there is none. */
function bearerOf(context: Context): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
}

/**
 * Refuses writes that another site's page makes a browser send: their Origin is not ours. A request with a bearer token cannot come about so; one
 * that carries no Origin at all is let through only without a cookie, as tools send it.
 */
export function refuseForeignOrigin(context: Context): void {
  if (bearerOf(context) !== undefined) return;
  const origin = context.req.header('origin');
  const host = context.req.header('host');
  if (
    origin !== undefined
      ? hostOf(origin) === host && host !== undefined
      : getCookie(context, sessionCookie) === undefined
  )
    return;
  throw new ApiError('foreign-origin', 'the request comes from another site', {
    remedy: "send it from Slipway's own page, or with a token in the Authorization header",
  });
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
