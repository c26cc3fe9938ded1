import { checkPrimeSync } from 'node:crypto';
import type { RandomStream } from '../../random/index.ts';

const smallPrimes = primesBelow(4096);

function primesBelow(limit: number): readonly number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let number = 3; number < limit; number += 2) {
    if (composite[number] === 1) continue;
    primes.push(number);
    for (let multiple = number * number; multiple < limit; multiple += 2 * number) composite[multiple] = 1;
  }
  return primes;
}

/** How far a search goes from where it starts before it draws anew: primes of 2,048 bits lie some 1,400 apart. */
const span = 32_768;

/**
 * A random prime of so many bits, its two highest set, so that a product of two has all its bits. `admits` may refuse one. The primality test is
 * OpenSSL's, wrong in fewer than one case of 2^64.
 */
export function randomPrime(bitCount: number, stream: RandomStream, admits: (prime: bigint) => boolean): bigint {
  for (;;) {
    const start = randomBits(bitCount, stream) | (3n << BigInt(bitCount - 2)) | 1n;
    for (const offset of candidates(start)) {
      const candidate = start + BigInt(offset);
      if (checkPrimeSync(candidate) && candidate >> BigInt(bitCount) === 0n && admits(candidate)) return candidate;
    }
  }
}

/** The even distances from a number at which no small prime divides. */
function* candidates(start: bigint): Generator<number> {
  const composite = new Uint8Array(span / 2);
  for (const prime of smallPrimes) {
    const rest = Number(start % BigInt(prime));
    const first = rest === 0 ? 0 : prime - rest;
    const even = first % 2 === 0 ? first : first + prime;
    for (let index = even / 2; index < composite.length; index += prime) composite[index] = 1;
  }
  for (let index = 0; index < composite.length; index += 1) {
    if (composite[index] === 0) yield index * 2;
  }
}

/** A random prime p of 2,048 bits for which `divisor` divides p - 1. */
export function randomPrimeAbove(divisor: bigint, stream: RandomStream): bigint {
  const product = smallPrimes.slice(0, 200).reduce((all, prime) => all * BigInt(prime), 1n);
  for (;;) {
    const start = randomBits(2048, stream) | (1n << 2047n);
    const candidate = start - (start % (2n * divisor)) + 1n;
    if (candidate >> 2047n === 1n && hasNoCommonDivisor(candidate, product) && checkPrimeSync(candidate))
      return candidate;
  }
}

function hasNoCommonDivisor(a: bigint, b: bigint): boolean {
  let [low, high] = [a, b % a];
  while (high > 0n) [low, high] = [high, low % high];
  return low === 1n;
}

/** A random number of at most so many bits, a multiple of 8. */
export function randomBits(bitCount: number, stream: RandomStream): bigint {
  return BigInt(`0x${Buffer.from(stream.bytes(bitCount / 8)).toString('hex')}`);
}

/** `base` to the power of `exponent`, modulo `modulus`. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The number that times `value` is 1 modulo `modulus`, which has no divisor in common with it. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [low, high] = [((value % modulus) + modulus) % modulus, modulus];
  let [lowFactor, highFactor] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high % low, low];
    [lowFactor, highFactor] = [highFactor - quotient * lowFactor, lowFactor];
  }
  return ((lowFactor % modulus) + modulus) % modulus;
}
