import { randomBytes, randomUUID } from 'node:crypto';

/** The port for randomness, so that tests can repeat themselves. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  float(): number;
  bytes(count: number): Uint8Array;
  uuid(): string;
}

/** The machine's own randomness, fit for secrets. */
export const systemRandom: Random = {
  float: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (count) => randomBytes(count),
  uuid: () => randomUUID(),
};

/** Repeatable randomness for tests (mulberry32); never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Math.floor(float() * 256));
  const uuid = (): string => {
    const hex = Buffer.from(bytes(16)).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join(
      '-',
    );
  };
  return { float, bytes, uuid };
}

/** Lower-case letters and digits without vowels: what Kubernetes appends to `generateName` (apimachinery util/rand). */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `length` characters fit for the end of an object's name. */
export function randomSuffix(random: Random, length = 5): string {
  return Array.from({ length }, () => nameAlphabet[Math.floor(random.float() * nameAlphabet.length)]).join('');
}
