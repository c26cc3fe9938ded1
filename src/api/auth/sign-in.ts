import type { Clock, Random } from '../../base/index.ts';
import type { Accounts } from './accounts.ts';
import type { Subject } from './authorizer.ts';
import { LoginAttempts } from './login-attempts.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { signSession } from './sessions.ts';

/** What came of an attempt to sign in. */
export type SignInResult =
  | { readonly kind: 'signed-in'; readonly token: string; readonly subject: Subject }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Signs in local accounts. */
export type SignIn = (accounts: Accounts, credentials: { username: string; password: string }) => Promise<SignInResult>;

/** How many passwords may wait to be checked: `ARGOCD_MAX_CONCURRENT_LOGIN_REQUESTS_COUNT`. */
const maxWaiting = 50;
/** A hash that no password has: names that do not exist take as long as those that do. */
const nobody = '$2b$10$CwTycUXWue0Thq9StjUM0uJ8hqbHoSqNbFS5f1Zl1Xn0dGZ1o7n1a';

/** Makes the function that signs in; it remembers failures, and answers at once where there were too many. */
export function createSignIn(ports: {
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
}): SignIn {
  const attempts = new LoginAttempts(ports.clock);
  let waiting = 0;
  return async (accounts, { username, password }) => {
    const waitMs = waiting >= maxWaiting ? 1_000 : attempts.waitMs(username);
    if (waitMs > 0) return { kind: 'wait', waitMs };
    waiting += 1;
    // Counted before the answer is known: many attempts at once are no way round the pause.
    attempts.failed(username);
    try {
      const account = accounts.accounts.get(username);
      const usable = account !== undefined && account.enabled && account.login;
      const hash = (usable ? account.passwordHash?.reveal() : undefined) ?? nobody;
      const matches = await ports.hasher.matches(password, hash);
      if (!matches || hash === nobody || accounts.key === undefined) return { kind: 'wrong' };
      attempts.succeeded(username);
      const { token, expiresAt } = await signSession(username, accounts.key, ports);
      const role = accounts.roles.roleOf(username);
      return { kind: 'signed-in', token, subject: { username, role, via: 'password', expiresAt } };
    } finally {
      waiting -= 1;
    }
  };
}
