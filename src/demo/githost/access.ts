import { createHash, timingSafeEqual } from 'node:crypto';
import type { GitHostOptions } from './options.ts';

/** What somebody may do. */
export type Access = 'none' | 'read' | 'write';

/** What the sender of an `Authorization` header may do; undefined where the header is wrong. */
export function accessOf(
  options: Pick<GitHostOptions, 'accounts' | 'anonymous'>,
  header: string | undefined,
): Access | undefined {
  const accounts = options.accounts ?? [];
  if (header === undefined) return options.anonymous ?? (accounts.length === 0 ? 'write' : 'none');
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') {
    return accounts.find((account) => sameText(account.password.reveal(), value))?.access;
  }
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString();
  return accounts.find((account) => sameText(`${account.username}:${account.password.reveal()}`, pair))?.access;
}

/** Compares in the same time whatever differs. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
