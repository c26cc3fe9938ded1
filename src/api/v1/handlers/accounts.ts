import { formatTime } from '../../../base/index.ts';
import { type Account, type Accounts, createToken, revokeToken, type Subject } from '../../auth/index.ts';
import { type AccountView, contract } from '../../contract/index.ts';
import { ApiError, type ContractRouter } from '../http/index.ts';
import type { V1Ports } from './ports.ts';

/** Local accounts, and their tokens for machines. */
export function addAccountRoutes(router: ContractRouter, ports: V1Ports): void {
  const current = (): Accounts => {
    const accounts = ports.accounts()?.current();
    if (accounts !== undefined) return accounts;
    throw new ApiError('not-ready', 'accounts have not been read yet', { retryAfterSeconds: 1 });
  };
  const own = (subject: Subject, name: string): Account => {
    const account = subject.role === 'admin' || subject.username === name ? current().accounts.get(name) : undefined;
    // Whom somebody may not see is not there for them.
    if (account === undefined) throw new ApiError('not-found', 'there is no such account', { object: name });
    // A machine's token makes no others: what leaks ends when it is taken back.
    if (subject.via === 'token') throw new ApiError('forbidden', 'tokens are made and taken back by who signed in');
    return account;
  };
  router.add(contract.accounts, (_input, { subject }) => {
    const accounts = current();
    const shown = [...accounts.accounts.values()].filter(
      ({ name }) => subject.role === 'admin' || name === subject.username,
    );
    return { accounts: shown.map((account) => viewOf(account, accounts)) };
  });
  router.add(contract.createToken, async ({ params, body }, { subject, signal }) => {
    const account = own(subject, params.account);
    if (!account.apiKey || !account.enabled) {
      const remedy = `set accounts.${account.name}: apiKey in the ConfigMap argocd-cm`;
      throw new ApiError('refused', `the account ${account.name} may have no tokens`, { remedy });
    }
    const made = await createToken(ports.tokens, current(), { account: account.name, ...body }, signal);
    if (made === undefined) throw new ApiError('conflict', 'the account has a token of this name');
    const { id, token, expiresAt } = made;
    return { id, token, ...(expiresAt === undefined ? {} : { expiresAt: formatTime(expiresAt) }) };
  });
  router.add(contract.revokeToken, async ({ params }, { subject, signal }) => {
    const account = own(subject, params.account);
    if (await revokeToken(ports.tokens, account.name, params.token, signal)) return undefined;
    throw new ApiError('not-found', 'the account has no such token', { object: params.token });
  });
}

function viewOf({ name, enabled, login, apiKey, tokens }: Account, { roles }: Accounts): AccountView {
  return {
    name,
    enabled,
    login,
    apiKey,
    access: roles.roleOf(name),
    tokens: [...tokens].map(([id, { issuedAt, expiresAt }]) => ({
      id,
      issuedAt: formatTime(issuedAt),
      ...(expiresAt === undefined ? {} : { expiresAt: formatTime(expiresAt) }),
    })),
  };
}
