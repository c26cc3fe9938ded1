/**
 * How fast and how cheaply many deliveries are made: 300 Applications, or 300 Kustomizations, each one path of one repository with one
 * ConfigMap and one Deployment, on the cluster that SLIPWAY_CLUSTER_KUBECONFIG names.
 *
 *     SLIPWAY_CLUSTER_KUBECONFIG=… bin/node benchmarks/deliveries.ts [flux|argocd] [COUNT]
 *
 * The cluster has our definitions, the namespaces `argocd` and `flux-system`, and no owners of an earlier run. REST_MS shortens the rest at the end.
 *
 * Slipway, on 2 cores that had other work too (a load of 8 to 16): Kustomizations 7.2-7.7 requests each, 3.7-6.3 s of CPU, 182 MiB; Applications
 * 8.0-8.1 requests each, 4.1-5.1 s of CPU, 172-178 MiB, Synced in 12-16 s. One commit: 5-8 requests and one for each other owner, 0.5-0.7 s of
 * CPU in all, live in 0.2-0.4 s. At rest no request. Drift is repaired in 7-40 ms.
 * Beside it, the peers on 2 cores: Flux 2.9 32 s to Ready, 36 s of CPU, 17 requests each, 283 MiB; one commit 10.5 s, 36 s of CPU.
 * Argo CD 3.1 64-73 s to Synced, 75-80 s of CPU, ~30 requests each, 540 MiB; one commit 0.45 s when told which application changed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  jsonAt,
  type KubeObject,
  noMetrics,
  silentLogger,
  systemClock,
  systemRandom,
  textAt,
} from '../src/base/index.ts';
import { sendPushWebhook, startGitHost } from '../src/demo/githost/index.ts';
import { type ApiResource, connectCluster, InformerSet, KubeError, loadClusterConfig } from '../src/kube/index.ts';

const kind = process.argv[2] === 'argocd' ? 'argocd' : 'flux';
const count = Number(process.argv[3] ?? 300);
const apiPort = 18_484;
const ports = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: noMetrics };
const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'slipway-bench-'));

const config = await loadClusterConfig({
  environment: { KUBECONFIG: process.env['SLIPWAY_CLUSTER_KUBECONFIG'] },
  home: '/',
});
const connection = connectCluster(config, { ...ports, environment: {} });
const { client } = connection;
const informers = new InformerSet(ports);
const namespace = `bench-${kind}-${Date.now() % 100_000}`;

const git = await startGitHost({
  directory: join(scratch, 'git'),
  clock: systemClock,
  path: process.env['PATH'] ?? '',
});
const url = await git.createRepository('bench');
await git.commitFiles(
  'bench',
  'main',
  Object.fromEntries(names().flatMap((name) => Object.entries(filesOf(name, '1')))),
  'first',
);

const slipway = startSlipway();
const watched = await resourceOf(
  kind === 'flux'
    ? { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' }
    : { group: 'argoproj.io', kind: 'Application' },
);
await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
const owners = informers.acquire(
  { cluster: 'in-cluster', client },
  watched,
  kind === 'flux' ? { namespace } : { namespace: 'argocd' },
).informer;
await owners.synced();
await new Promise((done) => setTimeout(done, 4_000));

let before = await usage();
let started = Date.now();
if (kind === 'flux') await put(gitRepository());
await inParallel(names().map(ownerOf), put);
await until(
  () => [...owners.list()].filter((owner) => isDone(owner)).length >= count,
  120_000,
  () => `${[...owners.list()].filter((owner) => isDone(owner)).length} of ${count} done`,
);
const firstMs = Date.now() - started;
await new Promise((done) => setTimeout(done, 3_000));
let after = await usage();
row('first delivery', {
  seconds: firstMs / 1000,
  cpu: after.cpu - before.cpu,
  'requests each': (after.requests - before.requests) / count,
  'peak MiB': after.peakMiB,
});
row('  requests each', perKind(before.kinds, after.kinds));

const configMap = await resourceOf({ group: '', kind: 'ConfigMap' });
const maps = informers.acquire({ cluster: 'in-cluster', client }, configMap, { namespace }).informer;
await maps.synced();
let pushedAt = 0;
git.onPush((event) => {
  pushedAt = Date.now();
  sendPushWebhook({ url: `http://127.0.0.1:${apiPort}/api/webhook`, style: 'gitea' }, event, {
    fetch,
    delivery: 'bench',
  }).catch((error: unknown) => console.error(error));
});
for (const round of ['2', '3', '4']) {
  before = await usage();
  const commit = await git.commitFiles('bench', 'main', filesOf('app-007', round), `round ${round}`);
  await until(() => jsonAt(maps.get(namespace, 'app-007'), 'data', 'round') === round, 30_000);
  const liveMs = Date.now() - pushedAt;
  await until(
    () => [...owners.list()].every((owner) => revisionOf(owner).endsWith(commit)),
    60_000,
    () => `${[...owners.list()].filter((owner) => revisionOf(owner).endsWith(commit)).length} moved`,
  );
  const allMs = Date.now() - pushedAt;
  await new Promise((done) => setTimeout(done, 2_000));
  after = await usage();
  row(`commit to one path (${round})`, {
    'live ms': liveMs,
    'all moved ms': allMs,
    cpu: after.cpu - before.cpu,
    requests: after.requests - before.requests,
  });
}

before = await usage();
started = Date.now();
await new Promise((done) => setTimeout(done, Number(process.env['REST_MS'] ?? 20_000)));
after = await usage();
row('at rest', { cpu: after.cpu - before.cpu, requests: after.requests - before.requests });

const deployments = await resourceOf({ group: 'apps', kind: 'Deployment' });
const live = informers.acquire({ cluster: 'in-cluster', client }, deployments, { namespace }).informer;
await live.synced();
const repairs: number[] = [];
for (let round = 0; round < 10; round += 1) {
  const name = `app-${String(round).padStart(3, '0')}`;
  const uid = live.get(namespace, name)?.metadata.uid;
  await client.delete({ resource: deployments, namespace, name }, { propagation: 'Background' });
  started = Date.now();
  await until(() => {
    const now = live.get(namespace, name)?.metadata.uid;
    return now !== undefined && now !== uid;
  }, 10_000);
  repairs.push(Date.now() - started);
}
console.log(`drift repaired (ms): ${repairs.join(' ')}`);

slipway.kill('SIGTERM');
await new Promise((done) => slipway.once('exit', done));
informers.close();
await connection.close();
await git.close();
rmSync(scratch, { recursive: true, force: true });

function names(): string[] {
  return Array.from({ length: count }, (_none, index) => `app-${String(index).padStart(3, '0')}`);
}

function filesOf(name: string, round: string): Record<string, string> {
  return {
    [`apps/${name}/config.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n  round: "${round}"\n`,
    [`apps/${name}/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  replicas: 0
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: app
          image: registry.example.com/app:1.0.0
`,
  };
}

function gitRepository(): KubeObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'bench', namespace },
    spec: { interval: '10m', url, ref: { branch: 'main' } },
  };
}

function ownerOf(name: string): KubeObject {
  return kind === 'flux'
    ? {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name, namespace },
        spec: {
          interval: '10m',
          path: `./apps/${name}`,
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'bench' },
        },
      }
    : {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: `${name}-${namespace}`, namespace: 'argocd' },
        spec: {
          project: 'default',
          source: { repoURL: url, targetRevision: 'main', path: `apps/${name}` },
          destination: { server: 'https://kubernetes.default.svc', namespace },
          syncPolicy: { automated: { prune: true, selfHeal: true } },
        },
      };
}

function isDone(owner: KubeObject): boolean {
  if (kind === 'argocd') return jsonAt(owner, 'status', 'sync', 'status') === 'Synced';
  const conditions = jsonAt(owner, 'status', 'conditions');
  return (
    Array.isArray(conditions) &&
    conditions.some((condition) => jsonAt(condition, 'type') === 'Ready' && jsonAt(condition, 'status') === 'True')
  );
}

function revisionOf(owner: KubeObject): string {
  return kind === 'argocd'
    ? textAt(owner, 'status', 'sync', 'revision')
    : textAt(owner, 'status', 'lastAppliedRevision');
}

function startSlipway(): ChildProcess {
  const args = ['run', '--port', String(apiPort), '--data-dir', join(scratch, 'data')];
  const env = { ...process.env, KUBECONFIG: process.env['SLIPWAY_CLUSTER_KUBECONFIG'] };
  return spawn(join(root, 'bin/slipway'), args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** CPU seconds and peak memory of the process, and the requests that it made, in all and by what they were about. */
