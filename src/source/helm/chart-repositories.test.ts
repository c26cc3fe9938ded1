import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chartArchive } from '../../../test/support/archives.ts';
import { issueAuthority, issueCertificate } from '../../../test/support/certificates.ts';
import { ChartServer, type ChartServerOptions } from '../../../test/support/chart-server.ts';
import { digestOf, TestRegistry } from '../../../test/support/oci-registry.ts';
import { sourceCaches } from '../../../test/support/source-caches.ts';
import { ManualClock, Secret, systemRandom } from '../../base/index.ts';
import { createOciRepositories } from '../oci/index.ts';
import { openTree } from '../tree/index.ts';
import { createChartRepositories } from './create-chart-repositories.ts';
import type { ChartCredentials, ChartRepositories, ChartRepository, ChartRepositoryCredentials } from './repository.ts';

const now = { maxAgeMs: 0 };
const user = { username: 'tester', password: 'pa$s:word' } as const;
const signIn: ChartRepositoryCredentials = {
  kind: 'http',
  username: user.username,
  password: new Secret(user.password),
};

interface Stage {
  readonly server: ChartServer;
  readonly clock: ManualClock;
  readonly folder: string;
  readonly open: (credentials?: ChartRepositoryCredentials, url?: string) => ChartRepository;
  /** As a process that was started again has them. */
  readonly restarted: () => ChartRepositories;
}

async function stage(
  options: ChartServerOptions = {},
  limits: { readonly maxIndexBytes?: number } = {},
): Promise<Stage> {
  const server = await ChartServer.start(options);
  const clock = new ManualClock(1_750_000_000_000);
  const caches = await sourceCaches(clock);
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await caches[Symbol.asyncDispose]();
  });
  const registries = createOciRepositories({ ...caches, clock });
  const restarted = (): ChartRepositories =>
    createChartRepositories({ ...caches, ...limits, cacheDir: caches.folder, registries, clock, random: systemRandom });
  const repositories = restarted();
  const open: Stage['open'] = (credentials, url = server.url) => repositories.open(url, credentials);
  return { server, clock, folder: caches.folder, restarted, open };
}

