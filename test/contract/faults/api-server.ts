import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonAt, type KubeObject } from '../../../src/base/index.ts';
import { failure, type Fault, type FaultRule } from '../../support/fault-proxy.ts';
import { expectConverged, liveObjects, madeTwice } from '../../support/convergence.ts';
import {
  application,
  automated,
  configMap,
  deployment,
  filesOf,
  gitRepository,
  kustomization,
  service,
} from '../../support/delivery-manifests.ts';
import { type DeliveryStage, eventually } from '../../support/delivery-stage.ts';
import { expectApplied, expectSynced } from '../../support/delivery-status.ts';
import { isDiscovery, isWatch, isWrite, type ProxiedRequest } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from '../manager/contract.ts';

/** A way in which an API server, or the way to it, fails for a while. */
interface ApiFault {
  readonly name: string;
  /** Begins it; the returned function ends it. */
  readonly begin: (stage: DeliveryStage) => Promise<() => Promise<void> | void>;
}

/** Breaks each request that `chosen` likes, so many times for each method and path. */
function times(count: number, chosen: (request: ProxiedRequest) => boolean, fault: Fault): FaultRule {
  const seen = new Map<string, number>();
  return (request) => {
    if (!chosen(request)) return undefined;
    const id = `${request.method} ${request.path}`;
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return before < count ? fault : undefined;
  };
}

/** Breaks by a rule, and cuts the watches that run, so that new ones meet it too. */
const byRule =
  (rule: () => FaultRule): ApiFault['begin'] =>
  ({ proxy }) => {
    const end = proxy.fault(rule());
    proxy.cut();
    return Promise.resolve(end);
  };

const everything = (): boolean => true;
const gone = { type: 'ERROR', object: failure(410, 'Expired', 'too old resource version: 1 (2)').body };

const allFaults: readonly ApiFault[] = [
  {
    name: 'is restarted in the middle of it all',
    begin: async ({ proxy }) => {
      await proxy.halt();
      await pause(2_000);
      await proxy.listen();
      return () => undefined;
    },
  },
  {
    name: 'asks to come back later (429 with Retry-After)',
    begin: byRule(() =>
      times(1, everything, failure(429, 'TooManyRequests', 'the server is overloaded', { 'retry-after': '1' })),
    ),
  },
  {
    name: 'fails inside (500)',
    begin: byRule(() => times(2, everything, failure(500, 'InternalError', 'etcdserver: request timed out'))),
  },
  {
    name: 'is not there behind its load balancer (503 in HTML)',
    begin: byRule(() =>
      times(3, everything, {
        kind: 'answer',
        status: 503,
        body: '<h1>503</h1>',
        headers: { 'content-type': 'text/html' },
      }),
    ),
  },
  {
    name: 'forgets where watches were (410)',
    begin: byRule(() => times(2, isWatch, failure(410, 'Expired', 'too old resource version'))),
  },
  {
    name: 'says so within watches (410 as an event)',
    begin: byRule(() => times(2, isWatch, { kind: 'answer', status: 200, body: `${JSON.stringify(gone)}\n` })),
  },
  {
    name: 'takes requests and never answers',
    begin: byRule(() => times(1, (request) => !isDiscovery(request), { kind: 'hang' })),
  },
  {
    name: 'cuts watches in the middle of an event',
    begin: byRule(() => times(4, isWatch, { kind: 'truncate', bytes: 700 })),
  },
  {
    name: 'carries writes out, and the answers are lost',
    begin: byRule(() => times(1, isWrite, { kind: 'lose-answer' })),
  },
  {
    name: 'sends garbage',
    begin: byRule(() => times(1, everything, { kind: 'answer', status: 200, body: '{"kind":"Sta' })),
  },
];

/** So that what failed is tried again soon: the first waits of upstream's default alone are longer than most of these tests. */
const syncPolicy = { ...automated, retry: { limit: 20, backoff: { duration: '1s', factor: 1, maxDuration: '1s' } } };

/** So that a server which never answers is given up within a test. */
const patience = {
  transport: { connectTimeoutMs: 1_000, headersTimeoutMs: 1_000, bodyTimeoutMs: 1_000 },
  informers: { initialIdleMs: 1_000, backoff: { initialMs: 200, factor: 2, maxMs: 1_000, jitter: 0.5 } },
} as const;

