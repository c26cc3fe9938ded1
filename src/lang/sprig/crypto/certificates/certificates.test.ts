import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../base/index.ts';
import { createTemplateBudget, parseTemplate, TemplateSet } from '../../../gotemplate/index.ts';
import { sprigFunctions } from '../../index.ts';

const now = 1_700_000_000n * 1_000_000_000n;

/** Runs a template and gives the PEM blocks that it prints. */
function blocks(template: string, seed = 7): readonly string[] {
  const random = seededRandom(seed);
  const budget = createTemplateBudget({ maxSteps: 1e9, maxBytes: 1e9 });
  const functions = sprigFunctions({ now: () => now, timeZone: 'UTC', random: { open: () => random }, budget });
  const set = new TemplateSet();
  set.add(parseTemplate('t', template, { functions: new Set(functions.keys()) }));
  const printed = set.execute('t', null, { functions, budget, missingKey: 'zero' });
  return printed.match(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----/g) ?? [];
}

const pair = '{{ .Cert }}{{ .Key }}';

describe('certificates', () => {
  it('of an authority and of what it signs', () => {
    const template = `{{ $ca := genCA "my-ca" 365 }}{{ with $ca }}${pair}{{ end }}{{ with genSignedCert "web.local" (list "10.0.0.1" "::ffff:1.2.3.4" "2001:db8::1") (list "web" "*.web.local") 30 $ca }}${pair}{{ end }}`;
    const [authority, , leaf, key] = blocks(template);
    const ca = new X509Certificate(authority ?? '');
    const signed = new X509Certificate(leaf ?? '');
    expect(ca.subject).toBe('CN=my-ca');
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(signed.ca).toBe(false);
    expect(signed.checkIssued(ca)).toBe(true);
    expect(signed.verify(ca.publicKey)).toBe(true);
    expect(signed.checkPrivateKey(createPrivateKey(key ?? ''))).toBe(true);
    expect(signed.subjectAltName).toBe(
      'DNS:web, DNS:*.web.local, IP Address:10.0.0.1, IP Address:1.2.3.4, IP Address:2001:DB8:0:0:0:0:0:1',
    );
    expect(signed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect([signed.validFrom, signed.validTo]).toEqual(['Nov 14 22:13:20 2023 GMT', 'Dec 14 22:13:20 2023 GMT']);
    expect(signed.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it.each(['ecdsa', 'ed25519', 'rsa'])('with a key of %s', (kind) => {
    const [cert, key] = blocks(
      `{{ with genSelfSignedCertWithKey "*.x" nil nil 20000 (genPrivateKey "${kind}") }}${pair}{{ end }}`,
    );
    const certificate = new X509Certificate(cert ?? '');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key ?? ''))).toBe(true);
    expect(certificate.validTo).toBe('Aug 17 22:13:20 2078 GMT');
  });

  it('are the same for the same stream and moment', () => {
    const template = `{{ with genCA "a" 1 }}${pair}{{ end }}`;
    expect(blocks(template)).toEqual(blocks(template));
    expect(blocks(template)).not.toEqual(blocks(template, 8));
  });
});

describe('genPrivateKey', () => {
  it('makes keys of DSA with a generator of the subgroup', () => {
    const [pem = ''] = blocks('{{ genPrivateKey "dsa" }}');
    const der = Buffer.from(pem.split('\n').slice(1, -1).join(''), 'base64');
    expect(pem.startsWith('-----BEGIN DSA PRIVATE KEY-----')).toBe(true);
    expect(createPrivateKey({ key: pem, format: 'pem' }).asymmetricKeyDetails).toMatchObject({
      modulusLength: 2048,
      divisorLength: 256,
    });
    expect(der.length).toBeGreaterThan(800);
  });
});
