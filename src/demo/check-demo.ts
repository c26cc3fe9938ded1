import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Clock, jsonAt, type KubeObject } from '../base/index.ts';
import { KubeError } from '../kube/index.ts';
import { expectedDeliveries, watchDeliveries } from './deliveries.ts';
import { type Demo, type DemoOptions, startDemo } from './start-demo.ts';

/** What the demonstration by itself took, in ms, and what it may take. */
export interface CheckReport {
  readonly ok: boolean;
  /** From the start of the process' work until every delivery is Synced, Healthy and Ready. */
  readonly healthyMs: number;
  /** From the Git host's taking a push until the cluster has the change. */
  readonly pushAppliedMs: number;
  /** From the request to delete an object until it is there again. */
  readonly deletionRepairedMs: number;
  /** From the request to edit an object until that is undone. */
  readonly editRepairedMs: number;
  readonly goals: typeof checkGoals;
}

/** The goals of the check, in ms. */
export const checkGoals = {
  healthyMs: 15_000,
  pushAppliedMs: 300,
  deletionRepairedMs: 200,
  editRepairedMs: 200,
} as const;

/** Where the check gives up. */
const patienceMs = 60_000;

/** Runs the demo on fresh data: waits until all is healthy, pushes a change, deletes and edits an object, and measures. */
export async function checkDemo(options: Omit<DemoOptions, 'dataDir'>, signal: AbortSignal): Promise<CheckReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-check-'));
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const { clock } = options;
  const started = clock.now();
  try {
    const demo = await startDemo({ ...options, dataDir, port: 0, kubePort: 0, gitPort: 0 }, limited);
    try {
      await untilHealthy(demo, limited);
      const healthyMs = clock.now() - started;
      const pushAppliedMs = await measurePush(demo, dataDir, options, limited);
      const deletionRepairedMs = await measureDeletion(demo, options, limited);
      const editRepairedMs = await measureEdit(demo, options, limited);
      const durations = { healthyMs, pushAppliedMs, deletionRepairedMs, editRepairedMs };
      const names = Object.keys(checkGoals) as (keyof typeof checkGoals)[];
      return { ok: names.every((name) => durations[name] <= checkGoals[name]), ...durations, goals: checkGoals };
    } finally {
      await demo.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Resolves when every expected delivery is done. */
export async function untilHealthy(demo: Demo, signal: AbortSignal): Promise<void> {
  const done = new Set<string>();
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const end = await watchDeliveries(
    demo.client,
    demo.informers,
    (delivery) => {
      if (delivery.done) done.add(delivery.name);
      else done.delete(delivery.name);
      if (expectedDeliveries.every((name) => done.has(name))) finish();
    },
    signal,
  );
  await orAborted(all, signal);
  end();
}

async function measurePush(
  demo: Demo,
  dataDir: string,
  { clock, environment }: Omit<DemoOptions, 'dataDir'>,
  signal: AbortSignal,
): Promise<number> {
  const clone = join(dataDir, 'clone');
  const git = async (...args: string[]): Promise<void> => {
    const identity = ['-c', 'user.name=Slipway', '-c', 'user.email=demo@slipway.invalid'];
    await promisify(execFile)('git', [...identity, ...args], {
      env: { PATH: environment['PATH'] ?? '', HOME: dataDir },
      signal,
    });
  };
  await git('clone', '--quiet', demo.repository, clone);
  const file = join(clone, 'apps/cart/config.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('LOG_LEVEL: info', 'LOG_LEVEL: debug'));
  await git('-C', clone, 'commit', '--quiet', '--all', '--message', 'Log more in the cart');
  const applied = await watchObject(
    demo,
    { group: '', kind: 'ConfigMap' },
    'cart',
    (object) => jsonAt(object, 'data', 'LOG_LEVEL') === 'debug',
    { clock, signal },
  );
  let pushedAt = clock.now();
  demo.git.onPush(() => {
    pushedAt = clock.now();
  });
  await git('-C', clone, 'push', '--quiet');
  return (await applied.seenAt()) - pushedAt;
}

async function measureDeletion(
  demo: Demo,
  { clock }: Omit<DemoOptions, 'dataDir'>,
  signal: AbortSignal,
): Promise<number> {
  const ref = await deploymentRef(demo, signal);
  const { metadata } = await demo.client.get(ref, { signal });
  const restored = await watchObject(demo, ref.resource, ref.name, (object) => object.metadata.uid !== metadata.uid, {
    clock,
    signal,
  });
  const deletedAt = clock.now();
  await demo.client.delete(ref, { propagation: 'Background', signal });
  return (await restored.seenAt()) - deletedAt;
}

async function measureEdit(demo: Demo, { clock }: Omit<DemoOptions, 'dataDir'>, signal: AbortSignal): Promise<number> {
  const ref = await deploymentRef(demo, signal);
  const before = await demo.client.get(ref, { signal });
  const patch = { kind: 'merge', patch: { spec: { replicas: 7 } } } as const;
  const undone = await watchObject(demo, ref.resource, ref.name, undoneEdit(before), { clock, signal });
  const editedAt = clock.now();
  await demo.client.patch(ref, patch, { fieldManager: 'somebody', signal });
  return (await undone.seenAt()) - editedAt;
}

/**
 * Whether the replicas are as `before` again, after an edit: the edit and its repair are a generation each. What the API server answered is not
 * asked: the repair may be seen before that answer is.
 */
export function undoneEdit(before: KubeObject): (object: KubeObject) => boolean {
  const { generation = 0 } = before.metadata;
  const replicas = jsonAt(before, 'spec', 'replicas');
  return (object) =>
    (object.metadata.generation ?? 0) >= generation + 2 && jsonAt(object, 'spec', 'replicas') === replicas;
}

async function deploymentRef(demo: Demo, signal: AbortSignal) {
  const resource = await demo.client.discovery.find({ group: 'apps', kind: 'Deployment' }, signal);
  if (resource === undefined) throw new KubeError('not-found', 'the cluster serves no Deployments');
  return { resource, namespace: 'shop', name: 'payments' };
}

/** Watches one object of the shop; `seenAt` gives the time at which `wanted` was first true of it. */
async function watchObject(
  demo: Demo,
  kind: { readonly group: string; readonly kind: string },
  name: string,
  wanted: (object: KubeObject) => boolean,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<{ seenAt(): Promise<number> }> {
  const resource = await demo.client.discovery.find(kind, signal);
  if (resource === undefined) throw new KubeError('not-found', `the cluster serves no ${kind.kind}`);
  const lease = demo.informers.acquire({ cluster: 'in-cluster', client: demo.client }, resource, {
    namespace: 'shop',
    fieldSelector: `metadata.name=${name}`,
  });
  await lease.informer.synced(signal);
  let seen: (at: number) => void = () => undefined;
  const at = new Promise<number>((resolve) => {
    seen = resolve;
  });
  const end = lease.informer.subscribe((event) => {
    if (event.kind !== 'deleted' && wanted(event.object)) seen(clock.now());
  });
  return {
    seenAt: async () => {
      await orAborted(at, signal);
      end();
      lease.release();
      return at;
    },
  };
}

async function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => reject(new Error('the demo did not get there in time', { cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(() => resolve(), reject);
  });
}
