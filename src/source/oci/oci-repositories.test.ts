import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chartArchive, tarGz } from '../../../test/support/archives.ts';
import { issueAuthority, issueCertificate } from '../../../test/support/certificates.ts';
import { digestOf, TestRegistry, type TestRegistryOptions } from '../../../test/support/oci-registry.ts';
import { sourceCaches } from '../../../test/support/source-caches.ts';
import { ManualClock, Secret } from '../../base/index.ts';
import { openTree } from '../tree/index.ts';
import { createOciRepositories } from './create-oci-repositories.ts';
import type { OciCredentials } from './credentials.ts';
import { mediaTypes } from './manifest.ts';
import type { OciRepository } from './repository.ts';

const user = { username: 'tester', password: 'pa$s:word' } as const;
const signIn: OciCredentials = { kind: 'basic', username: user.username, password: new Secret(user.password) };
const now = { maxAgeMs: 0 };

interface Stage {
  readonly registry: TestRegistry;
  readonly clock: ManualClock;
  readonly open: (name: string, credentials?: OciCredentials) => OciRepository;
}

async function stage(options: TestRegistryOptions = {}): Promise<Stage> {
  const registry = await TestRegistry.start(options);
  const clock = new ManualClock(1_750_000_000_000);
  const caches = await sourceCaches(clock);
  onTestFinished(async () => {
    await registry[Symbol.asyncDispose]();
    await caches[Symbol.asyncDispose]();
  });
  const repositories = createOciRepositories({ ...caches, clock });
  return {
    registry,
    clock,
    open: (name, credentials) => repositories.open(`oci://${registry.host}/${name}`, credentials),
  };
}

