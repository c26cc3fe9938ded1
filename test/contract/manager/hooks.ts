import { describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject, textAt } from '../../../src/base/index.ts';
import { application, automated, configMap } from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import { applicationKind, applicationOf, expectSynced } from '../../support/delivery-status.ts';
import { type ManagerContract, useStage } from './contract.ts';

const job = (
  metadata: JsonObject,
  annotations: JsonObject,
  { spec = {}, pod = {} }: { readonly spec?: JsonObject; readonly pod?: JsonObject } = {},
): string =>
  JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, annotations },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: {
        metadata: { annotations: pod },
        spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'registry.example/job:1' }] },
      },
    },
  });

const hook = (phases: string, policy?: string): JsonObject => ({
  'argocd.argoproj.io/hook': phases,
  ...(policy === undefined ? {} : { 'argocd.argoproj.io/hook-delete-policy': policy }),
});

/** Hooks beyond what the recorded scenarios tell. */
export function describeHooks(contract: ManagerContract): void {
  describe('hooks of an Application', () => {
    const stage = useStage(contract);
    const jobs = async (): Promise<readonly KubeObject[]> => stage().cluster.list('batch/Job', stage().namespace);
    const results = (app: KubeObject): string[] => {
      const list = jsonAt(app, 'status', 'operationState', 'syncResult', 'resources');
      // What an earlier test delivered to its own namespace may still be on its way out.
      return (Array.isArray(list) ? list : [])
        .filter((one) => textAt(one, 'namespace') === stage().namespace)
        .map((one) => ['syncPhase', 'kind', 'name', 'hookPhase'].map((field) => textAt(one, field)).join(' '));
    };
    const start = async (files: Record<string, string>, policy: JsonObject = automated): Promise<void> => {
      const repoURL = await stage().repository('app', files);
      const { namespace } = stage();
      await stage().cluster.apply(application({ name: 'app', repoURL, path: 'app', namespace, syncPolicy: policy }));
      await stage().platform();
    };
    const web = (): string => JSON.stringify(configMap('web', stage().namespace, { a: '1' }));

    it('of several phases run in each, under a new name in every sync, and go as they ask', async () => {
      await start({
        'app/web.json': web(),
        'app/both.json': job({ generateName: 'both-' }, hook('PreSync,PostSync', 'HookSucceeded')),
      });
      const app = await expectSynced(stage(), 'app', { timeout: 30_000 });
      const told = results(app);
      expect(told.map((one) => one.replace(/-\d+ /, '-T '))).toEqual([
        expect.stringMatching(/^PreSync Job both-[0-9a-f]{7}-presync-T Succeeded$/),
        'Sync ConfigMap web Succeeded',
        expect.stringMatching(/^PostSync Job both-[0-9a-f]{7}-postsync-T Succeeded$/),
      ]);
      await eventually(async () => expect(await jobs()).toEqual([]));
    }, 60_000);

    it('that fail end the sync: what it was for is not written, and the next sync runs them anew', async () => {
      await start(
        {
          'app/web.json': web(),
          'app/before.json': job({ name: 'before' }, hook('PreSync'), {
            pod: { 'oracle/behaviour': 'fail' },
          }),
          'app/failed.json': job({ name: 'failed' }, hook('SyncFail', 'HookFailed')),
        },
        {},
      );
      const before = async (): Promise<string | undefined> =>
        (await jobs()).find(({ metadata }) => metadata.name === 'before')?.metadata.uid;
      const sync = async (): Promise<KubeObject> => {
        const last = await before();
        await stage().cluster.edit(applicationKind, 'argocd', 'app', {
          operation: { sync: {}, initiatedBy: { username: 'ada' } },
        });
        return eventually(async () => {
          const app = await applicationOf(stage(), 'app');
          expect(app['operation']).toBeUndefined();
          expect(textAt(app, 'status', 'operationState', 'phase')).toBe('Failed');
          expect(await before()).not.toBe(last);
          return app;
        }, 30_000);
      };
      await eventually(async () => expect(jsonAt(await applicationOf(stage(), 'app'), 'status', 'sync')).toBeDefined());
      expect(results(await sync())).toEqual(['PreSync Job before Failed', 'SyncFail Job failed Succeeded']);
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'web')).toBeUndefined();
      await eventually(async () => expect(await jobs()).toHaveLength(1));
      expect(results(await sync())).toEqual(['PreSync Job before Failed', 'SyncFail Job failed Succeeded']);
    }, 90_000);

    it('that run go with their Application, and nothing holds them', async () => {
      await start({
        'app/web.json': web(),
        'app/before.json': job({ name: 'before' }, hook('PreSync'), { spec: { suspend: true } }),
      });
      await eventually(async () => expect(await jobs()).toHaveLength(1), 30_000);
      const { cluster } = stage();
      await cluster.edit(applicationKind, 'argocd', 'app', {
        metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      });
      await cluster.remove(applicationKind, 'argocd', 'app');
      await eventually(async () => expect(await jobs()).toEqual([]), 30_000);
      await eventually(
        async () => expect(await cluster.find(applicationKind, 'argocd', 'app')).toBeUndefined(),
        30_000,
      );
    }, 90_000);

    it('are left out of a dry run, which leaves those of earlier runs too', async () => {
      await start({ 'app/web.json': web(), 'app/before.json': job({ name: 'before' }, hook('PreSync')) });
      await expectSynced(stage(), 'app', { timeout: 30_000 });
      const { cluster } = stage();
      await eventually(async () => {
        const [first] = await jobs();
        expect(first?.metadata.finalizers ?? []).not.toContain('argocd.argoproj.io/hook-finalizer');
      }, 30_000);
      const uids = async (): Promise<unknown> => (await jobs()).map(({ metadata }) => metadata.uid);
      const before = await uids();
      const operation = { sync: { dryRun: true }, initiatedBy: { username: 'ada' } };
      await cluster.edit(applicationKind, 'argocd', 'app', { operation });
      await eventually(async () => {
        const app = await applicationOf(stage(), 'app');
        expect(app['operation']).toBeUndefined();
        expect(jsonAt(app, 'status', 'operationState', 'operation', 'sync', 'dryRun')).toBe(true);
        expect(textAt(app, 'status', 'operationState', 'phase')).toBe('Succeeded');
      }, 30_000);
      expect(await uids()).toEqual(before);
    }, 90_000);

    it('are left out where the strategy is to apply alone', async () => {
      await start({ 'app/web.json': web(), 'app/before.json': job({ name: 'before' }, hook('PreSync')) }, {});
      await stage().cluster.edit(applicationKind, 'argocd', 'app', {
        operation: { sync: { syncStrategy: { apply: {} } }, initiatedBy: { username: 'ada' } },
      });
      expect(results(await expectSynced(stage(), 'app'))).toEqual(['Sync ConfigMap web Running']);
      expect(await jobs()).toEqual([]);
    }, 60_000);
  });
}
