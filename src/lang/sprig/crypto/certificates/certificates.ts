import type { KeyObject } from 'node:crypto';
import {
  GoFailure,
  type GoFunction,
  type GoObject,
  type GoSlice,
  type GoValue,
  type TemplateBudget,
  valueText,
} from '../../../gotemplate/index.ts';
import type { SprigOptions } from '../../context.ts';
import { declare, int, list, string } from '../../declare/index.ts';
import { decodeBase64 } from '../../encoding/index.ts';
import { drawIntegerBelow, type RandomStream } from '../../random/index.ts';
import { encodePem, generateRsaKey, parsePrivateKey, privateKeyPem } from '../keys/index.ts';
import { addressBytes } from './address.ts';
import { buildCertificate, type CertificateContent, type CertificateIssuer } from './build.ts';
import { certificateObject, certificatePair, type CertificatePair } from './certificate-object.ts';
import { issuerOf, readCertificate } from './read.ts';

const nanosPerDay = 86_400_000_000_000n;

/** What a function was asked for. */
interface Request {
  readonly commonName: string;
  readonly days: number;
  readonly addresses?: GoSlice;
  readonly hosts?: GoSlice;
  readonly isAuthority?: boolean;
  /** The key to certify, PEM; absent for a new one. */
  readonly key?: string;
  readonly authority?: CertificatePair;
}

/** The functions that make certificates (sprig 3.3.0, crypto.go). */
export function certificateFunctions(options: SprigOptions): Readonly<Record<string, GoFunction>> {
  const make = (call: string, request: Request): GoObject =>
    makeCertificate(request, options, options.random.open(`${call} ${request.commonName} ${request.days}`));
  return {
    genCA: declare([string, int], (commonName, days) => make('genCA', { commonName, days, isAuthority: true })),
    genCAWithKey: declare([string, int, string], (commonName, days, key) =>
      make('genCAWithKey', { commonName, days, isAuthority: true, key }),
    ),
    genSelfSignedCert: declare([string, list, list, int], (commonName, addresses, hosts, days) =>
      make('genSelfSignedCert', { commonName, addresses, hosts, days }),
    ),
    genSelfSignedCertWithKey: declare([string, list, list, int, string], (commonName, addresses, hosts, days, key) =>
      make('genSelfSignedCertWithKey', { commonName, addresses, hosts, days, key }),
    ),
    genSignedCert: declare(
      [string, list, list, int, certificatePair],
      (commonName, addresses, hosts, days, authority) =>
        make('genSignedCert', { commonName, addresses, hosts, days, authority }),
    ),
    genSignedCertWithKey: declare(
      [string, list, list, int, certificatePair, string],
      (commonName, addresses, hosts, days, authority, key) =>
        make('genSignedCertWithKey', { commonName, addresses, hosts, days, authority, key }),
    ),
    buildCustomCert: declare([string, string], customCertificate),
  };
}

function makeCertificate(request: Request, { now, budget }: SprigOptions, stream: RandomStream): GoObject {
  const key =
    request.key === undefined ? generateRsaKey(2048, stream, budget) : signingKey(request.key, 'parsing private key');
  const issuer = request.authority && readAuthority(request.authority);
  const { addresses, hosts } = request;
  const notBefore = now();
  const content: CertificateContent = {
    commonName: request.commonName,
    addresses: (addresses?.items ?? []).map((item) => readAddress(item, budget)),
    hosts: (hosts?.items ?? []).map((item) => readHost(item, budget)),
    serial: drawIntegerBelow(stream, 2n ** 128n),
    notBefore,
    notAfter: notBefore + BigInt(request.days) * nanosPerDay,
    isAuthority: request.isAuthority ?? false,
  };
  const cert = encodePem({ type: 'CERTIFICATE', bytes: buildCertificate(content, key, issuer) });
  return certificateObject({ cert, key: privateKeyPem(key) });
}

function signingKey(pem: string, doing: string): KeyObject {
  const key = within(doing, () => parsePrivateKey(pem));
  if (key !== 'dsa') return key;
  throw new GoFailure('error creating certificate: x509: certificate private key does not implement crypto.Signer');
}

function readAuthority({ cert, key }: CertificatePair): CertificateIssuer {
  const certificate = readCertificate(cert, 'decodedSignerCert.Bytes');
  const parsed = within('error parsing private key', () => parsePrivateKey(key));
  return issuerOf(certificate, parsed);
}

/** Says what was being done when something failed. */
function within<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GoFailure) throw new GoFailure(`${doing}: ${error.message}`, { cause: error });
    throw error;
  }
}

function readAddress(item: GoValue, budget: TemplateBudget): Buffer {
  if (typeof item !== 'string') throw new GoFailure(`error parsing ip: ${valueText(item, budget)} is not a string`);
  const address = addressBytes(item);
  if (address === undefined) throw new GoFailure(`error parsing ip: ${item}`);
  return address;
}

function readHost(item: GoValue, budget: TemplateBudget): string {
  if (typeof item === 'string') return item;
  throw new GoFailure(`error processing alternate dns name: ${valueText(item, budget)} is not a string`);
}

/** A pair that a chart's user brings, both base64 of PEM (sprig 3.3.0, buildCustomCertificate). */
function customCertificate(cert: string, key: string): GoObject {
  const decoded = { cert: decoded64(cert, 'certificate'), key: decoded64(key, 'private key') };
  readCertificate(decoded.cert, 'decodedCert.Bytes');
  within('error parsing private key', () => parsePrivateKey(decoded.key));
  return certificateObject(decoded);
}

function decoded64(text: string, what: string): string {
  try {
    return decodeBase64(text);
  } catch (error) {
    throw new GoFailure(`unable to decode base64 ${what}`, { cause: error });
  }
}
