import { createHash } from 'node:crypto';
import { type GoFunction, type TemplateBudget } from '../../gotemplate/index.ts';
import { declare, string } from '../declare/index.ts';

/** Digests of byte strings in hex, Adler's sum as a decimal number (sprig 3.3.0, crypto.go). */
export function digestFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const hex = (algorithm: string): GoFunction =>
    declare([string], (text) => {
      budget.step(1 + text.length / bytesOfStep);
      return createHash(algorithm).update(text, 'latin1').digest('hex');
    });
  return {
    sha1sum: hex('sha1'),
    sha256sum: hex('sha256'),
    sha512sum: hex('sha512'),
    adler32sum: declare([string], (text) => {
      budget.step(1 + text.length / bytesOfStep);
      return String(adler32(text));
    }),
  };
}

/** How many bytes are digested in the time of a step. */
const bytesOfStep = 64;

/** hash/adler32 (RFC 1950). */
function adler32(bytes: string): number {
  let low = 1;
  let high = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    low = (low + bytes.charCodeAt(index)) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
