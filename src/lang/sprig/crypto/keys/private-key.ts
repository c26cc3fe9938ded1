import { createPrivateKey, type KeyObject } from 'node:crypto';
import { GoFailure, type TemplateBudget } from '../../../gotemplate/index.ts';
import type { RandomStream } from '../../random/index.ts';
import { generateDsaKey, generateEcKey, generateEd25519Key, generateRsaKey } from './generate.ts';
import { decodePem, encodePem } from './pem.ts';

/** A new private key of a kind as PEM, or why there is none (sprig 3.3.0, generatePrivateKey). */
export function generatePrivateKey(kind: string, stream: RandomStream, budget: TemplateBudget): string {
  switch (kind) {
    case '':
    case 'rsa':
      return privateKeyPem(generateRsaKey(4096, stream, budget));
    case 'dsa':
      return encodePem({ type: 'DSA PRIVATE KEY', bytes: generateDsaKey(stream, budget) });
    case 'ecdsa':
      return privateKeyPem(generateEcKey(stream, budget));
    case 'ed25519':
      return privateKeyPem(generateEd25519Key(stream, budget));
    default:
      return `Unknown type ${kind}`;
  }
}

/** A key in the form that sprig writes its kind in. */
export function privateKeyPem(key: KeyObject): string {
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs8';
  return key.export({ type, format: 'pem' }).toString();
}

/** A key that a template handed over: DSA's, which signs no certificates, is not looked into. */
export type ParsedPrivateKey = KeyObject | 'dsa';

/** Reads a private key (sprig 3.3.0, parsePrivateKeyPEM). @throws GoFailure with sprig's text; what is wrong inside the DER is said in other words */
export function parsePrivateKey(text: string): ParsedPrivateKey {
  const block = decodePem(text);
  if (block === undefined) throw new GoFailure('no PEM data in input');
  const { type, bytes } = block;
  if (type === 'PRIVATE KEY') return readKey(bytes, 'pkcs8', 'decoding PEM as PKCS#8');
  if (!type.endsWith(' PRIVATE KEY')) throw new GoFailure(`no private key data in PEM block of type ${type}`);
  const kind = type.slice(0, -' PRIVATE KEY'.length);
  if (kind === 'RSA') return readKey(bytes, 'pkcs1', 'parsing RSA private key from PEM');
  if (kind === 'EC') return readKey(bytes, 'sec1', 'parsing EC private key from PEM');
  if (kind === 'DSA') return 'dsa';
  throw new GoFailure(`invalid private key type ${type}`);
}

function readKey(bytes: Buffer, type: 'pkcs1' | 'pkcs8' | 'sec1', doing: string): KeyObject {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type });
  } catch (error) {
    throw new GoFailure(`${doing}: asn1: structure error: malformed private key`, { cause: error });
  }
}
