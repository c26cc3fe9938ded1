import { beforeEach, describe, expect, it } from 'vitest';
import { inCluster, jsonAt, type KubeObject } from '../../../src/base/index.ts';
import { ownerId } from '../../../src/engine/index.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import {
  application,
  automated,
  clusterSecret,
  configMap,
  filesOf,
  gitRepository,
  kubeconfigSecret,
  kustomization,
} from '../../support/delivery-manifests.ts';
import { eventually, namespace } from '../../support/delivery-stage.ts';
import {
  applicationKind,
  applicationOf,
  conditionOf,
  expectApplied,
  expectData,
  expectSynced,
  kustomizationOf,
} from '../../support/delivery-status.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { describeRequest, isWatch, isWrite } from '../../support/kube-request.ts';
import { sharedSandbox, type TestCluster } from '../../support/test-cluster.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** Clusters beside the one that the manager runs in: by Argo CD's cluster Secrets, and by kubeconfigs in Secrets. */
export function describeSecondCluster(contract: ManagerContract): void {
  describe('a second cluster', () => {
    const stage = useStage(contract);
    const sandbox = sharedSandbox();
    let second: TestCluster;
    beforeEach(async () => {
      second = await sandbox();
      await second.apply(namespace(stage().namespace));
    });

    const files = (data: Readonly<Record<string, string>>) =>
      filesOf('app', [configMap('settings', stage().namespace, data)]);
    const toSecond = (repoURL: string): KubeObject =>
      application({
        name: 'app',
        repoURL,
        path: 'app',
        namespace: stage().namespace,
        cluster: 'second',
        syncPolicy: automated,
      });
    const throughSecret = kustomization('app', { path: 'app', kubeConfig: { secretRef: { name: 'second' } } });

    it('is reached by an Argo CD cluster Secret, and kept as the own one is', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      await stage().cluster.apply(clusterSecret('second', second.address), toSecond(repoURL));
      await stage().platform();
      await expectSynced(stage(), 'app');
      const delivered = await second.get('ConfigMap', stage().namespace, 'settings');
      expect(delivered.metadata.annotations?.['argocd.argoproj.io/tracking-id']).toBe(
        `app:/ConfigMap:${stage().namespace}/settings`,
      );
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'settings')).toBeUndefined();
      await second.edit('ConfigMap', stage().namespace, 'settings', { data: { color: 'red' } });
      await expectData(second, stage().namespace, 'settings', { color: 'blue' });
    });

    it('is reached anew when its Argo CD Secret changes', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      await using before = await FaultProxy.start(second.address);
      await using after = await FaultProxy.start(second.address);
      const secret = (proxy: FaultProxy): KubeObject => clusterSecret('second', { url: proxy.url, token: 'admin' });
      await stage().cluster.apply(secret(before), toSecond(repoURL));
      await stage().platform();
      await expectSynced(stage(), 'app');
      expect(after.requests).toEqual([]);
      await stage().cluster.apply(secret(after));
      await eventually(() => expect(after.requests.some(isWatch)).toBe(true));
      const mark = before.mark;
      await second.edit('ConfigMap', stage().namespace, 'settings', { data: { color: 'red' } });
      await expectData(second, stage().namespace, 'settings', { color: 'blue' });
      expect(before.since(mark).map(describeRequest)).toEqual([]);
    });

    it('is refused by name where no Secret describes it, and delivered to once one does', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      await stage().cluster.apply(toSecond(repoURL));
      await stage().platform();
      await eventually(async () => {
        const message = jsonAt(await applicationOf(stage(), 'app'), 'status', 'conditions', 0, 'message');
        expect(message).toBe('there are no clusters with this name: second');
      });
      await stage().cluster.apply(clusterSecret('second', second.address));
      await expectSynced(stage(), 'app');
      await expectData(second, stage().namespace, 'settings', { color: 'blue' });
    });

    it('is reached by the kubeconfig in a Secret, and anew when the Secret changes', async () => {
      const url = await stage().repository('app', files({ color: 'blue' }));
      await using before = await FaultProxy.start(second.address);
      await using after = await FaultProxy.start(second.address);
      await stage().cluster.apply(
        kubeconfigSecret('second', before.kubeconfig),
        gitRepository('app', url),
        throughSecret,
      );
      const platform = await stage().platform();
      await expectApplied(stage(), 'app');
      await expectData(second, stage().namespace, 'settings', { color: 'blue' });
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'settings')).toBeUndefined();
      expect(after.requests).toEqual([]);

      await stage().cluster.apply(kubeconfigSecret('second', after.kubeconfig));
      await eventually(() => expect(after.requests.some(isWatch)).toBe(true));
      const mark = before.mark;
      const revision = await stage().git.commitFiles('app', 'main', files({ color: 'green' }), 'Change the color');
      await platform.manager.announce(url);
      await expectApplied(stage(), 'app', { revision });
      await expectData(second, stage().namespace, 'settings', { color: 'green' });
      expect(before.since(mark).map(describeRequest)).toEqual([]);
      expect(after.requests.some(isWrite)).toBe(true);
      await second.edit('ConfigMap', stage().namespace, 'settings', { data: { color: 'red' } });
      await expectData(second, stage().namespace, 'settings', { color: 'green' });
    });

    it('is said to be missing while nothing describes it, and delivered to once a Secret does', async () => {
      const url = await stage().repository('app', files({ color: 'blue' }));
      await stage().cluster.apply(gitRepository('app', url), throughSecret);
      await stage().platform();
      await eventually(async () => {
        const ready = conditionOf(await kustomizationOf(stage(), 'app'), 'Ready');
        expect(ready?.['status']).toBe('False');
        expect(ready?.['message']).toContain('flux-system/second');
      });
      await stage().cluster.apply(kubeconfigSecret('second', second.kubeconfig));
      await expectApplied(stage(), 'app');
      await expectData(second, stage().namespace, 'settings', { color: 'blue' });
    });

    it('stays what it was while its Secret is gone, and nothing there is touched', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      await stage().cluster.apply(clusterSecret('second', second.address), toSecond(repoURL));
      const platform = await stage().platform();
      await expectSynced(stage(), 'app');
      const { uid } = (await second.get('ConfigMap', stage().namespace, 'settings')).metadata;
      await stage().cluster.remove('Secret', 'argocd', 'second');
      await eventually(async () => {
        const message = jsonAt(await applicationOf(stage(), 'app'), 'status', 'conditions', 0, 'message');
        expect(message).toBe('there are no clusters with this name: second');
      });
      await stage().git.commitFiles('app', 'main', files({ color: 'green' }), 'Change the color');
      await platform.manager.announce(repoURL);
      await stage().cluster.apply(clusterSecret('second', second.address));
      await expectData(second, stage().namespace, 'settings', { color: 'green' });
      expect((await second.get('ConfigMap', stage().namespace, 'settings')).metadata.uid).toBe(uid);
    });

    it('that never answers holds nobody else up, is said, and delivered to when it is back', async () => {
      const { namespace } = stage();
      await using remote = await FaultProxy.start(second.address);
      const end = remote.fault(() => ({ kind: 'hang' }));
      const names = Array.from({ length: 12 }, (_, index) => `far-${index}`);
      const objects = [...names, 'near'].map((name) => configMap(name, namespace, { n: '1' }));
      const repoURL = await stage().repository('app', Object.assign({}, ...objects.map(inOwnFolder)));
      const apps = names.map((name) =>
        application({ name, repoURL, path: name, namespace, cluster: 'second', syncPolicy: automated }),
      );
      await stage().cluster.apply(clusterSecret('second', { url: remote.url, token: 'admin' }), ...apps);
      const platform = await stage().platform({ clock: new HurriedClock(10) });
      await eventually(() => expect(remote.requests.length).toBeGreaterThan(0));
      await stage().cluster.apply(
        application({ name: 'near', repoURL, path: 'near', namespace, syncPolicy: automated }),
      );
      // Ten seconds by the manager's clock are the most that the silent cluster can take from the others, and that once.
      await expectSynced(stage(), 'near', { timeout: 5_000 });
      for (const name of names) {
        await eventually(async () => {
          const message = jsonAt(await applicationOf(stage(), name), 'status', 'conditions', 0, 'message');
          expect(message).toContain('cluster argocd:argocd/second did not answer within 10 s');
        });
      }
      const { mark } = remote;
      platform.manager.poke(ownerId({ ...ofApplication, name: 'far-0' }));
      await stage().cluster.edit(applicationKind, 'argocd', 'near', {
        metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      });
      await eventually(async () => {
        expect((await applicationOf(stage(), 'near')).metadata.annotations).toBeUndefined();
      }, 2_000);
      expect(remote.since(mark).length).toBeLessThanOrEqual(1);
      end();
      for (const name of names) await expectSynced(stage(), name, { timeout: 30_000 });
      await expectData(second, namespace, 'far-11', { n: '1' });
    }, 60_000);

    it('that goes away later is said, no sync is tried in vain, and all is as in Git when it is back', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      await using remote = await FaultProxy.start(second.address);
      await stage().cluster.apply(clusterSecret('second', { url: remote.url, token: 'admin' }), toSecond(repoURL));
      const backoff = { initialMs: 200, factor: 2, maxMs: 1_000, jitter: 0.5 };
      await stage().platform({ patience: { informers: { backoff } }, clock: new HurriedClock(10) });
      await expectSynced(stage(), 'app');
      await remote.halt();
      const revision = await stage().git.commitFiles('app', 'main', files({ color: 'green' }), 'Change the color');
      const refresh = { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } };
      await stage().cluster.edit(applicationKind, 'argocd', 'app', refresh);
      await eventually(async () => {
        const conditions = jsonAt(await applicationOf(stage(), 'app'), 'status', 'conditions');
        expect(conditions).toMatchObject([{ type: 'ComparisonError' }]);
      });
      expect(jsonAt(await applicationOf(stage(), 'app'), 'status', 'operationState', 'phase')).toBe('Succeeded');
      await remote.listen();
      await expectSynced(stage(), 'app', { revision });
      await expectData(second, stage().namespace, 'settings', { color: 'green' });
    });
  });
}

const ofApplication = { cluster: inCluster, group: 'argoproj.io', kind: 'Application', namespace: 'argocd' } as const;

function inOwnFolder(object: KubeObject): Record<string, string> {
  return filesOf(object.metadata.name ?? '', [object]);
}
