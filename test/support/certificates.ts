import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its key as PEM, and the key itself for signing others. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly signer: KeyObject;
  readonly name: Buffer;
}

/** A new certificate authority for tests, valid for a day. */
export function issueAuthority(commonName: string): IssuedCertificate {
  return issue(commonName, { extensions: [basicConstraints(true)] });
}

/** A certificate for servers of these names or addresses, or for the client `commonName`, signed by `authority`. */
export function issueCertificate(
  authority: IssuedCertificate,
  commonName: string,
  options: { readonly names?: readonly string[]; readonly organizations?: readonly string[] } = {},
): IssuedCertificate {
  const extensions = options.names === undefined ? [] : [alternativeNames(options.names)];
  return issue(commonName, { authority, extensions, organizations: options.organizations ?? [] });
}

function issue(
  commonName: string,
  options: {
    readonly authority?: IssuedCertificate;
    readonly extensions: readonly Buffer[];
    readonly organizations?: readonly string[];
  },
): IssuedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = distinguishedName(commonName, options.organizations ?? []);
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const validity = sequence(utcTime(Date.now() - 3_600_000), utcTime(Date.now() + 86_400_000));
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    algorithm,
    options.authority?.name ?? name,
    validity,
    name,
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' }),
    ...(options.extensions.length === 0 ? [] : [tagged(0xa3, sequence(...options.extensions))]),
  );
  const signature = sign('sha256', content, options.authority?.signer ?? privateKey);
  const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    certificate: new X509Certificate(der).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    signer: privateKey,
    name,
  };
}

function distinguishedName(commonName: string, organizations: readonly string[]): Buffer {
  const part = (id: string, text: string): Buffer => tagged(0x31, sequence(oid(id), tagged(0x0c, Buffer.from(text))));
  return sequence(...organizations.map((name) => part('55040a', name)), part('550403', commonName));
}

function basicConstraints(authority: boolean): Buffer {
  const value = sequence(tagged(0x01, Buffer.from([authority ? 0xff : 0])));
  return sequence(oid('551d13'), tagged(0x01, Buffer.from([0xff])), tagged(0x04, value));
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    isIP(name) === 4 ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name)),
  );
  return sequence(oid('551d11'), tagged(0x04, sequence(...entries)));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  return length < 0x100
    ? Buffer.concat([Buffer.from([tag, 0x81, length]), content])
    : Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function utcTime(ms: number): Buffer {
  return tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
