import { createHmac, type KeyObject } from 'node:crypto';
import { Secret } from '../../base/index.ts';

/**
 * Names a value, secrets in it included, without saying anything of it: equal for equal ones under one `key`, which is random and never
 * leaves the process.
 */
export function fingerprint(value: unknown, key: KeyObject): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(revealed(value)))
    .digest('hex');
}

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() as unknown };
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, revealed(part)]);
}
