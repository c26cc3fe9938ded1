import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartArchive } from '../../../test/support/archives.ts';
import { ChartServer } from '../../../test/support/chart-server.ts';
import { TestRegistry } from '../../../test/support/oci-registry.ts';
import { type SourceCaches, sourceCaches } from '../../../test/support/source-caches.ts';
import { systemClock, systemRandom } from '../../base/index.ts';
import { createOciRepositories } from '../oci/index.ts';
import { createChartRepositories } from './create-chart-repositories.ts';
import type { ChartRepositories } from './repository.ts';

const helm = join(process.env['ORACLE_BIN'] ?? '', 'helm');
const required = process.env['ORACLE_REQUIRED'] === '1';
const versions = ['1.0.0', '1.2.0', '1.2.0+b', '1.10.3', '2.0.0-rc.1', '2.0.0-alpha', 'v3.1.0', '0.9.0'];
const wishes = [
  '',
  '*',
  '1.x',
  '1.2.0',
  '1.2',
  '~1.2.0',
  '^1',
  '>1.0.0',
  '>=2.0.0-0',
  '2.0.0-rc.1',
  '<1',
  '9.x',
  '3',
  'v3.1.0',
  '3.1.0',
  '1.2.0+b',
  '1.0.0 - 1.5.0',
  'what',
];

describe.skipIf(!required && !existsSync(helm))('the version that helm takes (helm in ORACLE_BIN)', () => {
  let caches: SourceCaches;
  let server: ChartServer;
  let registry: TestRegistry;
  let charts: ChartRepositories;
  let home = '';
  beforeAll(async () => {
    caches = await sourceCaches();
    home = await mkdtemp(join(tmpdir(), 'slipway-helm-'));
    server = await ChartServer.start();
    registry = await TestRegistry.start({ pageSize: 3 });
    for (const version of versions) {
      await server.publish('app', version);
      registry.pushChart('charts/app', version, await chartArchive('app', version));
    }
    const common = { ...caches, clock: systemClock, random: systemRandom };
    const registries = createOciRepositories(common);
    charts = createChartRepositories({ ...common, cacheDir: caches.folder, registries });
  });
  afterAll(async () => {
    await Promise.all([server[Symbol.asyncDispose](), registry[Symbol.asyncDispose](), caches[Symbol.asyncDispose]()]);
    await rm(home, { recursive: true, force: true });
  });

  /** The version in the Chart.yaml that helm shows; undefined where it refuses. */
  const asked = async (args: readonly string[]): Promise<string | undefined> => {
    const env = { HOME: home, PATH: process.env['PATH'] ?? '' };
    const shown = await promisify(execFile)(helm, ['show', 'chart', ...args], { env }).catch(() => undefined);
    return shown === undefined ? undefined : /^version: (.*)$/m.exec(shown.stdout)?.[1];
  };
  const ours = async (url: string, name: string, version: string): Promise<string | undefined> =>
    charts
      .open(url)
      .resolve({ name, version }, { maxAgeMs: 60_000 })
      .then((chart) => chart.version)
      .catch(() => undefined);

  it('out of an index is the one that we take', async () => {
    const rows = await Promise.all(
      wishes.map(async (version) => ({
        version,
        helm: await asked(['app', '--repo', server.url, ...(version === '' ? [] : ['--version', version])]),
        slipway: await ours(server.url, 'app', version),
      })),
    );
    for (const row of rows) expect(row).toEqual({ ...row, slipway: row.helm });
    expect(rows.filter((row) => row.helm !== undefined).length).toBeGreaterThan(10);
  });

  it('out of a registry is the one that we take', async () => {
    const url = `oci://${registry.host}/charts/app`;
    const rows = await Promise.all(
      wishes.map(async (version) => ({
        version,
        helm: await asked([url, '--plain-http', ...(version === '' ? [] : ['--version', version])]),
        slipway: await ours(url, '', version),
      })),
    );
    for (const row of rows) expect(row).toEqual({ ...row, slipway: row.helm });
    expect(rows.filter((row) => row.helm !== undefined).length).toBeGreaterThan(10);
  });
});
