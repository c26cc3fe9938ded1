import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartArchive } from '../../../test/support/archives.ts';
import { eventually } from '../../../test/support/delivery-stage.ts';
import { type SourceCaches, sourceCaches } from '../../../test/support/source-caches.ts';
import { systemClock } from '../../base/index.ts';
import { openTree } from '../tree/index.ts';
import { createOciRepositories } from './create-oci-repositories.ts';
import { mediaTypes } from './manifest.ts';
import type { OciRepositories } from './repository.ts';

const bin = process.env['ORACLE_BIN'] ?? '';
const missing = ['docker-registry', join(bin, 'helm'), join(bin, 'flux')].filter((program) => !isThere(program));
const required = process.env['ORACLE_REQUIRED'] === '1';

function isThere(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!required && missing.length > 0)(
  `Debian's docker-registry, helm and flux (${missing.join(', ')})`,
  () => {
    let folder = '';
    let host = '';
    let registry: ChildProcess;
    let caches: SourceCaches;
    let repositories: OciRepositories;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
      host = `127.0.0.1:${await freePort()}`;
      const storage = { filesystem: { rootdirectory: join(folder, 'storage') } };
      await writeFile(join(folder, 'config.yml'), JSON.stringify({ version: 0.1, storage, http: { addr: host } }));
      registry = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
      caches = await sourceCaches();
      repositories = createOciRepositories({ ...caches, clock: systemClock });
      await eventually(async () => expect((await fetch(`http://${host}/v2/`)).status).toBe(200));
    });
    afterAll(async () => {
      registry.kill();
      await caches[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });
    const run = (program: string, ...args: string[]): Promise<unknown> =>
      promisify(execFile)(join(bin, program), args, {
        env: { HOME: folder, PATH: process.env['PATH'] ?? '' },
        cwd: folder,
      });

    it('gives the chart that helm pushed', async () => {
      await writeFile(join(folder, 'app.tgz'), await chartArchive('app', '1.2.3+b'));
      await run('helm', 'push', 'app.tgz', `oci://${host}/charts`, '--plain-http');
      const charts = repositories.open(`oci://${host}/charts/app`);
      const { digest, tag } = await charts.resolve({ kind: 'semver', range: '1.x', isChart: true }, { maxAgeMs: 0 });
      expect(tag).toBe('1.2.3_b');
      const layer = await charts.pull(digest, { mediaType: mediaTypes.helmChart });
      const { tree } = await charts.extract(layer, 'chart');
      expect(Buffer.from(openTree(tree).read('Chart.yaml')).toString()).toContain('version: 1.2.3+b');
    });

    it('gives the artifact that flux pushed, with what it was made of', async () => {
      await writeFile(join(folder, 'a.yaml'), 'a: 1\n');
      const origin = ['--source=https://git.example/app', '--revision=main@sha1:1'];
      await run(
        'flux',
        'push',
        'artifact',
        `oci://${host}/manifests/app:latest`,
        '--path=a.yaml',
        ...origin,
        '--insecure-registry',
      );
      const app = repositories.open(`oci://${host}/manifests/app`);
      const { digest } = await app.resolve({ kind: 'tag', tag: 'latest' }, { maxAgeMs: 0 });
      const layer = await app.pull(digest);
      expect(layer.layer.mediaType).toBe(mediaTypes.fluxContent);
      expect(layer.manifest.annotations['org.opencontainers.image.revision']).toBe('main@sha1:1');
      const { tree } = await app.extract(layer, 'artifact');
      expect(Buffer.from(openTree(tree).read('a.yaml')).toString()).toBe('a: 1\n');
    });

    it('says what it has not', async () => {
      const none = repositories.open(`oci://${host}/none`).resolve({ kind: 'tag', tag: 'latest' }, { maxAgeMs: 0 });
      await expect(none).rejects.toMatchObject({ code: 'not-found' });
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
