import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonAt, type KubeObject } from '../../../src/base/index.ts';
import {
  application,
  automated,
  configMap,
  deployment,
  filesOf,
  gitRepository,
  kustomization,
  leaderLease,
} from '../../support/delivery-manifests.ts';
import { type DeliveryStage, eventually } from '../../support/delivery-stage.ts';
import { expectApplied, expectSynced, kustomizationKind, reconciles } from '../../support/delivery-status.ts';
import { describeRequest, isAbout, isCreation, isWrite } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** Coming to a cluster where upstream's controllers are alive, or have been. */
export function describeTakeOver(contract: ManagerContract): void {
  describe('a controller of upstream that is alive', () => {
    const stage = useStage(contract);
    const objects = (): KubeObject[] => [
      configMap('one', stage().namespace, { n: '1' }),
      configMap('gone', stage().namespace, { n: '2' }),
    ];

    /** What upstream applied is there; one object has left Git since, and another was edited. */
    async function moveOn(): Promise<string | undefined> {
      const { uid } = (await stage().cluster.get('ConfigMap', stage().namespace, 'one')).metadata;
      await stage().git.commitFiles('app', 'main', { 'app/configmap-gone.yaml': null }, 'Remove one');
      await stage().cluster.edit('ConfigMap', stage().namespace, 'one', { data: { n: '9' } });
      return uid;
    }

    async function expectAdopted(uid: string | undefined, mark: number): Promise<void> {
      const one = await stage().cluster.get('ConfigMap', stage().namespace, 'one');
      expect({ uid: one.metadata.uid, data: one['data'] }).toEqual({ uid, data: { n: '1' } });
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'gone')).toBeUndefined();
      const created = stage()
        .proxy.since(mark)
        .filter((request) => isCreation(request) && isAbout(request, stage().namespace));
      expect(created.map(describeRequest)).toEqual([]);
    }

    it('keeps Kustomizations: they are only observed, and adopted once told to take over', async () => {
      const url = await stage().repository('app', filesOf('app', objects()));
      const commit = (await stage().git.refs('app')).get('refs/heads/main') ?? '';
      await stage().cluster.apply(
        leaderLease('kustomize-controller-leader-election', new Date()),
        gitRepository('app', url),
        kustomization('app', { path: 'app' }),
      );
      for (const object of objects()) await applyAsFlux(stage(), object, 'app');
      const entries = objects().map(({ metadata }) => ({
        id: `${stage().namespace}_${metadata.name ?? ''}__ConfigMap`,
        v: 'v1',
      }));
      const revision = `main@sha1:${commit}`;
      await stage().cluster.editStatus(kustomizationKind, 'flux-system', 'app', {
        status: { inventory: { entries }, lastAppliedRevision: revision, lastAttemptedRevision: revision },
      });
      const uid = await moveOn();

      const observer = await stage().platform();
      expect([...observer.manager.observing]).toEqual([
        ['flux', 'Lease flux-system/kustomize-controller-leader-election is alive'],
      ]);
      await eventually(async () => expect(await reconciles(observer, 'kustomize-controller')).toBeGreaterThan(0));
      await pause(1_000);
      const written = stage().proxy.requests.filter((request) => isWrite(request) && !isAbout(request, 'argocd'));
      expect(written.map(describeRequest)).toEqual([]);
      await observer.close();

      const { mark } = stage().proxy;
      await stage().platform({ takeOver: true });
      await eventually(async () => {
        const reached = jsonAt(await expectApplied(stage(), 'app'), 'status', 'lastAppliedRevision');
        expect(reached).not.toBe(revision);
      });
      await expectAdopted(uid, mark);
    });

    it('keeps Applications: they are only observed, and adopted once told to take over', async () => {
      const repoURL = await stage().repository('app', filesOf('app', objects()));
      const controller = deployment('argocd-application-controller', 'argocd', 1);
      const { namespace } = stage();
      await stage().cluster.apply(
        controller,
        application({ name: 'app', repoURL, path: 'app', namespace, syncPolicy: automated }),
      );
      await eventually(async () => {
        const { name = '' } = controller.metadata;
        await stage().cluster.editStatus('apps/Deployment', 'argocd', name, {
          status: { replicas: 1, readyReplicas: 1 },
        });
        const live = await stage().cluster.get('apps/Deployment', 'argocd', name);
        expect(jsonAt(live, 'status', 'readyReplicas')).toBe(1);
      });
      for (const object of objects()) await applyAsArgo(stage(), object, 'app');
      const uid = await moveOn();

      const observer = await stage().platform();
      expect([...observer.manager.observing]).toEqual([
        ['argocd', 'Deployment argocd/argocd-application-controller is alive'],
      ]);
      await eventually(async () =>
        expect(await reconciles(observer, 'argocd-application-controller')).toBeGreaterThan(0),
      );
      await pause(1_000);
      expect(stage().proxy.requests.filter(isWrite).map(describeRequest)).toEqual([]);
      await observer.close();

      const { mark } = stage().proxy;
      await stage().platform({ takeOver: true });
      await expectSynced(stage(), 'app');
      await expectAdopted(uid, mark);
    });

    it('is not taken for alive by a Lease that nobody has renewed for long', async () => {
      const url = await stage().repository('app', filesOf('app', objects()));
      await stage().cluster.apply(
        leaderLease('kustomize-controller-leader-election', new Date(Date.now() - 120_000)),
        gitRepository('app', url),
        kustomization('app', { path: 'app' }),
      );
      const platform = await stage().platform();
      expect([...platform.manager.observing.keys()]).toEqual([]);
      await expectApplied(stage(), 'app');
    });
  });
}

/** Applies an object as kustomize-controller does. */
async function applyAsFlux({ cluster }: DeliveryStage, object: KubeObject, owner: string): Promise<void> {
  const labels = {
    'kustomize.toolkit.fluxcd.io/name': owner,
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  };
  await applyAs(cluster, { ...object, metadata: { ...object.metadata, labels } }, 'kustomize-controller');
}

/** Applies an object as Argo CD with server-side apply does. */
async function applyAsArgo({ cluster }: DeliveryStage, object: KubeObject, owner: string): Promise<void> {
  const { namespace = '', name = '' } = object.metadata;
  const annotations = { 'argocd.argoproj.io/tracking-id': `${owner}:/${object.kind}:${namespace}/${name}` };
  await applyAs(cluster, { ...object, metadata: { ...object.metadata, annotations } }, 'argocd-controller');
}

async function applyAs(cluster: DeliveryStage['cluster'], object: KubeObject, fieldManager: string): Promise<void> {
  const { namespace = '', name = '' } = object.metadata;
  const ref = { resource: await cluster.resource(object.kind), namespace, name };
  await cluster.client.patch(ref, { kind: 'apply', object, force: true }, { fieldManager });
}