describe('an OCI repository', () => {
  it('gives a chart by tag, with the digest of its manifest and its tree', async () => {
    const { registry, open } = await stage();
    const digest = registry.pushChart('charts/app', '1.2.3+build', await chartArchive('app', '1.2.3+build'));
    const repository = open('charts/app');
    expect(await repository.resolve({ kind: 'tag', tag: '1.2.3_build' }, now)).toEqual({ digest, tag: '1.2.3_build' });
    const layer = await repository.pull(digest, { mediaType: mediaTypes.helmChart });
    const { tree } = await repository.extract(layer, 'chart');
    expect(Buffer.from(openTree(tree).read('Chart.yaml')).toString()).toContain('name: app');
    expect(layer.archive.digest).toBe(layer.layer.digest);
  });

  it('resolves ranges over all pages of tags, those of charts with _ for +', async () => {
    const { registry, open } = await stage({ pageSize: 2 });
    for (const tag of ['1.0.0', '1.1.0', 'v1.2.0', '1.3', '2.0.0-rc.1', 'latest', '1.2.0_b'])
      registry.push('app', tag, []);
    const app = open('app');
    const tagOf = async (reference: object): Promise<string | undefined> =>
      (await app.resolve({ kind: 'semver', range: '*', ...reference }, now)).tag;
    expect(await tagOf({ range: '1.x' })).toBe('v1.2.0');
    expect(await tagOf({ range: '>=1.0.0-0' })).toBe('2.0.0-rc.1');
    expect(await tagOf({ range: '1.x', filter: '^1\\.' })).toBe('1.1.0');
    expect(await tagOf({ range: '1.x', filter: '^1\\.', isChart: true })).toBe('1.2.0_b');
    await expect(tagOf({ range: '3.x' })).rejects.toMatchObject({
      code: 'revision-not-found',
      message: 'no match found for semver: 3.x',
    });
    await expect(tagOf({ range: 'no range' })).rejects.toMatchObject({ code: 'invalid-address' });
    await expect(tagOf({ filter: '(' })).rejects.toMatchObject({ code: 'invalid-address' });
    expect(registry.requests.filter((line) => line.includes('tags/list') && line.includes('last='))).not.toEqual([]);
  });

  it.each([
    ['by token', {}],
    ['by password', { scheme: 'basic' }],
  ] as const)('signs in %s', async (_how, options) => {
    const { registry, open } = await stage({ user, ...options });
    const digest = registry.push('app', '1', [{ mediaType: 'text/plain', content: Buffer.from('x') }]);
    expect(await open('app', signIn).resolve({ kind: 'tag', tag: '1' }, now)).toMatchObject({ digest });
    const wrong: OciCredentials = { kind: 'basic', username: 'x', password: new Secret('wrong-password') };
    const failed = open('app', wrong).resolve({ kind: 'tag', tag: '1' }, now);
    await expect(failed).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-password') });
    await expect(open('app').resolve({ kind: 'tag', tag: '1' }, now)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('changes an identity token for one to pull with, gets a new one when it is refused, and one when it is old', async () => {
    const { registry, clock, open } = await stage({ user });
    registry.push('app', '1', []);
    const app = open('app', { kind: 'identity-token', token: new Secret(user.password) });
    const tokens = (): number => registry.requests.filter((line) => line === 'POST /token').length;
    const look = () => app.resolve({ kind: 'tag', tag: '1' }, now);
    await look();
    await look();
    expect(tokens()).toBe(1);
    registry.revokeTokens();
    await look();
    expect(tokens()).toBe(2);
    await clock.advance(300_000);
    await look();
    expect(tokens()).toBe(3);
  });

  it('asks once for all who look at the same time, and not again while the answer is young', async () => {
    const { registry, clock, open } = await stage();
    registry.push('app', '1', []);
    const look = (maxAgeMs: number) => open('app').resolve({ kind: 'tag', tag: '1' }, { maxAgeMs });
    const heads = (): number => registry.requests.filter((line) => line.startsWith('HEAD')).length;
    await Promise.all([look(0), look(0), look(1000)]);
    expect(heads()).toBe(1);
    await clock.advance(900);
    await look(1000);
    expect(heads()).toBe(1);
    await look(0);
    expect(heads()).toBe(2);
  });

  it('takes a download up again where it broke off, and gives up in the end', async () => {
    const { registry, open } = await stage();
    const content = await tarGz([{ name: 'a', content: Buffer.from(Array.from({ length: 9000 }, (_, i) => i % 251)) }]);
    const digest = registry.push('app', '1', [{ mediaType: mediaTypes.fluxContent, content }]);
    registry.cuts.push(100, 50);
    const { archive } = await open('app').pull(digest);
    expect(await readFile(archive.file)).toEqual(content);
    expect(registry.requests.filter((line) => line.includes('bytes=')).map((line) => line.split(' ')[2])).toEqual([
      'bytes=100-',
      'bytes=150-',
    ]);
    const other = registry.push('app', '2', [{ mediaType: 'x', content: Buffer.alloc(500, 1) }]);
    registry.cuts.push(1, 1, 1, 1, 1, 1);
    await expect(open('app').pull(other)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('refuses bytes and manifests that are not what their digest says', async () => {
    const { registry, open } = await stage();
    const digest = registry.push('app', '1', [{ mediaType: 'x', content: Buffer.from('right') }]);
    registry.tampers = true;
    await expect(open('app').pull(digest)).rejects.toMatchObject({ code: 'refused', message: /digest/ });
    const absent = `sha256:${'0'.repeat(64)}`;
    await expect(open('app').manifest(absent)).rejects.toMatchObject({
      code: 'not-found',
      message: /MANIFEST_UNKNOWN/,
    });
  });

  it('reads a layer by its type, and says which it has not', async () => {
    const { registry, open } = await stage();
    const digest = registry.push(
      'app',
      '1',
      [
        { mediaType: 'a', content: Buffer.from('a') },
        { mediaType: 'b', content: Buffer.from('b') },
      ],
      { annotations: { 'org.opencontainers.image.revision': 'main@sha1:1' } },
    );
    const pulled = await open('app').pull(digest, { mediaType: 'b' });
    expect(pulled.layer.digest).toBe(digestOf(Buffer.from('b')));
    expect(pulled.manifest.annotations).toEqual({ 'org.opencontainers.image.revision': 'main@sha1:1' });
    expect((await open('app').pull(digest)).layer.mediaType).toBe('a');
    const absent = open('app').pull(digest, { mediaType: 'c' });
    await expect(absent).rejects.toThrow("failed to find layer with media type 'c' in artifact");
    await expect(open('app').pull(digest, { mediaType: 'b', maxBytes: 0 })).resolves.toBeDefined();
    await expect(open('app').pull(registry.push('app', '2', []))).rejects.toThrow('no layers found in artifact');
  });

  it('takes no layer that is larger than allowed', async () => {
    const { registry, open } = await stage();
    const digest = registry.push('app', '1', [{ mediaType: 'a', content: Buffer.alloc(11) }]);
    await expect(open('app').pull(digest, { maxBytes: 10 })).rejects.toMatchObject({ code: 'too-large' });
    expect(registry.requests.some((line) => line.includes('/blobs/'))).toBe(false);
  });

  it('takes the manifest for linux on amd64 out of an index', async () => {
    const { registry, open } = await stage();
    const digest = registry.push('app', 'child', [{ mediaType: 'a', content: Buffer.from('a') }]);
    const listed = {
      mediaType: mediaTypes.manifest,
      digest,
      size: 1,
      platform: { os: 'linux', architecture: 'amd64' },
    };
    const other = { ...listed, digest: `sha256:${'1'.repeat(64)}`, platform: { os: 'linux', architecture: 'arm64' } };
    const index = registry.pushManifest('app', 'all', mediaTypes.index, { manifests: [other, listed] });
    expect((await open('app').resolve({ kind: 'tag', tag: 'all' }, now)).digest).toBe(index);
    expect((await open('app').manifest(index)).digest).toBe(digest);
  });

  it('gets by without HEAD', async () => {
    const { registry, open } = await stage();
    registry.refusesHead = true;
    const digest = registry.push('app', '1', []);
    expect((await open('app').resolve({ kind: 'tag', tag: '1' }, now)).digest).toBe(digest);
  });

  it('follows blobs to another host, and takes no credentials there', async () => {
    const { registry, open } = await stage({ user });
    const seen: (string | undefined)[] = [];
    const bucket = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('blob');
    });
    await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void bucket.close());
    const { port } = bucket.address() as AddressInfo;
    registry.blobsAt = () => `http://127.0.0.1:${port}/blob`;
    const digest = registry.push('app', '1', [{ mediaType: 'a', content: Buffer.from('blob') }]);
    const { archive } = await open('app', signIn).pull(digest);
    expect(await readFile(archive.file, 'utf8')).toBe('blob');
    expect(seen).toEqual([undefined]);
  });

  it('speaks TLS to who has a certificate that it is told to trust, with one of its own where asked', async () => {
    const authority = issueAuthority('test');
    const server = issueCertificate(authority, 'registry', { names: ['127.0.0.1'] });
    const client = issueCertificate(authority, 'client');
    const { registry, open } = await stage({
      tls: { key: server.key, cert: server.certificate, ca: authority.certificate },
    });
    const digest = registry.push('app', '1', []);
    const tls = {
      caCertificate: authority.certificate,
      clientCertificate: { certificate: client.certificate, privateKey: new Secret(client.key) },
    };
    const look = (credentials: OciCredentials) => open('app', credentials).resolve({ kind: 'tag', tag: '1' }, now);
    expect(await look({ kind: 'none', ...tls })).toMatchObject({ digest });
    await expect(look({ kind: 'none', caCertificate: authority.certificate })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(look({ kind: 'none' })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stops when it is told to, and others go on', async () => {
    const { registry, open } = await stage();
    const digest = registry.push('app', '1', []);
    const gone = new AbortController();
    const first = open('app').resolve({ kind: 'tag', tag: '1' }, { maxAgeMs: 0, signal: gone.signal });
    const second = open('app').resolve({ kind: 'tag', tag: '1' }, now);
    gone.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(await second).toMatchObject({ digest });
  });
});
