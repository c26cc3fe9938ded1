import { z } from 'zod';
import { named, time } from './schema.ts';
import { defineRoute } from './route.ts';

const accountName = z.string().regex(/^[A-Za-z0-9_-]{1,63}$/);
const tokenId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);

const account = named(
  'Account',
  'A local account, and its tokens for machines',
  z.object({
    name: z.string(),
    enabled: z.boolean(),
    login: z.boolean().meta({ description: 'May sign in with a password' }),
    apiKey: z.boolean().meta({ description: 'May have tokens: `accounts.NAME: apiKey` in argocd-cm' }),
    access: z.enum(['admin', 'read-only', 'none']),
    tokens: z.array(z.object({ id: z.string(), issuedAt: time, expiresAt: time.optional() })),
  }),
);

/** An account, as code handles it. */
export type AccountView = z.infer<typeof account>;

/** Local accounts and their tokens. */
export const accountRoutes = {
  accounts: defineRoute({
    name: 'accounts',
    method: 'GET',
    path: '/accounts',
    summary: 'The accounts: all for an administrator, else one’s own',
    access: 'signed-in',
    answer: named('Accounts', 'By name', z.object({ accounts: z.array(account) })),
    errors: ['not-ready'],
  }),
  createToken: defineRoute({
    name: 'createToken',
    method: 'POST',
    path: '/accounts/{account}/tokens',
    summary: 'Makes a token for a machine; it is told once',
    access: 'signed-in',
    params: z.object({ account: accountName }),
    body: z.object({
      id: tokenId.optional().meta({ description: 'What it is called; made up where absent' }),
      expiresInSeconds: z
        .int()
        .positive()
        .max(10 * 366 * 86_400)
        .optional()
        .meta({ description: 'Absent: it does not end by itself' }),
    }),
    answer: named(
      'NewToken',
      'A token: send it as `Authorization: Bearer`',
      z.object({ id: z.string(), token: z.string(), expiresAt: time.optional() }),
    ),
    errors: ['not-found', 'not-ready', 'forbidden', 'refused', 'conflict'],
  }),
  revokeToken: defineRoute({
    name: 'revokeToken',
    method: 'DELETE',
    path: '/accounts/{account}/tokens/{token}',
    summary: 'Takes a token back: it is nobody’s from then on',
    access: 'signed-in',
    params: z.object({ account: accountName, token: tokenId }),
    errors: ['not-found', 'not-ready', 'forbidden', 'conflict'],
  }),
} as const;
