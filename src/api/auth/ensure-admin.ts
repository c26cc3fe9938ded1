import { formatTime, type KubeObject, type Random } from '../../base/index.ts';
import { dataOf } from '../../argocd/index.ts';
import type { Clock } from '../../base/index.ts';
import { type ApiResource, type KubeClient, KubeError, type ResourceRef } from '../../kube/index.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** The Secret that holds the first password, in the clear, until somebody deletes it. */
export const initialPasswordSecret = 'argocd-initial-admin-secret';
/** The Secret that holds hashes, tokens and the key of sessions. */
export const accountsSecret = 'argocd-secret';

const passwordLength = 16;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Gives a new installation its administrator: a password of 16 characters in `argocd-initial-admin-secret`, its hash and the key of sessions
 * in `argocd-secret`, as upstream's server does at its first start (Argo CD v3.6, util/settings/settings.go InitializeSettings). What is there
 * already stays; several replicas agree on one password. Throws KubeError where the cluster cannot be asked.
 */
export async function ensureAdmin(
  client: KubeClient,
  namespace: string,
  ports: { readonly hasher: PasswordHasher; readonly random: Random; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const resource = await client.discovery.find({ group: '', kind: 'Secret' }, signal);
  if (resource === undefined) throw new KubeError('unsupported', 'the API server serves no Secrets');
  const ref = { resource, namespace, name: accountsSecret };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const secret = await found(client, ref, signal);
    const hasKey = secret !== undefined && dataOf(secret, 'server.secretkey') !== '';
    const hasPassword = secret !== undefined && dataOf(secret, 'admin.password') !== '';
    if (hasKey && hasPassword) return;
    const data: Record<string, string> = {};
    if (!hasKey) data['server.secretkey'] = encode(Buffer.from(ports.random.bytes(32)).toString('base64'));
    if (!hasPassword) {
      const password = await initialPassword(client, { resource, namespace }, ports.random, signal);
      data['admin.password'] = encode(await ports.hasher.hash(password));
      data['admin.passwordMtime'] = encode(formatTime(ports.clock.now()));
    }
    try {
      if (secret === undefined) await client.create(resource, secretOf(accountsSecret, namespace, data), { signal });
      else {
        const patch = { metadata: { resourceVersion: secret.metadata.resourceVersion ?? null }, data };
        await client.patch(ref, { kind: 'merge', patch }, { signal });
      }
      return;
    } catch (error) {
      // Another replica was quicker: what it wrote counts.
      if (!(error instanceof KubeError) || (error.code !== 'conflict' && error.code !== 'already-exists')) throw error;
    }
  }
}

/** The password that the administrator begins with: that of the Secret, which is made where it is missing. */
async function initialPassword(
  client: KubeClient,
  { resource, namespace }: { readonly resource: ApiResource; readonly namespace: string },
  random: Random,
  signal: AbortSignal,
): Promise<string> {
  const password = randomPassword(random);
  try {
    const secret = secretOf(initialPasswordSecret, namespace, { password: encode(password) });
    await client.create(resource, secret, { signal });
    return password;
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'already-exists') throw error;
    const secret = await client.get({ resource, namespace, name: initialPasswordSecret }, { signal });
    return dataOf(secret, 'password');
  }
}

/** The initial password, for a person at the terminal; undefined where its Secret is gone. Throws KubeError. */
export async function readInitialPassword(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const resource = await client.discovery.find({ group: '', kind: 'Secret' }, signal);
  if (resource === undefined) return undefined;
  const secret = await found(client, { resource, namespace, name: initialPasswordSecret }, signal);
  const password = secret === undefined ? '' : dataOf(secret, 'password');
  return password === '' ? undefined : password;
}

async function found(client: KubeClient, ref: ResourceRef, signal: AbortSignal): Promise<KubeObject | undefined> {
  return client.get(ref, { signal }).catch((error: unknown) => {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw error;
  });
}

/** Each character from a byte; bytes that would make some characters likelier are left out. */
function randomPassword(random: Random): string {
  let password = '';
  while (password.length < passwordLength) {
    for (const byte of random.bytes(32)) {
      if (byte < alphabet.length * 4 && password.length < passwordLength) password += alphabet[byte % alphabet.length];
    }
  }
  return password;
}

function secretOf(name: string, namespace: string, data: Readonly<Record<string, string>>): KubeObject {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type: 'Opaque', data };
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
