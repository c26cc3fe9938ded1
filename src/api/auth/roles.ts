/** What somebody may do at all: `none` may sign in, and sees nothing. */
export type Role = 'admin' | 'read-only' | 'none';

/** Which account has which role. */
export interface Roles {
  roleOf(account: string): Role;
}

const names: Readonly<Record<string, Role>> = { 'role:admin': 'admin', 'role:readonly': 'read-only' };

/**
 * Reads the two built-in roles out of `argocd-rbac-cm`: lines `g, ACCOUNT, role:admin` of `policy.csv`, and `policy.default` for all others.
 * `admin` is an administrator whatever it says; policies of one's own (`p, …`) give nothing here (Argo CD v3.6, util/rbac).
 */
export function readRoles(policy: Readonly<Record<string, string>>): Roles {
  const known = new Map<string, Role>();
  for (const line of (policy['policy.csv'] ?? '').split('\n')) {
    const [type, account = '', role = ''] = line.split(',').map((part) => part.trim());
    const named = names[role];
    if (type === 'g' && named !== undefined && known.get(account) !== 'admin') known.set(account, named);
  }
  const fallback = names[policy['policy.default'] ?? ''] ?? 'none';
  return { roleOf: (account) => (account === 'admin' ? 'admin' : (known.get(account) ?? fallback)) };
}
