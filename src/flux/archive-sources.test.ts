import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { useStage } from '../../test/contract/manager/contract.ts';
import { tarGz } from '../../test/support/archives.ts';
import { ChartServer } from '../../test/support/chart-server.ts';
import { eventually } from '../../test/support/delivery-stage.ts';
import { conditionOf } from '../../test/support/delivery-status.ts';
import { TestRegistry } from '../../test/support/oci-registry.ts';
import { manifestsOf, sharedSandbox } from '../../test/support/test-cluster.ts';
import { jsonAt, textAt } from '../base/index.ts';

const flux = join(process.env['ORACLE_BIN'] ?? '', 'flux');
const required = process.env['ORACLE_REQUIRED'] === '1';
const sources = 'source.toolkit.fluxcd.io';

describe.skipIf(!required && !existsSync(flux))('the flux CLI (flux in ORACLE_BIN)', () => {
  const stage = useStage({ start: sharedSandbox() });

  beforeEach(async () => {
    for (const plural of ['helmrepositories', 'helmcharts', 'ocirepositories']) {
      for (const crd of manifestsOf(`crds/${plural}.${sources}.yaml`)) await stage().cluster.apply(crd);
    }
  });

  /** Runs flux against the stage's cluster; what it printed, its progress too. */
  const runner = async (): Promise<(...args: string[]) => Promise<string>> => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-flux-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, stage().cluster.kubeconfig, { mode: 0o600 });
    return async (...args) => {
      const env = { HOME: folder, KUBECONFIG: kubeconfig, PATH: process.env['PATH'] ?? '' };
      const { stdout, stderr } = await promisify(execFile)(flux, [...args, '--timeout=60s'], { env });
      return stdout + stderr;
    };
  };

  it('creates, shows and reconciles HelmRepositories and HelmCharts', async () => {
    await using server = await ChartServer.start();
    const archive = await server.publish('app', '1.0.0');
    const { api } = await stage().platform();
    const run = await runner();
    expect(await run('create', 'source', 'helm', 'charts', `--url=${server.url}`, '--interval=10m')).toContain(
      'HelmRepository source reconciliation completed',
    );
    await run('create', 'source', 'chart', 'app', '--chart=app', '--source=HelmRepository/charts', '--interval=10m');
    const chart = await stage().cluster.get(`${sources}/HelmChart`, 'flux-system', 'app');
    const served = async (...path: string[]): Promise<Response> =>
      fetch(new URL(new URL(textAt(chart, 'status', ...path)).pathname, api.url));
    expect(Buffer.from(await (await served('artifact', 'url')).arrayBuffer())).toEqual(archive);
    expect((await served('url')).status).toBe(200);
    await server.publish('app', '1.1.0');
    await run('reconcile', 'source', 'helm', 'charts');
    expect(await run('reconcile', 'source', 'chart', 'app')).toContain('fetched revision 1.1.0');
    expect(await run('get', 'sources', 'chart')).toMatch(/app\s+1\.1\.0\s+False\s+True\s+pulled 'app' chart/);
    expect(await run('get', 'sources', 'helm')).toMatch(/charts\s+sha256:\w+\s+False\s+True\s+stored artifact/);
  });

  it('creates, shows and reconciles OCIRepositories', async () => {
    await using registry = await TestRegistry.start();
    const push = async (text: string): Promise<string> =>
      registry.push('app', 'latest', [{ mediaType: 'x', content: await tarGz([{ name: 'a.yaml', content: text }]) }]);
    await push('a: 1\n');
    const { api } = await stage().platform();
    const run = await runner();
    const where = [`--url=oci://${registry.host}/app`, '--tag=latest', '--insecure', '--interval=10m'];
    expect(await run('create', 'source', 'oci', 'app', ...where)).toContain('fetched revision');
    const app = await stage().cluster.get(`${sources}/OCIRepository`, 'flux-system', 'app');
    const { pathname } = new URL(textAt(app, 'status', 'artifact', 'url'));
    expect((await fetch(new URL(pathname, api.url))).headers.get('content-type')).toBe('application/gzip');
    const digest = await push('a: 2\n');
    expect(await run('reconcile', 'source', 'oci', 'app')).toContain(`fetched revision latest@${digest}`);
    expect(await run('get', 'sources', 'oci')).toMatch(/app\s+latest@sha256:\w+\s+False\s+True\s+stored artifact/);
  });

  it('finds a HelmRepository that became one of a registry without status and finalizer', async () => {
    await using server = await ChartServer.start();
    await server.publish('app', '1.0.0');
    await stage().platform();
    const run = await runner();
    await run('create', 'source', 'helm', 'charts', `--url=${server.url}`, '--interval=10m');
    const read = () => stage().cluster.get(`${sources}/HelmRepository`, 'flux-system', 'charts');
    expect(conditionOf(await read(), 'Ready')).toMatchObject({ status: 'True' });
    await run('create', 'source', 'helm', 'charts', '--url=oci://host/charts', '--interval=10m').catch(() => undefined);
    await eventually(async () => {
      const released = await read();
      expect(jsonAt(released, 'status', 'conditions')).toBeUndefined();
      expect(released.metadata.finalizers ?? []).toEqual([]);
    });
  });
});
