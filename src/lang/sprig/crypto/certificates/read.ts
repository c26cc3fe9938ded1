import { createPublicKey, X509Certificate } from 'node:crypto';
import { GoFailure } from '../../../gotemplate/index.ts';
import { decodePem, elementsOf, type ParsedPrivateKey } from '../keys/index.ts';
import type { CertificateIssuer } from './build.ts';

/** Reads a certificate that signs. @throws GoFailure as sprig fails; `name` is upstream's word for the bytes */
export function readCertificate(pem: string, name: string): X509Certificate {
  const block = decodePem(pem);
  if (block === undefined) throw new GoFailure('unable to decode certificate');
  try {
    return new X509Certificate(block.bytes);
  } catch (error) {
    throw new GoFailure(`error parsing certificate: ${name}: x509: malformed certificate`, { cause: error });
  }
}

/** The issuer that a certificate and its key make. @throws GoFailure as crypto/x509 does where one is not the other's */
export function issuerOf(certificate: X509Certificate, key: ParsedPrivateKey): CertificateIssuer {
  if (key === 'dsa') {
    throw new GoFailure('error creating certificate: x509: certificate private key does not implement crypto.Signer');
  }
  if (!certificate.publicKey.equals(createPublicKey(key))) {
    throw new GoFailure("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  const [whole] = elementsOf(certificate.raw) ?? [];
  const [body] = (whole && elementsOf(whole.content)) ?? [];
  const fields = (body && elementsOf(body.content)) ?? [];
  // Versions before 3 do not say theirs.
  const first = fields[0]?.tag === 0xa0 ? 1 : 0;
  const subject = fields[first + 4]?.whole;
  if (subject === undefined)
    throw new GoFailure('error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate');
  return { key, subject, keyId: keyIdIn(fields.find(({ tag }) => tag === 0xa3)?.content) };
}

const subjectKeyId = Buffer.from('0603551d0e', 'hex');

function keyIdIn(extensions: Buffer | undefined): Buffer | undefined {
  const [list] = (extensions && elementsOf(extensions)) ?? [];
  for (const { content } of (list && elementsOf(list.content)) ?? []) {
    const parts = elementsOf(content) ?? [];
    const value = parts.at(-1)?.content;
    if (parts[0]?.whole.equals(subjectKeyId) === true && value !== undefined) return elementsOf(value)?.[0]?.content;
  }
  return undefined;
}
