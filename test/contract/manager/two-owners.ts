import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonAt } from '../../../src/base/index.ts';
import {
  application,
  automated,
  configMap,
  filesOf,
  gitRepository,
  kustomization,
} from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import {
  applicationKind,
  applicationOf,
  conditionOf,
  expectApplied,
  expectData,
  expectSynced,
  kustomizationOf,
  quiet,
  reconciles,
} from '../../support/delivery-status.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** So that what was refused is tried again soon. */
const patience = { informers: { backoff: { initialMs: 100, factor: 2, maxMs: 500, jitter: 0.5 } } };

/** One object that two owners of different dialects claim. */
export function describeTwoOwners(contract: ManagerContract): void {
  describe('an object that an Application and a Kustomization claim', () => {
    const stage = useStage(contract);
    const first = /Application argocd\/first/;
    const second = /Kustomization flux-system\/second/;

    async function startBoth(): Promise<void> {
      const { namespace } = stage();
      const repoURL = await stage().repository('first', {
        ...filesOf('app', [configMap('shared', namespace, { owner: 'application' })]),
        ...filesOf('app', [configMap('left', namespace, { n: '1' })]),
      });
      const url = await stage().repository('second', {
        ...filesOf('app', [configMap('shared', namespace, { owner: 'kustomization' })]),
        ...filesOf('app', [configMap('right', namespace, { n: '1' })]),
      });
      await stage().cluster.apply(
        application({ name: 'first', repoURL, path: 'app', namespace, syncPolicy: automated }),
      );
      await stage().platform();
      await expectSynced(stage(), 'first');
      await stage().cluster.apply(gitRepository('second', url), kustomization('second', { path: 'app' }));
    }

    it('is refused, both are named in both, and it stays with the first', async () => {
      await startBoth();
      const before = await stage().cluster.get('ConfigMap', stage().namespace, 'shared');
      await eventually(async () => {
        const ready = conditionOf(await kustomizationOf(stage(), 'second'), 'Ready');
        expect(ready?.['status']).toBe('False');
        expect(ready?.['message']).toMatch(first);
        expect(ready?.['message']).toMatch(second);
      });
      await eventually(async () => {
        const conditions = JSON.stringify(jsonAt(await applicationOf(stage(), 'first'), 'status', 'conditions') ?? []);
        expect(conditions).toMatch(first);
        expect(conditions).toMatch(second);
      });
      const after = await stage().cluster.get('ConfigMap', stage().namespace, 'shared');
      expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
      expect(after['data']).toEqual({ owner: 'application' });
    });

    it('goes to the second once the first gives it up, and both are well again', async () => {
      await startBoth();
      await eventually(async () => {
        expect(conditionOf(await kustomizationOf(stage(), 'second'), 'Ready')?.['message']).toMatch(first);
      });
      const { uid } = (await stage().cluster.get('ConfigMap', stage().namespace, 'shared')).metadata;
      const revision = await stage().git.commitFiles(
        'first',
        'main',
        { 'app/configmap-shared.yaml': null },
        'Give it up',
      );
      await stage().cluster.edit(applicationKind, 'argocd', 'first', {
        metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      });
      await expectApplied(stage(), 'second');
      await expectData(stage().cluster, stage().namespace, 'shared', { owner: 'kustomization' });
      await expectSynced(stage(), 'first', { revision });
      // It was handed over, not deleted and made anew.
      expect((await stage().cluster.get('ConfigMap', stage().namespace, 'shared')).metadata.uid).toBe(uid);
    });

    it('is the one’s that delivers by itself, where the first waits for a person to sync it', async () => {
      const { namespace } = stage();
      const files = (owner: string) => filesOf('app', [configMap('shared', namespace, { owner })]);
      const manual = await stage().repository('first', files('manual'));
      const url = await stage().repository('second', files('kustomization'));
      await stage().cluster.apply(application({ name: 'first', repoURL: manual, path: 'app', namespace }));
      await stage().platform();
      await eventually(async () => {
        const status = jsonAt(await applicationOf(stage(), 'first'), 'status', 'sync', 'status');
        expect(status).toBe('OutOfSync');
      });
      await stage().cluster.apply(gitRepository('second', url), kustomization('second', { path: 'app' }));
      await expectApplied(stage(), 'second');
      await expectData(stage().cluster, namespace, 'shared', { owner: 'kustomization' });
      await eventually(async () => {
        const conditions = JSON.stringify(jsonAt(await applicationOf(stage(), 'first'), 'status', 'conditions') ?? []);
        expect(conditions).toMatch(first);
        expect(conditions).toMatch(second);
      });
    });

    it('stays with the Kustomization where that was first', async () => {
      const { namespace } = stage();
      const files = (owner: string) => filesOf('app', [configMap('shared', namespace, { owner })]);
      const url = await stage().repository('second', files('kustomization'));
      const repoURL = await stage().repository('first', files('application'));
      await stage().cluster.apply(gitRepository('second', url), kustomization('second', { path: 'app' }));
      await stage().platform();
      await expectApplied(stage(), 'second');
      await stage().cluster.apply(
        application({ name: 'first', repoURL, path: 'app', namespace, syncPolicy: automated }),
      );
      await eventually(async () => {
        const conditions = JSON.stringify(jsonAt(await applicationOf(stage(), 'first'), 'status', 'conditions') ?? []);
        expect(conditions).toMatch(first);
        expect(conditions).toMatch(second);
      });
      await eventually(async () => {
        const kustomized = await kustomizationOf(stage(), 'second');
        expect(conditionOf(kustomized, 'SharedResource')?.['message']).toMatch(first);
        expect(conditionOf(kustomized, 'Ready')?.['status']).toBe('True');
      });
      await expectData(stage().cluster, namespace, 'shared', { owner: 'kustomization' });
      await stage().cluster.remove(applicationKind, 'argocd', 'first');
      await eventually(async () => {
        expect(conditionOf(await kustomizationOf(stage(), 'second'), 'SharedResource')).toBeUndefined();
      });
      await expectData(stage().cluster, namespace, 'shared', { owner: 'kustomization' });
    });

    it.each([
      ['the Applications are known late', ['argocd', 'flux'], 500],
      ['this process runs no Argo CD', ['flux'], 0],
    ] as const)('stays with the first after a restart, where %s', async (_why, only, lateMs) => {
      await startBoth();
      await eventually(async () => {
        expect(conditionOf(await kustomizationOf(stage(), 'second'), 'Ready')?.['message']).toMatch(first);
      });
      await stage().closePlatforms();
      const before = await stage().cluster.get('ConfigMap', stage().namespace, 'shared');
      const endLate = stage().proxy.fault(({ path }) =>
        lateMs > 0 && path.endsWith('/applications') ? { kind: 'cut' } : undefined,
      );
      const platform = await stage().platform({ only: new Set(only), patience });
      await pause(lateMs);
      endLate();
      await eventually(async () => expect(await reconciles(platform, 'kustomize-controller')).toBeGreaterThan(0));
      await quiet(stage(), 500);
      const after = await stage().cluster.get('ConfigMap', stage().namespace, 'shared');
      expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
      expect(conditionOf(await kustomizationOf(stage(), 'second'), 'Ready')?.['message']).toMatch(first);
    });
  });
}
