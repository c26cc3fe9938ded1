import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { TestRegistry } from './oci-registry.ts';

/** A key for signatures in tests, always the same, so that Secrets in files can name its public part. */
export const signingKey: KeyObject = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE',
    x: 'b_A7lJJBzh2t1DUZ5pYOCoW0GmmgXDKBA6orzhWUyhY',
    y: 'PE91OlW_AdxT9sCwx-7ni0DG_30lqW4igrmJzvccFEo',
  },
});

/** Its public part, as PEM. */
export const verificationKey = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }) as string;

/** Signs a manifest as `cosign sign --key` does, with the signature beside it. */
export function signManifest(registry: TestRegistry, repository: string, digest: string, key = signingKey): void {
  const image = { 'docker-manifest-digest': digest };
  const critical = { identity: { 'docker-reference': repository }, image, type: 'cosign container image signature' };
  const content = Buffer.from(JSON.stringify({ critical, optional: null }));
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const annotations = { 'dev.cosignproject.cosign/signature': sign(hash, content, key).toString('base64') };
  const mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', content: Buffer.from('{}') };
  registry.push(repository, `${digest.replace(':', '-')}.sig`, [{ mediaType, content, annotations }], { config });
}
