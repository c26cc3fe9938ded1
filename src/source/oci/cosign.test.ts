import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { signManifest, verificationKey } from '../../../test/support/cosign.ts';
import { TestRegistry } from '../../../test/support/oci-registry.ts';
import { sourceCaches } from '../../../test/support/source-caches.ts';
import { systemClock } from '../../base/index.ts';
import { isSignedByKey } from './cosign.ts';
import { createOciRepositories } from './create-oci-repositories.ts';
import type { OciRepository } from './repository.ts';

async function stage(): Promise<{ readonly registry: TestRegistry; readonly app: OciRepository }> {
  const registry = await TestRegistry.start();
  const caches = await sourceCaches();
  onTestFinished(async () => {
    await registry[Symbol.asyncDispose]();
    await caches[Symbol.asyncDispose]();
  });
  const repositories = createOciRepositories({ ...caches, clock: systemClock });
  return { registry, app: repositories.open(`oci://${registry.host}/app`) };
}

it.each(['ec', 'rsa', 'ed25519'] as const)(
  'a signature of a key of type %s fits that key and no other',
  async (type) => {
    const { registry, app } = await stage();
    const pair =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : type === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ed25519');
    const pem = createPublicKey(pair.privateKey).export({ type: 'spki', format: 'pem' }) as string;
    const digest = registry.push('app', '1', []);
    signManifest(registry, 'app', digest, pair.privateKey);
    expect(await isSignedByKey(app, digest, [verificationKey, pem])).toBe(true);
    expect(await isSignedByKey(app, digest, [verificationKey])).toBe(false);
    expect(await isSignedByKey(app, digest, [])).toBe(false);
  },
);

it('a signature of another artifact is none', async () => {
  const { registry, app } = await stage();
  const [one, two] = [registry.push('app', '1', []), registry.push('app', '2', [], { annotations: { a: 'b' } })];
  signManifest(registry, 'app', one);
  const { digest: moved } = await app.resolve({ kind: 'tag', tag: `${one.replace(':', '-')}.sig` }, { maxAgeMs: 0 });
  const { layers } = await app.manifest(moved);
  registry.pushManifest('app', `${two.replace(':', '-')}.sig`, 'application/vnd.oci.image.manifest.v1+json', {
    layers,
  });
  expect(await isSignedByKey(app, one, [verificationKey])).toBe(true);
  expect(await isSignedByKey(app, two, [verificationKey])).toBe(false);
});

it('what nobody signed has no signature, and a key that is none is refused', async () => {
  const { registry, app } = await stage();
  const digest = registry.push('app', '1', []);
  expect(await isSignedByKey(app, digest, [verificationKey])).toBe(false);
  await expect(isSignedByKey(app, digest, ['no key'])).rejects.toMatchObject({ code: 'refused' });
});
