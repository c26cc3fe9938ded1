import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Kubectl, kubectlPath, untilPrinted } from '../../../../test/support/kubectl-runner.ts';
import { noMetrics, silentLogger, systemClock, systemRandom } from '../../../base/index.ts';
import { configFromKubeconfig, connectCluster, InformerSet, trusted } from '../../../kube/index.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { runVerb, tableRows } from '../../testing/run-verb.ts';

const configMap = (name: string, namespace = 'default'): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });

describe('faults of the sandbox', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  let folder: string;
  let kubeconfig: string;

  const slipway = (line: string) => runVerb(line.split(' '), { folder, kubeconfig });
  const ask = (path: string, init: RequestInit = {}, token = 'admin'): Promise<Response> =>
    fetch(sandbox.url.replace('https:', 'http:') + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-faults-'));
    sandbox = await startSandbox({ port: 0, clusters: ['2'] });
    kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, sandbox.kubeconfig());
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => sandbox.faults().clear());

  it('are asked for, listed and ended on the command line', async () => {
    const added = await slipway(
      'sandbox fault add 429 --verb get,list --resource configmaps --count 2 --retry-after 1s',
    );
    const id = added.out.trim();
    expect(sandbox.faults().list()).toEqual([
      {
        id,
        met: 0,
        count: 2,
        verbs: ['get', 'list'],
        resources: ['configmaps'],
        effect: { kind: 'error', status: 429, retryAfterSeconds: 1 },
      },
    ]);
    expect(tableRows((await slipway('sandbox fault list')).out)[1]).toEqual([
      id,
      'error status=429 retryAfterSeconds=1',
      'get,list',
      'configmaps',
      '0',
      '2',
    ]);
    const answer = await ask('/api/v1/configmaps');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toMatchObject({ reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } });
    expect((await ask('/api/v1/secrets')).status).toBe(200);
    expect((await ask('/clusters/2/api/v1/configmaps')).status).toBe(200);
    await slipway(`sandbox fault clear ${id}`);
    expect((await ask('/api/v1/configmaps')).status).toBe(200);
    await expect(slipway(`sandbox fault clear ${id}`)).rejects.toThrow(`there is no fault ${id}`);
  });

  it.each([
    ['sandbox fault add nonsense', 'there is no effect nonsense'],
    ['sandbox fault add latency', 'latency needs --after'],
    ['sandbox fault add 500 --probability 2', '--probability takes a number from 0 to 1, not 2'],
  ])('%s is refused', async (line, complaint) => {
    await expect(slipway(line)).rejects.toThrow(complaint);
  });

  it('are for the administrator only, and must make sense', async () => {
    const asAda = { 'impersonate-user': 'ada', authorization: 'Bearer admin' };
    const url = `${sandbox.url.replace('https:', 'http:')}/sandbox/v1/faults`;
    expect((await fetch(url, { headers: asAda })).status).toBe(403);
    expect((await fetch(url)).status).toBe(403);
    const post = (body: string) => ask('/sandbox/v1/faults', { method: 'POST', body });
    for (const body of ['{', '[]', '{"effect":{"kind":"error","status":200}}', '{"effect":{"kind":"refuse"},"x":1}']) {
      expect((await post(body)).status, body).toBe(400);
    }
    expect(sandbox.faults().list()).toEqual([]);
  });

  it('are drawn again from a seed', async () => {
    const draw = async (): Promise<number[]> => {
      sandbox
        .faults()
        .add({ effect: { kind: 'error', status: 503 }, probability: 0.5, seed: 7, resources: ['secrets'] });
      const statuses: number[] = [];
      for (let index = 0; index < 12; index += 1) statuses.push((await ask('/api/v1/secrets')).status);
      sandbox.faults().clear();
      return statuses;
    };
    const first = await draw();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await draw()).toEqual(first);
  });

  it.skipIf(kubectlPath === undefined)('are survived by kubectl where a cluster like that is', async () => {
    const kubectl = new Kubectl(sandbox.kubeconfig());
    try {
      await kubectl.ok('get configmaps');
      const busy = { kind: 'error', status: 429, retryAfterSeconds: 0 } as const;
      sandbox.faults().add({ effect: busy, resources: ['configmaps'], count: 2 });
      sandbox.faults().add({ effect: { kind: 'latency', ms: 200 }, resources: ['configmaps'] });
      await kubectl.ok('apply -f -', configMap('patient'));
      expect(sandbox.faults().list()).toHaveLength(1);
      sandbox.faults().clear();
      sandbox
        .faults()
        .add({ effect: { kind: 'error', status: 500 }, resources: ['configmaps'], verbs: ['get'], count: 1 });
      expect(await kubectl.fails('get configmap patient')).toContain('a fault of the sandbox');
      await kubectl.ok('get configmap patient');
      // Cut in the midst of its watch, a wait goes on from where it was, or anew where that is forgotten.
      for (const kind of ['drop', 'compact'] as const) {
        const child = kubectl.start(`wait configmap patient --for=jsonpath={.data.k}=${kind} --timeout=40s`);
        const done = untilPrinted(child.stdout, 'condition met');
        await untilWatched(sandbox);
        sandbox.faults().add({ effect: { kind } });
        await kubectl.ok(`patch configmap patient --type merge -p {"data":{"k":"${kind}"}}`);
        await done;
      }
    } finally {
      kubectl.close();
    }
  });

  it('are survived by our own client', async () => {
    const config = configFromKubeconfig(sandbox.kubeconfig(), { source: kubeconfig, trust: trusted });
    const ports = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: noMetrics };
    await using connection = connectCluster(config, { ...ports, environment: {} });
    const signal = AbortSignal.timeout(40_000);
    const resource = await connection.client.discovery.find({ group: '', kind: 'ConfigMap' }, signal);
    const backoff = { initialMs: 20, factor: 1, maxMs: 20, jitter: 0 };
    const informers = new InformerSet({ ...ports, tuning: { backoff } });
    const lease = informers.acquire({ cluster: 'in-cluster', client: connection.client }, resource!, {});
    const until = (name: string): Promise<void> =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error(`${name} was never seen`)), { once: true });
        lease.informer.subscribe((event) => {
          if (event.object.metadata.name === name) resolve();
        });
      });
    const create = (name: string) =>
      ask('/api/v1/namespaces/default/configmaps', { method: 'POST', body: configMap(name) });
    const before = until('before');
    await create('before');
    await before;
    for (const effect of [
      { kind: 'drop' },
      { kind: 'compact' },
      { kind: 'refuse' },
      { kind: 'error', status: 500 },
    ] as const) {
      // The watch is cut, and what the client does then meets the fault twice.
      const name = `after-${effect.kind}`;
      const scope = { resources: ['configmaps'], verbs: ['list', 'watch'] };
      sandbox.faults().add({ effect, ...scope, count: 2 });
      sandbox.faults().add({ effect: { kind: 'drop' }, ...scope });
      const seen = until(name);
      await create(name);
      await seen;
      sandbox.faults().clear();
    }
    lease.release();
    informers.close();
  });
});

/** Resolves as soon as a watch of ConfigMaps is open, which a fault that meets none tells. */
async function untilWatched(sandbox: Sandbox): Promise<void> {
  const id = sandbox.faults().add({ effect: { kind: 'latency', ms: 0 }, verbs: ['watch'], resources: ['configmaps'] });
  while (
    sandbox
      .faults()
      .list()
      .find((fault) => fault.id === id)?.met === 0
  ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  sandbox.faults().remove(id);
}
