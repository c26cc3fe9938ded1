/**
 * How fast and how cheaply 20 HelmReleases of podinfo are installed, by the real source-controller and helm-controller and by Slipway, each on
 * a real control plane of its own.
 *
 *     ORACLE=… ORACLE_BIN=… SLIPWAY_DATA=… bin/node benchmarks/helm-releases.ts [COUNT]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jsonAt, type KubeObject, objectsAt } from '../src/base/index.ts';
import { freePort } from '../test/scenarios/upstream/process.ts';
import { installCrds, oraclePlaces, startOracle } from '../test/scenarios/upstream/oracle.ts';
import { ChartServer } from '../test/support/chart-server.ts';
import { realCluster, type TestCluster } from '../test/support/test-cluster.ts';

const count = Number(process.argv[2] ?? 20);
const root = resolve(import.meta.dirname, '..');
const places = oraclePlaces(process.env);
if ('missing' in places) throw new Error(`${places.missing} is not set`);
const { SLIPWAY_DATA = '' } = process.env;
const podinfo = join(SLIPWAY_DATA, 'examples/podinfo/charts/podinfo');

/** A process that is measured, and where its metrics are. */
interface Measured {
  readonly process: ChildProcess;
  readonly metrics: string;
}

interface Figures {
  readonly seconds: number;
  readonly cpu: number;
  readonly requests: number;
}

const flux = await measure('flux', startFluxControllers);
const slipway = await measure('slipway', startSlipway);
for (const figure of ['seconds', 'cpu', 'requests'] as const) {
  const [theirs, ours] = [flux[figure], slipway[figure]];
  console.log(`${figure}: Flux ${theirs.toFixed(2)}, Slipway ${ours.toFixed(2)}, ratio ${(theirs / ours).toFixed(1)}`);
}

async function measure(
  name: string,
  start: (kubeconfig: string, folder: string) => Promise<readonly Measured[]>,
): Promise<Figures> {
  if ('missing' in places) throw new Error('unreachable');
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), `${name}-bench-`));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const oracle = stack.use(await startOracle(places));
  const server = stack.use(await ChartServer.start());
  const cluster = stack.use(await realCluster(oracle.kubeconfig));
  await installCrds(oracle.cluster, places.crds, ['source-controller', 'kustomize-controller', 'helm-controller']);
  for (const namespace of ['argocd', 'flux-system', 'bench'])
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await server.publish('podinfo', '6.9.2', { files: chartFiles() });
  const measured = await start(oracle.kubeconfig, folder);
  for (const { process: child } of measured) {
    stack.defer(async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
    });
  }
  await cluster.apply({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: 'podinfo', namespace: 'bench' },
    spec: { interval: '10m', url: server.url },
  });
  await untilReady(cluster, 'source.toolkit.fluxcd.io/HelmRepository', 1);
  await new Promise((done) => setTimeout(done, 4_000));
  const before = await usage(measured);
  const started = Date.now();
  await Promise.all(Array.from({ length: count }, (_none, index) => cluster.apply(releaseOf(`podinfo-${index}`))));
  await untilReady(cluster, 'helm.toolkit.fluxcd.io/HelmRelease', count);
  const seconds = (Date.now() - started) / 1000;
  await new Promise((done) => setTimeout(done, 3_000));
  const after = await usage(measured);
  for (const [kind, requests] of after.kinds) {
    const grown = requests - (before.kinds.get(kind) ?? 0);
    if (grown > 0 && name === 'slipway') console.log(`  ${kind}: ${grown}`);
  }
  return { seconds, cpu: after.cpu - before.cpu, requests: after.requests - before.requests };
}

function releaseOf(name: string): KubeObject {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'bench' },
    spec: {
      interval: '10m',
      chart: { spec: { chart: 'podinfo', version: '6.9.2', sourceRef: { kind: 'HelmRepository', name: 'podinfo' } } },
      values: { ui: { message: name } },
    },
  };
}

async function untilReady(cluster: TestCluster, kind: string, wanted: number): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const ready = (await cluster.list(kind, 'bench')).filter((object) =>
      objectsAt(object, 'status', 'conditions').some(
        (condition) => condition['type'] === 'Ready' && jsonAt(condition, 'status') === 'True',
      ),
    );
    if (ready.length >= wanted) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${kind} did not become ready`);
}

function chartFiles(): Record<string, string> {
  const files = globSync('**/*', { cwd: podinfo }).filter((file) => /\.(yaml|tpl|txt|md)$/.test(file));
  const read = files.map((file) => [file, readFileSync(join(podinfo, file), 'utf8')] as const);
  return Object.fromEntries(
    read.map(([file, text]) => [file, file === 'Chart.yaml' ? text.replace(/^version: .*/m, 'version: 6.9.2') : text]),
  );
}

async function startFluxControllers(kubeconfig: string, folder: string): Promise<readonly Measured[]> {
  if ('missing' in places) throw new Error('unreachable');
  const artifacts = `127.0.0.1:${await freePort()}`;
  const storage = ['--storage-path', folder, '--storage-addr', artifacts, '--storage-adv-addr', artifacts];
  const started: Measured[] = [];
  for (const [name, args] of [
    ['source-controller', storage],
    ['helm-controller', []],
  ] as const) {
    const [metrics, health] = [await freePort(), await freePort()];
    const common = ['--events-addr=', '--watch-all-namespaces=true', '--enable-leader-election=false'];
    const addresses = ['--metrics-addr', `127.0.0.1:${metrics}`, '--health-addr', `127.0.0.1:${health}`];
    const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: folder, RUNTIME_NAMESPACE: 'flux-system' };
    const command = join(places.bin, name);
    const child = spawn(command, [...common, ...addresses, ...args], { env, stdio: 'ignore' });
    started.push({ process: child, metrics: `http://127.0.0.1:${metrics}/metrics` });
  }
  await new Promise((done) => setTimeout(done, 5_000));
  return started;
}

async function startSlipway(kubeconfig: string, folder: string): Promise<readonly Measured[]> {
  const port = await freePort();
  const args = ['run', '--port', String(port), '--data-dir', folder];
  const profile = process.env['CPU_PROFILE'];
  const options = profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` };
  const env = { ...process.env, ...options, KUBECONFIG: kubeconfig };
  const child = spawn(join(root, 'bin/slipway'), args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((done) => setTimeout(done, 5_000));
  return [{ process: child, metrics: `http://127.0.0.1:${port}/metrics` }];
}

/** CPU seconds and requests of all processes together. */
async function usage(
  measured: readonly Measured[],
): Promise<{ cpu: number; requests: number; kinds: ReadonlyMap<string, number> }> {
  let cpu = 0;
  let requests = 0;
  const kinds = new Map<string, number>();
  for (const { process: child, metrics } of measured) {
    const stat =
      readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    cpu += (Number(stat[11]) + Number(stat[12])) / 100;
    const text = await (await fetch(metrics)).text();
    for (const [, value] of text.matchAll(/^rest_client_requests_total\{[^}]*\} (\d+)/gm)) requests += Number(value);
    for (const [, labels = '', value] of text.matchAll(/^slipway_kube_requests_total\{([^}]*)\} (\d+)/gm)) {
      const label = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
      kinds.set(`${label('verb')} ${label('resource')} ${label('subresource')} ${label('code')}`, Number(value));
    }
  }
  return { cpu, requests, kinds };
}
