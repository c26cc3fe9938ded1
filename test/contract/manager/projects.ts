import { beforeEach, describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject } from '../../../src/base/index.ts';
import { application, appProject, automated, configMap, filesOf } from '../../support/delivery-manifests.ts';
import { eventually, namespace } from '../../support/delivery-stage.ts';
import { applicationKind, applicationOf, expectData, expectSynced } from '../../support/delivery-status.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** What an AppProject permits of the objects that its Applications deliver. */
export function describeProjects(contract: ManagerContract): void {
  describe('a project that permits one namespace', () => {
    const stage = useStage(contract);
    /** The namespace of another team. */
    let blue = '';
    beforeEach(async () => {
      blue = `${stage().namespace}-blue`;
      await stage().cluster.apply(namespace(blue));
      return async () => stage().cluster.remove('Namespace', '', blue);
    });

    const red = (...namespaces: readonly string[]): KubeObject => redWith({}, ...namespaces);
    const redWith = (spec: JsonObject, ...namespaces: readonly string[]): KubeObject =>
      appProject('red', {
        destinations: namespaces.map((name) => ({ server: 'https://kubernetes.default.svc', namespace: name })),
        ...spec,
      });
    const app = (repoURL: string, spec: { syncPolicy?: JsonObject; namespace?: string } = {}): KubeObject =>
      application({
        name: 'app',
        project: 'red',
        repoURL,
        path: 'app',
        namespace: stage().namespace,
        syncPolicy: automated,
        ...spec,
      });
    const ours = (n = '1'): Record<string, string> => filesOf('app', [configMap('ours', stage().namespace, { n })]);
    const theirs = (): Record<string, string> => filesOf('app', [configMap('theirs', blue, { n: '1' })]);
    const expectRefused = (message: string): Promise<KubeObject> =>
      eventually(async () => {
        const found = await applicationOf(stage(), 'app');
        expect(jsonAt(found, 'status', 'operationState', 'phase')).toBe('Failed');
        const results = JSON.stringify(jsonAt(found, 'status', 'operationState', 'syncResult', 'resources'));
        expect(results).toContain(message);
        return found;
      });
    const manual = { syncPolicy: { retry: { limit: 0 }, automated: { prune: true, selfHeal: true } } };

    it('keeps out an object that names another namespace, and all that comes with it', async () => {
      const repoURL = await stage().repository('app', { ...ours(), ...theirs() });
      await stage().cluster.apply(red(stage().namespace), app(repoURL, manual));
      await stage().platform();
      const refused = await expectRefused(`namespace ${blue} is not permitted in project 'red'`);
      expect(jsonAt(refused, 'status', 'operationState', 'message')).toContain(
        'one or more synchronization tasks are not valid',
      );
      expect(await stage().cluster.find('ConfigMap', blue, 'theirs')).toBeUndefined();
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'ours')).toBeUndefined();
    });

    it('judges anew when the project alone is edited, and gives up what it may not have any more', async () => {
      const repoURL = await stage().repository('app', { ...ours(), ...theirs() });
      await stage().cluster.apply(red(stage().namespace, blue), app(repoURL, manual));
      const platform = await stage().platform();
      await expectSynced(stage(), 'app');
      await stage().cluster.apply(red(stage().namespace));
      await expectRefused(`namespace ${blue} is not permitted in project 'red'`);
      await expectData(stage().cluster, blue, 'theirs', { n: '1' });

      // Neither pruning nor the deletion of the Application takes what is out of its reach.
      const gone = Object.fromEntries(Object.keys(theirs()).map((file) => [file, null]));
      await stage().git.commitFiles('app', 'main', gone, 'Leave them');
      await platform.manager.announce(repoURL);
      await eventually(async () => {
        expect(jsonAt(await applicationOf(stage(), 'app'), 'status', 'sync', 'status')).toBe('Synced');
      });
      await expectData(stage().cluster, blue, 'theirs', { n: '1' });
      await stage().cluster.remove(applicationKind, 'argocd', 'app');
      await eventually(async () => {
        expect(await stage().cluster.find(applicationKind, 'argocd', 'app')).toBeUndefined();
      });
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'ours')).toBeUndefined();
      await expectData(stage().cluster, blue, 'theirs', { n: '1' });
    });

    it('keeps out objects of a kind that the same commit defines', async () => {
      const group = 'projects.slipway.test';
      const definition: KubeObject = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `gadgets.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget', listKind: 'GadgetList' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        },
      };
      const gadget: KubeObject = {
        apiVersion: `${group}/v1`,
        kind: 'Gadget',
        metadata: {
          name: 'theirs',
          namespace: blue,
          annotations: { 'argocd.argoproj.io/sync-wave': '1' },
        },
      };
      const repoURL = await stage().repository('app', filesOf('app', [definition, gadget]));
      const clusterResourceWhitelist = [{ group: '*', kind: 'CustomResourceDefinition', name: `gadgets.${group}` }];
      const syncPolicy = { automated: {}, retry: { limit: 2, backoff: { duration: '1s', factor: 1 } } };
      await stage().cluster.apply(
        redWith({ clusterResourceWhitelist }, stage().namespace),
        app(repoURL, { syncPolicy }),
      );
      await stage().platform();
      await expectRefused(`namespace ${blue} is not permitted in project 'red'`);
      expect(await stage().cluster.find(`${group}/Gadget`, blue, 'theirs')).toBeUndefined();
      await stage().cluster.remove('apiextensions.k8s.io/CustomResourceDefinition', '', `gadgets.${group}`);
    });

    it('has no namespace made for it where it permits no Namespaces', async () => {
      const target = `${stage().namespace}-made`;
      const files = filesOf('app', [configMap('ours', target, { n: '1' })]);
      const repoURL = await stage().repository('app', files);
      const syncPolicy = { ...manual.syncPolicy, syncOptions: ['CreateNamespace=true'] };
      await stage().cluster.apply(red(target), app(repoURL, { syncPolicy, namespace: target }));
      await stage().platform();
      await expectRefused('resource :Namespace is not permitted in project red');
      expect(await stage().cluster.find('Namespace', '', target)).toBeUndefined();
    });
  });
}
