import { type Clock, type JsonObject, type Random } from '../../base/index.ts';
import { dataOf } from '../../argocd/index.ts';
import { type KubeClient, KubeError } from '../../kube/index.ts';
import { type Accounts, readTokens, type TokenFacts } from './accounts.ts';
import { accountsSecret } from './ensure-admin.ts';
import { signToken } from './sessions.ts';

/** What tokens are kept by. */
export interface TokenPorts {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who else writes the Secret at the same time is met so often. */
const maxAttempts = 5;

/**
 * Makes a token for an account and writes it down in `argocd-secret`, as upstream's server does (Argo CD v3.6, server/account CreateToken). Gives
 * undefined where the account has one of this id. Throws KubeError.
 */
export async function createToken(
  ports: TokenPorts,
  accounts: Accounts,
  wanted: {
    readonly account: string;
    readonly id?: string | undefined;
    readonly expiresInSeconds?: number | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly token: string; readonly expiresAt: number | undefined } | undefined> {
  if (accounts.key === undefined) return undefined;
  const id = wanted.id ?? ports.random.uuid();
  const issuedAt = Math.floor(ports.clock.now() / 1000) * 1000;
  const { expiresInSeconds } = wanted;
  const expiresAt = expiresInSeconds === undefined ? undefined : issuedAt + expiresInSeconds * 1000;
  const isNew = await changeTokens(ports, wanted.account, signal, (tokens) => {
    if (tokens.has(id)) return false;
    tokens.set(id, { issuedAt, expiresAt });
    return true;
  });
  if (!isNew) return undefined;
  const token = await signToken(wanted.account, accounts.key, { id, issuedAt, expiresAt });
  return { id, token, expiresAt };
}

/** Takes a token back; false where the account has none of this id. Throws KubeError. */
export function revokeToken(ports: TokenPorts, account: string, id: string, signal: AbortSignal): Promise<boolean> {
  return changeTokens(ports, account, signal, (tokens) => tokens.delete(id));
}

async function changeTokens(
  { client, namespace }: TokenPorts,
  account: string,
  signal: AbortSignal,
  change: (tokens: Map<string, TokenFacts>) => boolean,
): Promise<boolean> {
  const resource = await client.discovery.find({ group: '', kind: 'Secret' }, signal);
  if (resource === undefined) throw new KubeError('unsupported', 'the API server serves no Secrets');
  const ref = { resource, namespace, name: accountsSecret };
  const key = account === 'admin' ? 'admin.tokens' : `accounts.${account}.tokens`;
  for (let attempt = 1; ; attempt += 1) {
    const secret = await client.get(ref, { signal });
    const tokens = new Map(readTokens(dataOf(secret, key)));
    if (!change(tokens)) return false;
    const list = [...tokens].map(([id, { issuedAt, expiresAt }]): JsonObject => ({
      id,
      iat: issuedAt / 1000,
      ...(expiresAt === undefined ? {} : { exp: expiresAt / 1000 }),
    }));
    const metadata = { resourceVersion: secret.metadata.resourceVersion ?? null };
    const data = { [key]: Buffer.from(JSON.stringify(list)).toString('base64') };
    try {
      await client.patch(ref, { kind: 'merge', patch: { metadata, data } }, { signal });
      return true;
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'conflict' || attempt === maxAttempts) throw error;
    }
  }
}