async function usage(): Promise<{
  cpu: number;
  peakMiB: number;
  requests: number;
  kinds: ReadonlyMap<string, number>;
}> {
  const stat =
    readFileSync(`/proc/${slipway.pid ?? 0}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const cpu = (Number(stat[11]) + Number(stat[12])) / 100;
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${slipway.pid ?? 0}/status`, 'utf8'))?.[1];
  const metrics = await (await fetch(`http://127.0.0.1:${apiPort}/metrics`)).text();
  const requests = [...metrics.matchAll(/^rest_client_requests_total\{[^}]*\} (\d+)/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
  const kinds = new Map(
    [...metrics.matchAll(/^slipway_kube_requests_total\{([^}]*)\} (\d+)/gm)].map(([, labels = '', value]) => {
      const label = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
      return [`${label('verb')} ${label('resource')}/${label('subresource')} ${label('code')}`, Number(value)];
    }),
  );
  for (const [, name = '', value] of metrics.matchAll(
    /^controller_runtime_reconcile_total\{controller="([^"]*)"[^}]*\} (\d+)/gm,
  ))
    kinds.set(`passes ${name}`, (kinds.get(`passes ${name}`) ?? 0) + Number(value));
  return { cpu, peakMiB: Number(peak) / 1024, requests, kinds };
}

function perKind(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): Record<string, number> {
  const grown = [...to].map(([kind, value]) => [kind, (value - (from.get(kind) ?? 0)) / count] as const);
  return Object.fromEntries(grown.filter(([, value]) => value > 0).sort((a, b) => b[1] - a[1]));
}

async function resourceOf(wanted: { group: string; kind: string }): Promise<ApiResource> {
  const resource = await client.discovery.find(wanted);
  if (resource === undefined) throw new KubeError('not-found', `the cluster serves no ${wanted.kind}`);
  return resource;
}

async function put(object: KubeObject): Promise<void> {
  const slash = object.apiVersion.indexOf('/');
  const resource = await resourceOf({ group: slash < 0 ? '' : object.apiVersion.slice(0, slash), kind: object.kind });
  await client.create(resource, object).catch((error: unknown) => {
    if (!(error instanceof KubeError) || error.code !== 'already-exists') throw error;
  });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

async function until(done: () => boolean, ms: number, state: () => string = () => ''): Promise<void> {
  const end = Date.now() + ms;
  while (!done()) {
    if (Date.now() > end) throw new Error(`not there in ${ms} ms: ${state()}`);
    await new Promise((resolveLater) => setTimeout(resolveLater, 5));
  }
}

function row(name: string, figures: Readonly<Record<string, number>>): void {
  const cells = Object.entries(figures).map(([label, value]) => `${label} ${value.toFixed(2)}`);
  console.log(`${name}: ${cells.join(', ')}`);
}
