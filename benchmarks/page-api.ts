/**
 * How fast the page's API answers at 100, 1,000 and 10,000 deliveries: the first page with its facets (nothing changed since the last request, and
 * something changed), a search, what streams cost, and a tree of 1,500 objects.
 *
 *     bin/node --expose-gc benchmarks/page-api.ts
 *
 * On 2 cores that had other work too (2026-11-24), at 10,000 deliveries: first page with facets 5-12 ms, 6-20 ms after a change, 9-11 ms with a query of three words; 58 kB,
 * 3 kB packed; 28 MiB. 200 streams and 5,000 changes a minute: 3 % of a CPU and no memory. A tree of 1,501 objects: 36 ms, 575 kB, 17 kB packed.
 */
import { gzipSync } from 'node:zlib';
import { ManualClock, type KubeObject } from '../src/base/index.ts';
import { roleAuthorizer, type Subject } from '../src/api/auth/index.ts';
import { DeliveryIndex, DeliveryPages, deliveryKinds } from '../src/api/deliveries/index.ts';
import { buildTree, type ClusterObjects } from '../src/api/objects/index.ts';
import { eventStream } from '../src/api/stream/index.ts';

const admin: Subject = { username: 'admin', role: 'admin', via: 'password', expiresAt: 0 };
const health = ['Healthy', 'Healthy', 'Healthy', 'Progressing', 'Degraded'];
const [applications] = deliveryKinds;
if (applications === undefined) throw new Error('there is no kind of delivery');
const context = {
  find: () => undefined,
  now: 0,
  commit: (_owner: KubeObject, _repo: string, revision: string) => ({
    revision,
    short: revision.slice(0, 7),
    subject: 'Raise the limits of the checkout and its neighbours',
    author: 'Ada Lovelace',
    time: '2026-11-24T10:00:00Z',
  }),
};

function application(at: number, changed = 0): KubeObject {
  const name = `service-${String(at).padStart(5, '0')}`;
  const time = new Date(Date.UTC(2026, 10, 24) + (at + changed) * 1000).toISOString();
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', labels: { team: `team-${at % 40}` }, creationTimestamp: time },
    spec: {
      project: `team-${at % 40}`,
      source: {
        repoURL: `https://git.example.com/team-${at % 40}/deploy.git`,
        path: `apps/${name}`,
        targetRevision: 'main',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: `team-${at % 40}` },
    },
    status: {
      sync: { status: at % 9 === 0 ? 'OutOfSync' : 'Synced', revision: 'c'.repeat(40) },
      health: { status: health[at % health.length] ?? '' },
      operationState: { phase: 'Succeeded', startedAt: time, finishedAt: time },
    },
  };
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

function timed(rounds: number, run: (round: number) => void): number {
  const times = Array.from({ length: rounds }, (_, round) => {
    const start = performance.now();
    run(round);
    return performance.now() - start;
  });
  return median(times);
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

for (const count of [100, 1_000, 10_000]) {
  const before = heap();
  const index = new DeliveryIndex();
  const filling = timed(1, () => {
    for (let at = 0; at < count; at += 1) index.put(applications.row(application(at), context));
  });
  const memory = heap() - before;
  const pages = new DeliveryPages(index, roleAuthorizer);
  const ask = (q = ''): string => JSON.stringify(pages.page(admin, { q, facets: true }, 'e.1'));
  ask();
  const still = timed(30, () => void ask());
  const moved = timed(30, (round) => {
    index.put(applications.row(application(round, 1), context));
    ask();
  });
  const searched = timed(30, () => void ask('health:Degraded project:team-4 service'));
  const text = ask();
  console.log(
    `${count} deliveries: filled in ${filling.toFixed(0)} ms, ${memory.toFixed(1)} MiB; first page with facets ${still.toFixed(1)} ms, after a change ${moved.toFixed(1)} ms, searched ${searched.toFixed(1)} ms; ${(text.length / 1000).toFixed(1)} kB, ${(gzipSync(text).length / 1000).toFixed(1)} kB packed`,
  );
}

for (const count of [100, 1_000, 10_000]) {
  const clock = new ManualClock();
  const index = new DeliveryIndex();
  for (let at = 0; at < count; at += 1) index.put(applications.row(application(at), context));
  let bytes = 0;
  let ended = false;
  const streams = Array.from({ length: 200 }, () =>
    eventStream(
      admin,
      { list: true, watch: undefined, position: undefined },
      {
        index,
        authorizer: roleAuthorizer,
        epoch: 'e',
        clock,
        revalidate: (subject) => Promise.resolve(subject),
        ended: () => undefined,
      },
    ),
  );
  const reading = streams.map(async (stream) => {
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (ended) break;
    }
  });
  await clock.advance(200);
  const before = heap();
  const cpu = process.cpuUsage();
  for (let second = 0; second < 10; second += 1) {
    for (let each = 0; each < 83; each += 1)
      index.put(applications.row(application((second * 83 + each) % count, second + 1), context));
    await clock.advance(1_000);
  }
  const used = process.cpuUsage(cpu);
  const grown = heap() - before;
  console.log(
    `200 streams over ${count} deliveries: 5,000 changes a minute take ${((used.user + used.system) / 100_000).toFixed(1)} % of a CPU, ${(bytes / 1e6 / 10).toFixed(1)} MB a second in all, and ${grown.toFixed(1)} MiB`,
  );
  ended = true;
  void reading;
}

const deployments = Array.from({ length: 250 }, (_, at): KubeObject =>
  objectOf('apps/v1', 'Deployment', `d-${at}`, undefined),
);
const replicaSets = deployments.map(({ metadata }, at) => objectOf('apps/v1', 'ReplicaSet', `r-${at}`, metadata.uid));
const pods = replicaSets.flatMap(({ metadata }, at) =>
  Array.from({ length: 4 }, (_, each) => objectOf('v1', 'Pod', `p-${at}-${each}`, metadata.uid)),
);
const byKind = new Map([
  ['Deployment', deployments],
  ['ReplicaSet', replicaSets],
  ['Pod', pods],
]);
const objects: Pick<ClusterObjects, 'list'> = { list: (_target, { kind }) => Promise.resolve(byKind.get(kind) ?? []) };
const owner = application(0);
const times: number[] = [];
for (let round = 0; round < 20; round += 1) {
  const start = performance.now();
  const { nodes } = await buildTree(
    objects as ClusterObjects,
    {
      row: applications.row(owner, context),
      owner,
      owned: deployments.map(({ metadata }) => ({
        group: 'apps',
        kind: 'Deployment',
        namespace: 'n',
        name: metadata.name ?? '',
        version: 'v1',
      })),
      target: { cluster: 'in-cluster', identity: undefined },
      deliveryOf: () => undefined,
      now: 0,
    },
    new AbortController().signal,
  );
  const text = JSON.stringify(nodes);
  times.push(performance.now() - start);
  if (round === 0)
    console.log(
      `a tree of ${nodes.length} nodes has ${(text.length / 1000).toFixed(0)} kB, ${(gzipSync(text).length / 1000).toFixed(0)} kB packed`,
    );
}
console.log(`it is built in ${median(times).toFixed(1)} ms`);

function objectOf(apiVersion: string, kind: string, name: string, owner: string | undefined): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'n',
      uid: `uid-${kind}-${name}`,
      creationTimestamp: '2026-11-24T10:00:00Z',
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'x', name: 'x', uid: owner }] }),
    },
    spec: { replicas: 4, containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
    status: { phase: 'Running', readyReplicas: 4 },
  };
}
