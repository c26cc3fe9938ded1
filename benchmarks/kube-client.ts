/**
 * What our client costs beside @kubernetes/client-node, in CPU time of the client's process, on the same API server:
 *
 *     SLIPWAY_CLUSTER_KUBECONFIG=… bin/node benchmarks/kube-client.ts [pods]
 *
 * Each figure is taken in a process of its own, so that neither warms the other up: 3 000 GETs of one pod, 50 at a time (the budget:
 * a fifth of theirs), and one list of all pods (default 5 000; the budget: two thirds of theirs). The pods are made first, in a
 * namespace of their own, which is removed at the end.
 */
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, env, execPath, exit, memoryUsage, pid } from 'node:process';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { type KubeObject, noMetrics, silentLogger, systemClock, systemRandom } from '../src/base/index.ts';
import {
  type ApiResource,
  connectCluster,
  type KubeConnection,
  KubeError,
  loadClusterConfig,
} from '../src/kube/index.ts';

/** A namespace that is being removed cannot be used again, so each run has one of its own. */
const [, , mode, library, task, namespace = `kube-client-benchmark-${pid}`] = argv;
const gets = 3_000;
const atATime = 50;
const rounds = 3;

type Library = 'slipway' | 'client-node';
type Task = 'get' | 'list';

interface Measurement {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
}

/** The work of one library, after its connection has been used once. */
interface Subject {
  get(): Promise<unknown>;
  list(): Promise<number>;
  close(): Promise<void>;
}

async function connect(): Promise<KubeConnection> {
  const config = await loadClusterConfig({ environment: {}, home: '', kubeconfig: env['SLIPWAY_CLUSTER_KUBECONFIG'] });
  return connectCluster(config, {
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    environment: {},
  });
}

async function podsOf(connection: KubeConnection): Promise<ApiResource> {
  const pods = await connection.client.discovery.find({ group: '', kind: 'Pod' });
  if (pods === undefined) throw new Error('pods are not served');
  return pods;
}

async function ours(): Promise<Subject> {
  const connection = await connect();
  const resource = await podsOf(connection);
  return {
    get: () => connection.client.get({ resource, namespace, name: 'pod-0' }),
    list: async () => (await connection.client.list(resource, { namespace })).items.length,
    close: () => connection.close(),
  };
}

async function theirs(): Promise<Subject> {
  const config = new KubeConfig();
  config.loadFromFile(env['SLIPWAY_CLUSTER_KUBECONFIG'] ?? '');
  const api = config.makeApiClient(CoreV1Api);
  await api.readNamespacedPod({ name: 'pod-0', namespace });
  return {
    get: () => api.readNamespacedPod({ name: 'pod-0', namespace }),
    list: async () => (await api.listNamespacedPod({ namespace })).items.length,
    close: () => Promise.resolve(),
  };
}

/** Runs one task in this process. */
async function measure(library: Library, task: Task): Promise<Measurement> {
  const subject = await (library === 'slipway' ? ours() : theirs());
  await subject.get();
  const startedCpu = cpuUsage();
  const started = performance.now();
  if (task === 'get') {
    let left = gets;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await subject.get();
      }
    };
    await Promise.all(Array.from({ length: atATime }, worker));
  } else {
    await subject.list();
  }
  const wallMs = performance.now() - started;
  const { user, system } = cpuUsage(startedCpu);
  const rssMb = memoryUsage.rss() / 1024 / 1024;
  await subject.close();
  return { cpuMs: (user + system) / 1000, wallMs, rssMb };
}

/** The best of several rounds, each in a new process: what a busy machine adds is left out. */
function best(library: Library, task: Task): Measurement {
  const file = import.meta.filename;
  const runs = Array.from({ length: rounds }, () => {
    const output = execFileSync(execPath, [file, 'measure', library, task, namespace], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(output) as Measurement;
  });
  return runs.reduce((a, b) => (a.cpuMs <= b.cpuMs ? a : b));
}

/** Makes the pods, so many at a time as the connection has places. */
async function seed(count: number): Promise<void> {
  await using connection = await connect();
  const { client } = connection;
  const pods = await podsOf(connection);
  const namespaces = await client.discovery.find({ group: '', kind: 'Namespace' });
  if (namespaces === undefined) throw new Error('namespaces are not served');
  await client
    .create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    .catch(ignoreExisting);
  // Pods are refused before their namespace has its default service account.
  const account = { method: 'GET', path: `/api/v1/namespaces/${namespace}/serviceaccounts/default` };
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await client.raw(account).catch(() => undefined);
    if (found !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const there = new Set(
    (await client.list(pods, { namespace, metadataOnly: true })).items.map(({ metadata }) => metadata.name),
  );
  const missing = Array.from({ length: count }, (_, index) => `pod-${index}`).filter((name) => !there.has(name));
  await Promise.all(missing.map((name) => client.create(pods, podNamed(name)).catch(ignoreExisting)));
}

async function remove(): Promise<void> {
  await using connection = await connect();
  const namespaces = await connection.client.discovery.find({ group: '', kind: 'Namespace' });
  if (namespaces !== undefined)
    await connection.client.delete({ resource: namespaces, namespace: '', name: namespace });
}

/** A pod of about the size that real ones have; it waits for a node that never comes, so that it does not change. */
function podNamed(name: string): KubeObject {
  const environment = Array.from({ length: 12 }, (_, index) => ({
    name: `VARIABLE_${index}`,
    value: `the value of variable ${index} of ${name}`,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/name': 'benchmark', 'app.kubernetes.io/instance': name },
      annotations: { 'example.com/checksum': 'x'.repeat(64) },
    },
    spec: {
      schedulerName: 'nobody',
      containers: [
        {
          name: 'main',
          image: 'registry.example.com/team/application:1.2.3',
          env: environment,
          ports: [{ name: 'http', containerPort: 8080 }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
          readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
          livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
        },
      ],
    },
  };
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof KubeError && error.code === 'already-exists')) throw error;
}

function report(task: Task, title: string, budget: number): void {
  const [mine, other] = [best('slipway', task), best('client-node', task)];
  const line = (name: string, { cpuMs, wallMs, rssMb }: Measurement): string =>
    `  ${name.padEnd(28)} ${cpuMs.toFixed(0).padStart(7)} ms CPU ${wallMs.toFixed(0).padStart(7)} ms ${rssMb.toFixed(0).padStart(5)} MB`;
  const ratio = other.cpuMs / mine.cpuMs;
  console.log(title);
  console.log(line('slipway', mine));
  console.log(line('@kubernetes/client-node', other));
  console.log(`  ${ratio.toFixed(1)} times less CPU (budget: ${budget})${ratio < budget ? '  MISSED' : ''}`);
}

if (env['SLIPWAY_CLUSTER_KUBECONFIG'] === undefined) {
  console.error('SLIPWAY_CLUSTER_KUBECONFIG must name the kubeconfig of a cluster that may be filled with pods');
  exit(2);
}
if (mode === 'measure') {
  console.log(JSON.stringify(await measure(library as Library, task as Task)));
} else {
  const count = Number(mode ?? 5_000);
  await seed(count);
  report('get', `${gets} GETs of a pod, ${atATime} at a time`, 5);
  report('list', `a list of ${count} pods`, 1.5);
  await remove();
}