describe('a chart repository over HTTP', () => {
  it('gives a chart by range: its archive as it was published, and its tree', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    const archive = await server.publish('app', '1.1.0', { files: { 'templates/a.yaml': 'a: 1\n' } });
    const chart = await open().resolve({ name: 'app', version: '1.x' }, now);
    expect(chart).toEqual({
      name: 'app',
      version: '1.1.0',
      created: '2026-01-01T00:00:00Z',
      url: `${server.url}/app-1.1.0.tgz`,
      digest: digestOf(archive),
    });
    const pulled = await open().pull(chart);
    expect(pulled.revision).toBe('1.1.0');
    expect(await readFile(pulled.archive.file)).toEqual(archive);
    expect(Buffer.from(openTree(pulled.tree).read('templates/a.yaml')).toString()).toBe('a: 1\n');
  });

  it('says what it has not', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    const resolve = (name: string, version: string) => open().resolve({ name, version }, now);
    await expect(resolve('other', '')).rejects.toMatchObject({ code: 'not-found', message: 'no chart name found' });
    await expect(resolve('app', '2.x')).rejects.toMatchObject({ code: 'revision-not-found' });
    const gone = { name: 'app', version: '9', url: `${server.url}/gone.tgz` };
    await expect(open().pull(gone)).rejects.toMatchObject({
      code: 'not-found',
      message: `failed to fetch ${server.url}/gone.tgz : 404 Not Found`,
    });
  });

  it('asks once for all, not again while the answer is young, and then only whether the index has changed', async () => {
    const { server, clock, open } = await stage();
    await server.publish('app', '1.0.0');
    const resolve = (maxAgeMs: number) => open().resolve({ name: 'app', version: '' }, { maxAgeMs });
    await Promise.all([resolve(0), resolve(0), resolve(60_000)]);
    await clock.advance(59_000);
    await resolve(60_000);
    expect(server.requests).toEqual(['GET /index.yaml 200']);
    await resolve(0);
    expect(server.requests).toEqual(['GET /index.yaml 200', 'GET /index.yaml 304']);
    await server.publish('app', '1.0.1');
    expect((await resolve(0)).version).toBe('1.0.1');
    expect(server.requests.at(-1)).toBe('GET /index.yaml 200');
  });

  it('remembers the index over a restart, and reads it again where the cache was emptied', async () => {
    const { server, folder, open, restarted } = await stage();
    await server.publish('app', '1.0.0');
    const wish = { name: 'app', version: '' };
    await open().resolve(wish, now);
    expect((await restarted().open(server.url).resolve(wish, now)).version).toBe('1.0.0');
    expect(server.requests.at(-1)).toBe('GET /index.yaml 304');
    await rm(join(folder, 'indexes'), { recursive: true });
    expect((await restarted().open(server.url).resolve(wish, now)).version).toBe('1.0.0');
    expect(server.requests.at(-1)).toBe('GET /index.yaml 200');
  });

  it('downloads a chart once for all, and never one that is here', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    const pulled = await Promise.all([open().pull(chart), open().pull(chart)]);
    expect(new Set(pulled.map(({ digest }) => digest)).size).toBe(1);
    await open().pull(chart);
    expect(server.requests.filter((line) => line.includes('.tgz'))).toHaveLength(1);
  });

  it('refuses an archive that is not what the index says, and keeps nothing of it', async () => {
    const { server, folder, open } = await stage();
    await server.publish('app', '1.0.0', { digest: 'a'.repeat(64) });
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    await expect(open().pull(chart)).rejects.toMatchObject({ code: 'refused', message: /digest/ });
    expect(await readdir(join(folder, 'archives'))).toEqual([]);
  });

  it('takes an archive without a digest, at its address', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0', { digest: '' });
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    expect(chart.digest).toBeUndefined();
    expect((await open().pull(chart)).revision).toBe('1.0.0');
  });

  it('takes a download up again where it broke off', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    server.cuts.push(50, 20);
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    expect((await open().pull(chart)).archive.digest).toBe(chart.digest);
  });

  it('signs in, and says no word of the password', async () => {
    const { server, open } = await stage({ user });
    await server.publish('app', '1.0.0');
    const chart = await open(signIn).resolve({ name: 'app', version: '' }, now);
    await open(signIn).pull(chart);
    const wrong = { kind: 'http', username: 'x', password: new Secret('wrong-password') } as const;
    for (const credentials of [undefined, wrong]) {
      const failed = open(credentials).resolve({ name: 'app', version: '' }, now);
      await expect(failed).rejects.toMatchObject({
        code: 'unauthorized',
        message: `failed to fetch ${server.url}/index.yaml : 401 Unauthorized`,
      });
    }
  });

  it('takes credentials to another host only where it is told to, by the index and by redirects', async () => {
    const { server, open } = await stage({ user });
    const other = await ChartServer.start();
    onTestFinished(() => other[Symbol.asyncDispose]());
    other.put('/app-1.0.0.tgz', await chartArchive('app', '1.0.0'));
    const pullWith = async (credentials: ChartRepositoryCredentials): Promise<boolean> => {
      other.authorizations.length = 0;
      const chart = await open(credentials).resolve({ name: 'app', version: '' }, now);
      await open(credentials).pull({ ...chart, version: '1.0.0' });
      return other.authorizations.some((sent) => sent !== undefined);
    };
    server.urlPrefix = `${other.url}/`;
    await server.publish('app', '1.0.0', { digest: '' });
    expect(await pullWith(signIn)).toBe(false);
    expect(await pullWith({ ...signIn, passCredentials: true })).toBe(true);
    server.index = undefined;
    server.urlPrefix = '';
    await server.publish('app', '1.0.1', { digest: '' });
    server.redirect = () => `${other.url}/app-1.0.0.tgz`;
    expect(await pullWith(signIn)).toBe(false);
    expect(await pullWith({ ...signIn, passCredentials: true })).toBe(true);
  });

  it('follows no redirects without end', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    server.redirect = (path) => path;
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    await expect(open().pull(chart)).rejects.toMatchObject({ code: 'refused', message: /redirects more than 10/ });
  });

  it('speaks TLS to a server with a certificate that it is told to trust, with one of its own where asked, or blindly', async () => {
    const authority = issueAuthority('test');
    const issued = issueCertificate(authority, 'charts', { names: ['127.0.0.1'] });
    const client = issueCertificate(authority, 'client');
    const { server, open } = await stage({
      tls: { key: issued.key, cert: issued.certificate, ca: authority.certificate },
    });
    await server.publish('app', '1.0.0');
    const clientCertificate = { certificate: client.certificate, privateKey: new Secret(client.key) };
    const pull = async (credentials: ChartCredentials): Promise<string> => {
      const repository = open({ kind: 'http', ...credentials });
      return (await repository.pull(await repository.resolve({ name: 'app', version: '' }, now))).revision;
    };
    expect(await pull({ clientCertificate, caCertificate: authority.certificate })).toBe('1.0.0');
    expect(await pull({ clientCertificate, insecureSkipTlsVerify: true })).toBe('1.0.0');
    await expect(pull({ clientCertificate })).rejects.toMatchObject({ code: 'unreachable', message: /not trusted/ });
    await expect(pull({ caCertificate: authority.certificate })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stops at its limits: a large index, a large chart', async () => {
    const { server, open } = await stage({}, { maxIndexBytes: 1000 });
    await server.publish('app', '1.0.0', {
      files: { 'values.yaml': Buffer.from(systemRandom.bytes(2000)).toString('hex') },
    });
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    await expect(open().pull(chart, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'too-large' });
    server.index = `apiVersion: v1\nentries: {}\n${'#'.repeat(1000)}`;
    await expect(open().resolve({ name: 'app', version: '' }, now)).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each([
    ['nothing', '', 'empty index.yaml file'],
    ['a page', '<html><body>hello</body></html>', 'neither YAML nor JSON'],
    ['no API version', 'entries: {}\n', 'no API version specified'],
    ['no API version in block form', 'entries:\n  a:\n  - name: a\n', 'no API version specified'],
  ])('refuses an index that is %s', async (_what, text, message) => {
    const { server, open } = await stage();
    server.index = text;
    await expect(open().resolve({ name: 'app', version: '' }, now)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['JSON', '{"apiVersion":"v1","entries":{"app":[{"name":"app","version":"1.0.0","urls":["app-1.0.0.tgz"]}]}}'],
    ['flow style', 'apiVersion: v1\nentries: {app: [{name: app, version: 1.0.0, urls: [app-1.0.0.tgz]}]}\n'],
    [
      'anchors between charts',
      'apiVersion: v1\nentries:\n  a:\n  - &x\n    name: app\n    version: 1.0.0\n    urls: [app-1.0.0.tgz]\n  app:\n  - *x\n',
    ],
  ])('reads an index in the form of %s', async (_form, text) => {
    const { server, open } = await stage();
    server.index = text;
    expect(await open().resolve({ name: 'app', version: '1.x' }, now)).toMatchObject({ version: '1.0.0' });
  });

  it('reads the provenance beside a chart', async () => {
    const { server, open } = await stage();
    await server.publish('app', '1.0.0');
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    expect(await open().provenance(chart)).toBeUndefined();
    server.put('/app-1.0.0.tgz.prov', 'signed');
    expect(await open().provenance(chart)).toBe('signed');
  });
});

describe('charts in a registry', () => {
  it('are found by version and by range, and have the tree that they have everywhere', async () => {
    const { server, open } = await stage();
    const registry = await TestRegistry.start();
    onTestFinished(() => registry[Symbol.asyncDispose]());
    const archive = await server.publish('app', '1.1.0+build');
    for (const version of ['1.0.0', '2.0.0-rc.1'])
      registry.pushChart('charts/app', version, await chartArchive('app', version));
    const digest = registry.pushChart('charts/app', '1.1.0+build', archive, 'signed');
    const charts = open(undefined, `oci://${registry.host}/charts`);
    const chart = await charts.resolve({ name: 'app', version: '1.x' }, now);
    const url = `oci://${registry.host}/charts/app:1.1.0_build`;
    expect(chart).toEqual({ name: 'app', version: '1.1.0+build', url, digest });
    const pulled = await charts.pull(chart);
    const plain = open();
    const same = await plain.pull(await plain.resolve({ name: 'app', version: '' }, now));
    expect([pulled.digest, pulled.archive.digest]).toEqual([same.digest, same.archive.digest]);
    expect(await charts.provenance(chart)).toBe('signed');
    const direct = open(undefined, `oci://${registry.host}/charts/app`);
    expect(await direct.resolve({ name: '', version: '' }, now)).toMatchObject({ name: 'app', version: '1.1.0+build' });
    expect(await direct.provenance(await direct.resolve({ name: '', version: '1.0.0' }, now))).toBeUndefined();
    await expect(charts.resolve({ name: 'app', version: '3.x' }, now)).rejects.toMatchObject({
      code: 'revision-not-found',
    });
    await expect(charts.resolve({ name: 'app', version: '1.2.3' }, now)).rejects.toMatchObject({ code: 'not-found' });
    expect(await charts.index(now)).toBeUndefined();
  });

  it('are pulled where the index of a repository over HTTP names them', async () => {
    const { server, open } = await stage();
    const registry = await TestRegistry.start();
    onTestFinished(() => registry[Symbol.asyncDispose]());
    registry.pushChart('charts/app', '1.0.0', await chartArchive('app', '1.0.0'));
    const url = `oci://${registry.host}/charts/app:1.0.0`;
    server.index = `apiVersion: v1\nentries:\n  app:\n  - name: app\n    version: 1.0.0\n    urls: ["${url}"]\n`;
    const chart = await open().resolve({ name: 'app', version: '' }, now);
    expect(await open().pull(chart)).toMatchObject({ revision: '1.0.0', chart: { url } });
  });
});
