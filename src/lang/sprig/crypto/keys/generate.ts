import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import type { TemplateBudget } from '../../../gotemplate/index.ts';
import { drawIntegerBelow, type RandomStream } from '../../random/index.ts';
import { bits, bytesOfInteger, integer, objectId, octets, sequence, tagged } from './der.ts';
import { inverseModulo, powerModulo, randomPrime, randomPrimeAbove } from './prime.ts';

/** What keys cost: RSA's primes take some 100 ms for 2,048 bits and ten times that for twice as many; DSA's parameters are in that order too. */
const stepsOfKey = { 2048: 100_000, 4096: 1_000_000, dsa: 1_000_000, small: 1000 };

const publicExponent = 65_537n;

/** An RSA key of random primes. It is made here, not by OpenSSL, so that a keyed stream always gives the same one. */
export function generateRsaKey(size: 2048 | 4096, stream: RandomStream, budget: TemplateBudget): KeyObject {
  budget.step(stepsOfKey[size]);
  const admits = (prime: bigint): boolean => (prime - 1n) % publicExponent !== 0n;
  const p = randomPrime(size / 2, stream, admits);
  const q = randomPrime(size / 2, stream, (prime) => admits(prime) && prime !== p);
  const d = inverseModulo(publicExponent, (p - 1n) * (q - 1n));
  const numbers = [0n, p * q, publicExponent, d, p, q, d % (p - 1n), d % (q - 1n), inverseModulo(q, p)];
  return createPrivateKey({ key: sequence(...numbers.map(integer)), format: 'der', type: 'pkcs1' });
}

const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A key on NIST's curve P-256. */
export function generateEcKey(stream: RandomStream, budget: TemplateBudget): KeyObject {
  budget.step(stepsOfKey.small);
  const secret = bytesOfInteger(1n + drawIntegerBelow(stream, curveOrder - 1n), 32);
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const key = sequence(
    integer(1n),
    octets(secret),
    tagged(0xa0, objectId('1.2.840.10045.3.1.7')),
    tagged(0xa1, bits(curve.getPublicKey())),
  );
  return createPrivateKey({ key, format: 'der', type: 'sec1' });
}

/** An Ed25519 key. */
export function generateEd25519Key(stream: RandomStream, budget: TemplateBudget): KeyObject {
  budget.step(stepsOfKey.small);
  const key = sequence(integer(0n), sequence(objectId('1.3.101.112')), octets(octets(stream.bytes(32))));
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** The numbers of a DSA key as sprig writes them: version, p, q, g, y, x (sprig 3.3.0, DSAKeyFormat). L is 2,048 bits, N is 256. */
export function generateDsaKey(stream: RandomStream, budget: TemplateBudget): Buffer {
  budget.step(stepsOfKey.dsa);
  const q = randomPrime(256, stream, () => true);
  const p = randomPrimeAbove(q, stream);
  const g = powerModulo(2n, (p - 1n) / q, p);
  const x = 1n + drawIntegerBelow(stream, q - 1n);
  return sequence(...[0n, p, q, g, powerModulo(g, x, p), x].map(integer));
}
