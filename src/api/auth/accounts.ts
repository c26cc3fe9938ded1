import { type KubeObject, Secret, textMapAt } from '../../base/index.ts';
import { dataOf } from '../../argocd/index.ts';
import { readRoles, type Roles } from './roles.ts';

/** When a token was made, and when it ends, in ms since the epoch. */
export interface TokenFacts {
  readonly issuedAt: number;
  readonly expiresAt: number | undefined;
}

/** One local account. */
export interface Account {
  readonly name: string;
  readonly enabled: boolean;
  /** May sign in with a password. */
  readonly login: boolean;
  /** May be used by machines, with tokens. */
  readonly apiKey: boolean;
  readonly passwordHash: Secret | undefined;
  /** Sessions from before this moment (in ms since the epoch) have ended. */
  readonly passwordChangedAt: number;
  /** The tokens that have not been taken back, by their ids. */
  readonly tokens: ReadonlyMap<string, TokenFacts>;
}

/** The accounts of an installation, and what signs their sessions. */
export interface Accounts {
  /** Undefined until somebody has made it: nobody can be signed in. */
  readonly key: Secret | undefined;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly roles: Roles;
}

/**
 * Reads the accounts from `argocd-cm`, `argocd-secret` and `argocd-rbac-cm`, under upstream's keys: `accounts.NAME: apiKey, login`,
 * `accounts.NAME.enabled`, `admin.enabled`; `admin.password`, `admin.passwordMtime`, `accounts.NAME.tokens` (Argo CD v3.6, util/settings/accounts.go).
 */
export function readAccounts(objects: {
  readonly settings: KubeObject | undefined;
  readonly secret: KubeObject | undefined;
  readonly policy: KubeObject | undefined;
}): Accounts {
  const settings = textMapAt(objects.settings, 'data');
  const secret = (key: string): string => (objects.secret === undefined ? '' : dataOf(objects.secret, key));
  const accounts = new Map<string, Account>();
  const add = (name: string, prefix: string, capabilities: readonly string[], enabled: string): void => {
    const hash = secret(`${prefix}.password`);
    accounts.set(name, {
      name,
      enabled: enabled.toLowerCase() !== 'false',
      login: capabilities.includes('login'),
      apiKey: capabilities.includes('apiKey'),
      passwordHash: hash === '' ? undefined : new Secret(hash),
      passwordChangedAt: Date.parse(secret(`${prefix}.passwordMtime`)) || 0,
      tokens: readTokens(secret(`${prefix}.tokens`)),
    });
  };
  const adminCapabilities = ['login', ...wordsOf(settings['accounts.admin'] ?? '')];
  add('admin', 'admin', adminCapabilities, settings['admin.enabled'] ?? 'true');
  for (const [key, value] of Object.entries(settings)) {
    const name = /^accounts\.([^.]+)$/.exec(key)?.[1];
    if (name === undefined || name === 'admin') continue;
    add(name, `accounts.${name}`, wordsOf(value), settings[`accounts.${name}.enabled`] ?? 'true');
  }
  const key = secret('server.secretkey');
  return {
    key: key === '' ? undefined : new Secret(key),
    accounts,
    roles: readRoles(textMapAt(objects.policy, 'data')),
  };
}

function wordsOf(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/** The tokens of an account as `argocd-secret` holds them: a JSON list of `id`, `iat` and `exp`; what cannot be read counts for none. */
export function readTokens(text: string): ReadonlyMap<string, TokenFacts> {
  const tokens = new Map<string, TokenFacts>();
  try {
    const list: unknown = text === '' ? [] : JSON.parse(text);
    for (const entry of Array.isArray(list) ? list : []) {
      const { id, iat, exp } = (entry ?? {}) as { id?: unknown; iat?: unknown; exp?: unknown };
      if (typeof id !== 'string') continue;
      tokens.set(id, {
        issuedAt: typeof iat === 'number' ? iat * 1000 : 0,
        expiresAt: typeof exp === 'number' && exp > 0 ? exp * 1000 : undefined,
      });
    }
    return tokens;
  } catch {
    return new Map();
  }
}
