import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonAt, type KubeObject } from '../../../src/base/index.ts';
import { expectConverged, liveObjects, madeTwice } from '../../support/convergence.ts';
import {
  application,
  configMap,
  deployment,
  filesOf,
  gitRepository,
  kustomization,
  service,
} from '../../support/delivery-manifests.ts';
import { type DeliveryStage, eventually } from '../../support/delivery-stage.ts';
import { expectApplied, expectSynced } from '../../support/delivery-status.ts';
import { isWrite } from '../../support/kube-request.ts';
import { SlipwayProcess } from '../../support/slipway-process.ts';
import { type ManagerContract, useStage } from '../manager/contract.ts';

/** A process that is killed after one of its writes, and another that goes on: what the tests of a kill look at. */
export interface KillContract extends Pick<ManagerContract, 'start'> {
  /** After which writes the process is killed, one after the other: of a sync with its hook, and of a Kustomization. */
  readonly points: { readonly application: readonly number[]; readonly kustomization: readonly number[] };
}

/** What one sync delivers: enough for a dozen writes, in several waves. */
function objectsOf(prefix: string, namespace: string): KubeObject[] {
  const wave = (object: KubeObject, number: number): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, annotations: { 'argocd.argoproj.io/sync-wave': String(number) } },
  });
  const maps = Array.from({ length: 8 }, (_, index) =>
    wave(configMap(`${prefix}-${index}`, namespace, { n: String(index) }), Math.floor(index / 3)),
  );
  return [...maps, wave(service(`${prefix}-web`, namespace), 3), wave(deployment(`${prefix}-web`, namespace, 1), 4)];
}

/** What runs before a sync, once: its name is new in each run. */
function hook(prefix: string, namespace: string): KubeObject {
  const annotations = {
    'argocd.argoproj.io/hook': 'PreSync',
    'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { generateName: `${prefix}-before-`, namespace, annotations },
  };
}

/** Hooks go once their run has ended. */
function isHook({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;
}

/** `kill -9` between any two writes: the next process goes on, nothing is made twice and nothing is lost. */
export function describeKills(contract: KillContract): void {
  describe('a process that is killed', () => {
    const stage = useStage(contract);

    it(
      `after each of these writes of an Argo CD operation is followed by one that ends it: ${contract.points.application.join(', ')}`,
      async () => {
        const { namespace } = stage();
        const apps = contract.points.application.map((point) => `app-${point}`);
        const objects = apps.flatMap((name) => objectsOf(name, namespace));
        const files = Object.assign(
          {},
          ...apps.map((name) => filesOf(name, [...objectsOf(name, namespace), hook(name, namespace)])),
        );
        const repoURL = await stage().repository('shop', files as Record<string, string>);
        await killAtEach(stage(), contract.points.application, async (point) => {
          const name = `app-${point}`;
          const app = application({ name, repoURL, path: name, namespace });
          await stage().cluster.apply({
            ...app,
            operation: { initiatedBy: { username: 'ada' }, sync: { revision: 'main' } },
          });
          return async () => {
            const synced = await expectSynced(stage(), name, { timeout: 30_000 });
            expect(synced['operation']).toBeUndefined();
            expect(jsonAt(synced, 'status', 'history')).toHaveLength(1);
            expect(jsonAt(synced, 'status', 'operationState', 'operation', 'initiatedBy', 'username')).toBe('ada');
            await eventually(async () => {
              const hooks = [...(await liveObjects(stage())).values()].filter(isHook);
              expect(hooks.map(({ metadata }) => metadata.name)).toEqual([]);
            }, 30_000);
          };
        });
        await expectConverged(stage(), { objects, applications: apps });
      },
      30_000 + contract.points.application.length * 20_000,
    );

    it(
      `after each of these writes for a Kustomization is followed by one that ends it: ${contract.points.kustomization.join(', ')}`,
      async () => {
        const { namespace } = stage();
        const names = contract.points.kustomization.map((point) => `app-${point}`);
        const objects = names.flatMap((name) => objectsOf(name, namespace));
        const urls = new Map<string, string>();
        for (const name of names) {
          urls.set(name, await stage().repository(name, filesOf('app', objectsOf(name, namespace))));
        }
        await killAtEach(stage(), contract.points.kustomization, async (point) => {
          const name = `app-${point}`;
          await stage().cluster.apply(kustomization(name, { path: 'app' }), gitRepository(name, urls.get(name) ?? ''));
          return async () => {
            const applied = await expectApplied(stage(), name, { timeout: 30_000 });
            expect(jsonAt(applied, 'status', 'inventory', 'entries')).toHaveLength(10);
            const history = jsonAt(applied, 'status', 'history');
            expect(history).toHaveLength(1);
            expect(jsonAt(history, 0, 'lastReconciledStatus')).toBe('ReconciliationSucceeded');
          };
        });
        await expectConverged(stage(), { objects, kustomizations: names });
      },
      30_000 + contract.points.kustomization.length * 20_000,
    );
  });
}

/**
 * For each point: begins something, kills the process when the server has carried out that many writes since, before it hears of the
 * last one, starts the next process, and looks at how it ends. Objects that were there at the kill are still the same ones.
 */
async function killAtEach(
  stage: DeliveryStage,
  points: readonly number[],
  begin: (point: number) => Promise<() => Promise<void>>,
): Promise<void> {
  const start = (): Promise<SlipwayProcess> =>
    SlipwayProcess.start({ kubeconfig: stage.proxy.kubeconfig, folder: stage.folder });
  let running = await start();
  onTestFinished(() => running.kill());
  for (const point of points) {
    let writes = 0;
    const killed = Promise.withResolvers<void>();
    const end = stage.proxy.onAnswer(async (request) => {
      if (!isWrite(request)) return;
      writes += 1;
      if (writes < point) return;
      await running.kill();
      killed.resolve();
    });
    const { mark } = stage.proxy;
    const ended = await begin(point);
    await killed.promise;
    end();
    const there = await liveObjects(stage);
    running = await start();
    await ended();
    const after = await liveObjects(stage);
    for (const [name, object] of there)
      if (!isHook(object)) expect(after.get(name)?.metadata.uid, name).toBe(object.metadata.uid);
    expect(madeTwice(stage, mark)).toEqual([]);
  }
  await running.kill();
}
