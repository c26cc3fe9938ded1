import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import type { Random } from '../../base/index.ts';
import { bitString, booleanTrue, element, integer, objectId, octetString, sequence, time, utf8String } from './der.ts';

/** A key with its certificate, both PEM. */
export interface ServingCertificate {
  readonly key: string;
  readonly certificate: string;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const tenYearsMs = 10 * 365 * 24 * 3600 * 1000;

/**
 * Makes a certificate for a server on loopback that is its own authority: clients that are given it trust it. Kubernetes' clients
 * send a token only over TLS, so that a kubeconfig with a token needs one.
 */
export function makeCertificate(now: number, random: Random): ServingCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(ecdsaWithSha256));
  const name = sequence(element(0x31, sequence(objectId('2.5.4.3'), utf8String('slipway-sandbox'))));
  const serial = Buffer.from(random.bytes(16));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(now - 3_600_000), time(now + tenYearsMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = new X509Certificate(sequence(body, algorithm, bitString(signature)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate: certificate.toString(),
  };
}

/** Whether a certificate is still good for a day at least. */
export function isCurrent({ certificate }: ServingCertificate, now: number): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) > now + 86_400_000;
}

function extensions(): Buffer[] {
  const critical = (id: string, value: Buffer): Buffer => sequence(objectId(id), booleanTrue(), octetString(value));
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const addresses = [Buffer.from([127, 0, 0, 1]), Buffer.from([...Array.from({ length: 15 }, () => 0), 1])];
  return [
    // basicConstraints: an authority.
    critical('2.5.29.19', sequence(booleanTrue())),
    // keyUsage: digitalSignature and keyCertSign.
    critical('2.5.29.15', bitString(Buffer.from([0b10000100]), 2)),
    // extKeyUsage: serverAuth.
    sequence(objectId('2.5.29.37'), octetString(sequence(objectId('1.3.6.1.5.5.7.3.1')))),
    // subjectAltName.
    sequence(
      objectId('2.5.29.17'),
      octetString(
        sequence(
          ...names.map((text) => element(0x82, Buffer.from(text))),
          ...addresses.map((address) => element(0x87, address)),
        ),
      ),
    ),
  ];
}
