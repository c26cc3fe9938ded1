import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { GoFailure, isAscii, quoteString } from '../../../gotemplate/index.ts';
import { formatMoment, utc } from '../../../go-time/index.ts';
import { bits, elementsOf, integer, nothing, objectId, octets, sequence, set, tagged, yes } from '../keys/index.ts';

/** What a certificate says (sprig 3.3.0, getBaseCertTemplate). Texts are byte strings, moments nanoseconds since 1970. */
export interface CertificateContent {
  readonly serial: bigint;
  readonly commonName: string;
  readonly addresses: readonly Buffer[];
  readonly hosts: readonly string[];
  readonly notBefore: bigint;
  readonly notAfter: bigint;
  readonly isAuthority: boolean;
}

/** Who signs: the subject's name as it is encoded, and the identifier of the key, where the certificate has one. */
export interface CertificateIssuer {
  readonly key: KeyObject;
  readonly subject: Buffer;
  readonly keyId: Buffer | undefined;
}

/** A signed certificate in DER (crypto/x509, Go 1.25, CreateCertificate); without an issuer it signs itself. @throws GoFailure as that fails */
export function buildCertificate(content: CertificateContent, key: KeyObject, issuer?: CertificateIssuer): Buffer {
  const subject = nameOf(content.commonName);
  const signer = issuer ?? { key, subject, keyId: undefined };
  const { algorithm, digest } = algorithmOf(signer.key);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const isForeign = !signer.subject.equals(subject);
  const body = sequence(
    tagged(0xa0, integer(2n)),
    integer(content.serial),
    algorithm,
    signer.subject,
    sequence(time(content.notBefore), time(content.notAfter)),
    subject,
    publicKey,
    tagged(0xa3, sequence(...extensionsOf(content, publicKey, isForeign ? signer.keyId : undefined))),
  );
  return sequence(body, algorithm, bits(sign(digest, body, signer.key)));
}

/** Names are printable strings where those can hold them: no asterisk, no ampersand. */
function nameOf(commonName: string): Buffer {
  if (commonName === '') return sequence();
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName) ? 0x13 : 0x0c;
  return sequence(set(sequence(objectId('2.5.4.3'), tagged(tag, Buffer.from(commonName, 'latin1')))));
}

interface Algorithm {
  readonly algorithm: Buffer;
  /** Null where the key's kind brings its own. */
  readonly digest: string | null;
}

const curves: Readonly<Record<string, readonly [id: string, digest: string]>> = {
  'P-384': ['1.2.840.10045.4.3.3', 'sha384'],
  secp384r1: ['1.2.840.10045.4.3.3', 'sha384'],
  'P-521': ['1.2.840.10045.4.3.4', 'sha512'],
  secp521r1: ['1.2.840.10045.4.3.4', 'sha512'],
};

function algorithmOf(key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'ed25519') return { algorithm: sequence(objectId('1.3.101.112')), digest: null };
  if (key.asymmetricKeyType === 'ec') {
    const [id, digest] = curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? ['1.2.840.10045.4.3.2', 'sha256'];
    return { algorithm: sequence(objectId(id)), digest };
  }
  return { algorithm: sequence(objectId('1.2.840.113549.1.1.11'), nothing), digest: 'sha256' };
}

/** Two digits of the year up to 2049, four beyond. */
function time(nanos: bigint): Buffer {
  const text = formatMoment({ nanos, zone: utc }, '20060102150405Z');
  const year = Number(text.slice(0, -11));
  if (year < 0 || year > 9999) {
    throw new GoFailure('error creating certificate: asn1: structure error: cannot represent time as GeneralizedTime');
  }
  const isShort = year >= 1950 && year < 2050;
  return isShort ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(isCritical ? [yes] : []), octets(value));
}

function extensionsOf(
  content: CertificateContent,
  publicKey: Buffer,
  authority: Buffer | undefined,
): readonly Buffer[] {
  const { isAuthority } = content;
  // Digital signature and key encipherment, and for authorities signing certificates.
  const usage = isAuthority ? bits(Buffer.from([0xa4]), 2) : bits(Buffer.from([0xa0]), 5);
  const purposes = sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'));
  const names = [
    ...content.hosts.map((host) => tagged(0x82, Buffer.from(checkedHost(host), 'latin1'))),
    ...content.addresses.map((address) => tagged(0x87, address)),
  ];
  return [
    extension('2.5.29.15', true, usage),
    extension('2.5.29.37', false, purposes),
    extension('2.5.29.19', true, isAuthority ? sequence(yes) : sequence()),
    ...(isAuthority ? [extension('2.5.29.14', false, octets(keyIdOf(publicKey)))] : []),
    ...(authority === undefined ? [] : [extension('2.5.29.35', false, sequence(tagged(0x80, authority)))]),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', content.commonName === '', sequence(...names))]),
  ];
}

function checkedHost(host: string): string {
  if (isAscii(host)) return host;
  throw new GoFailure(`error creating certificate: x509: ${quoteString(host)} cannot be encoded as an IA5String`);
}

/** The first 20 octets of the public key's SHA-256 (RFC 7093, as Go does since 1.25). */
function keyIdOf(publicKey: Buffer): Buffer {
  const [info] = elementsOf(publicKey) ?? [];
  const [, key] = (info && elementsOf(info.content)) ?? [];
  return createHash('sha256')
    .update(key?.content.subarray(1) ?? publicKey)
    .digest()
    .subarray(0, 20);
}
