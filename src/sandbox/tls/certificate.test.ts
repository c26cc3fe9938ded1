import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, seededRandom } from '../../base/index.ts';
import { isCurrent, makeCertificate } from './certificate.ts';
import { bitString, element, integer, objectId, sequence, time, utf8String } from './der.ts';
import { servingCertificate } from './stored-certificate.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const day = 86_400_000;

describe('DER', () => {
  it.each([
    ['a short element', element(4, Buffer.from([1, 2])), '04020102'],
    ['one of 200 bytes', element(4, Buffer.alloc(200)).subarray(0, 3), '0481c8'],
    ['one of 70 000 bytes', element(4, Buffer.alloc(70_000)).subarray(0, 5), '0483011170'],
    ['a sequence', sequence(integer(Buffer.from([5]))), '3003020105'],
    ['a number that looks negative', integer(Buffer.from([0x80])), '02020080'],
    ['an object id', objectId('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['a text', utf8String('ä'), '0c02c3a4'],
    ['bits', bitString(Buffer.from([0x80]), 7), '03020780'],
    ['a time', time(now), '170d3236303330313130303030305a'],
    ['a time after 2049', time(Date.parse('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
  ])('writes %s', (_, written, hex) => {
    expect(written.toString('hex')).toBe(hex);
  });
});

describe('a certificate', () => {
  it('is good for loopback and the names of the API, and signs itself', () => {
    const { certificate } = makeCertificate(now, seededRandom(1));
    const read = new X509Certificate(certificate);
    expect(read.subject).toBe('CN=slipway-sandbox');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.ca).toBe(true);
    for (const name of ['localhost', 'kubernetes.default.svc']) expect(read.checkHost(name)).toBe(name);
    for (const address of ['127.0.0.1', '::1']) expect(read.checkIP(address)).toBe(address);
    expect(read.checkHost('example.com')).toBeUndefined();
  });

  it('lasts ten years, and is no good on its last day', () => {
    const made = makeCertificate(now, seededRandom(1));
    const end = Date.parse(new X509Certificate(made.certificate).validTo);
    expect(end - now).toBeGreaterThanOrEqual(3650 * day);
    expect([isCurrent(made, now), isCurrent(made, end - 2 * day), isCurrent(made, end - day / 2)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the certificate of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-tls-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, for the owner only', async () => {
    const clock = new ManualClock(now);
    const first = await servingCertificate(folder, clock, seededRandom(1));
    expect(await servingCertificate(folder, clock, seededRandom(2))).toEqual(first);
    expect(statSync(join(folder, 'serving-certificate.pem')).mode & 0o777).toBe(0o600);
  });

  it('is made anew before it expires, and where it is damaged', async () => {
    const clock = new ManualClock(now);
    const first = await servingCertificate(folder, clock, seededRandom(1));
    const later = await servingCertificate(folder, new ManualClock(now + 20 * 365 * day), seededRandom(2));
    expect(later.certificate).not.toBe(first.certificate);
    const path = join(folder, 'serving-certificate.pem');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    expect((await servingCertificate(folder, clock, seededRandom(3))).certificate).toContain('BEGIN CERTIFICATE');
  });

  it('is not kept without one', async () => {
    const clock = new ManualClock(now);
    const [a, b] = [
      await servingCertificate(undefined, clock, seededRandom(1)),
      await servingCertificate(undefined, clock, seededRandom(1)),
    ];
    expect(a.key).not.toBe(b.key);
  });
});