/** An API server that fails for a while, in the middle of a change or when a process starts. */
export function describeApiServerFaults(
  contract: Pick<ManagerContract, 'start'> & {
    /** Only the faults whose name this finds; all where absent. */
    readonly only?: RegExp;
    /** Also a process that starts while the server fails; so where absent. */
    readonly starting?: boolean;
  },
): void {
  describe('an API server that', () => {
    const stage = useStage(contract);
    const faults = allFaults.filter(({ name }) => contract.only?.test(name) ?? true);

    const shop = (version: string): KubeObject[] => [
      ...Array.from({ length: 5 }, (_, index) => configMap(`shop-${index}`, stage().namespace, { version })),
      service('web', stage().namespace),
      deployment('web', stage().namespace, 1),
    ];
    const infra = (version: string): KubeObject[] =>
      Array.from({ length: 5 }, (_, index) => configMap(`infra-${index}`, stage().namespace, { version }));
    const files = (version: string) => ({ ...filesOf('shop', shop(version)), ...filesOf('infra', infra(version)) });

    it('takes no statuses for a while: what was done meanwhile is told afterwards, once', async () => {
      const repoURL = await stage().repository('all', files('1'));
      const { namespace } = stage();
      const isStatus = ({ path }: ProxiedRequest): boolean => /\/(?:applications|kustomizations)\/[^/]+/.test(path);
      const end = stage().proxy.fault((request) =>
        isStatus(request) && request.body.includes('"status"') ? failure(500, 'InternalError', 'no') : undefined,
      );
      await stage().cluster.apply(
        application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy }),
        gitRepository('infra', repoURL),
        kustomization('infra', { path: 'infra' }),
      );
      await stage().platform({ patience });
      await eventually(async () => {
        expect([...(await liveObjects(stage())).keys()]).toHaveLength(shop('1').length + infra('1').length);
      });
      await eventually(() => expect(stage().proxy.broken.length).toBeGreaterThan(2));
      end();
      const synced = await expectSynced(stage(), 'shop');
      expect(jsonAt(synced, 'status', 'history')).toHaveLength(1);
      const applied = await expectApplied(stage(), 'infra');
      expect(jsonAt(applied, 'status', 'history')).toHaveLength(1);
    });

    it.each(faults)(
      '$name: all is as in Git afterwards',
      async ({ name, begin }) => {
        const repoURL = await stage().repository('all', files('1'));
        const { namespace } = stage();
        await stage().cluster.apply(
          application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy }),
          gitRepository('infra', repoURL),
          kustomization('infra', { path: 'infra' }),
        );
        const platform = await stage().platform({ patience });
        await expectSynced(stage(), 'shop');
        await expectApplied(stage(), 'infra');
        const before = await liveObjects(stage());
        const { mark } = stage().proxy;

        const ending = begin(stage());
        const revision = await stage().git.commitFiles('all', 'main', files('2'), 'Change all');
        await platform.manager.announce(repoURL);
        await stage().cluster.edit('ConfigMap', namespace, 'infra-0', { data: { version: 'by hand' } });
        await stage().cluster.remove('ConfigMap', namespace, 'shop-0');
        const end = await ending;
        await eventually(async () => {
          const live = await liveObjects(stage());
          expect(live.get('ConfigMap/shop-0')?.['data']).toEqual({ version: '2' });
          expect(live.get('ConfigMap/infra-0')?.['data']).toEqual({ version: '2' });
        }, 70_000);
        expect(stage().proxy.broken.length > 0 || name.includes('restarted')).toBe(true);
        await end();
        await expectConverged(stage(), {
          objects: [...shop('2'), ...infra('2')],
          applications: ['shop'],
          kustomizations: ['infra'],
          revision,
          timeout: 70_000,
        });
        const after = await liveObjects(stage());
        before.delete('ConfigMap/shop-0');
        for (const [name, { metadata }] of before) expect(after.get(name)?.metadata.uid, name).toBe(metadata.uid);
        expect(madeTwice(stage(), mark)).toEqual([]);
      },
      180_000,
    );

    it.each(contract.starting === false ? [] : faults)(
      '$name: a process that starts meanwhile gets there too',
      async ({ name, begin }) => {
        const repoURL = await stage().repository('all', files('1'));
        const { namespace } = stage();
        await stage().cluster.apply(
          application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy }),
          gitRepository('infra', repoURL),
          kustomization('infra', { path: 'infra' }),
        );
        const ending = begin(stage());
        // A process that cannot ask at all ends, and is started again, as Kubernetes does.
        await eventually(() => stage().platform({ patience }), 30_000);
        const end = await ending;
        await expectSynced(stage(), 'shop', { timeout: 70_000 });
        await expectApplied(stage(), 'infra', { timeout: 70_000 });
        expect(stage().proxy.broken.length > 0 || name.includes('restarted')).toBe(true);
        await end();
        await expectConverged(stage(), {
          objects: [...shop('1'), ...infra('1')],
          applications: ['shop'],
          kustomizations: ['infra'],
          timeout: 70_000,
        });
        expect(madeTwice(stage())).toEqual([]);
      },
      180_000,
    );
  });
}
