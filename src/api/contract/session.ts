import { z } from 'zod';
import { named, time } from './schema.ts';
import { defineRoute } from './route.ts';

const session = named(
  'Session',
  'Who is signed in, and what they may do',
  z.object({
    username: z.string(),
    access: z.enum(['admin', 'read-only']),
    expiresAt: time,
    via: z.enum(['password', 'token']),
  }),
);

/** Who is signed in, as the page gets it. */
export type SessionView = z.infer<typeof session>;

const credentials = named(
  'Credentials',
  'The initial administrator is `admin`',
  z.object({ username: z.string().min(1).max(32), password: z.string().min(1).max(128) }),
);

/** Signing in, out, and who one is. */
export const sessionRoutes = {
  signIn: defineRoute({
    name: 'signIn',
    method: 'POST',
    path: '/session',
    summary: 'Signs in with a local account; the session is a cookie that scripts cannot read',
    access: 'public',
    body: credentials,
    answer: session,
    errors: ['wrong-credentials', 'too-many-attempts', 'foreign-origin'],
  }),
  session: defineRoute({
    name: 'session',
    method: 'GET',
    path: '/session',
    summary: 'Who is signed in',
    access: 'signed-in',
    answer: session,
    errors: [],
  }),
  signOut: defineRoute({
    name: 'signOut',
    method: 'DELETE',
    path: '/session',
    summary: 'Ends the session',
    access: 'public',
    errors: [],
  }),
} as const;
