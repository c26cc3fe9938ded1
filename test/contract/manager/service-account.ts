import { describe, expect, it, onTestFinished } from 'vitest';
import {
  configMap,
  deployment,
  filesOf,
  gitRepository,
  kustomization,
  serviceAccount,
  tenant,
} from '../../support/delivery-manifests.ts';
import { eventually, namespace } from '../../support/delivery-stage.ts';
import { conditionOf, expectApplied, expectData, kustomizationOf } from '../../support/delivery-status.ts';
import {
  describeRequest,
  impersonated,
  isAbout,
  isDiscovery,
  isDryRun,
  isWatch,
  isWrite,
} from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** A Kustomization's `serviceAccountName`: whoever acts is named in every request. */
export function describeServiceAccount(contract: ManagerContract): void {
  describe('a service account', () => {
    const stage = useStage(contract);
    const user = 'system:serviceaccount:flux-system:tenant';

    it('is whom every request for the delivery is made as', async () => {
      const target = stage().namespace;
      const objects = [
        configMap('one', target, { n: '1' }),
        configMap('two', target, { n: '2' }),
        deployment('web', target, 1),
      ];
      const url = await stage().repository('app', filesOf('app', objects));
      await stage().cluster.apply(
        ...tenant('tenant', target),
        gitRepository('app', url),
        kustomization('app', { path: 'app', wait: true, serviceAccountName: 'tenant' }),
      );
      const platform = await stage().platform();
      await expectApplied(stage(), 'app');
      await stage().cluster.edit('ConfigMap', target, 'one', { data: { n: '9' } });
      await expectData(stage().cluster, target, 'one', { n: '1' });
      // A number as text is a difference that only the API server can judge.
      await stage().cluster.edit('apps/Deployment', target, 'web', { spec: { replicas: 2 } });
      const files = { 'app/configmap-two.yaml': null };
      const revision = await stage().git.commitFiles('app', 'main', files, 'Remove one');
      await platform.manager.announce(url);
      await expectApplied(stage(), 'app', { revision });
      expect(await stage().cluster.find('ConfigMap', target, 'two')).toBeUndefined();

      const { requests } = stage().proxy;
      const delivery = requests.filter((request) => isAbout(request, target));
      expect(delivery.filter((request) => impersonated(request) !== user).map(describeRequest)).toEqual([]);
      expect(delivery.some(isWatch)).toBe(true);
      expect(delivery.some(isDryRun)).toBe(true);
      expect(delivery.some(({ method }) => method === 'DELETE')).toBe(true);
      expect(delivery.some((request) => isWrite(request) && request.method === 'PATCH')).toBe(true);
      // The other way round: its own statuses and Events the manager writes as itself.
      const own = requests.filter((request) => isAbout(request, 'flux-system'));
      expect(own.filter((request) => impersonated(request) !== undefined).map(describeRequest)).toEqual([]);
      // Where the tenant has no rights it does not look.
      const asTenant = requests.filter((request) => impersonated(request) !== undefined && !isDiscovery(request));
      expect(asTenant.filter((request) => !isAbout(request, target)).map(describeRequest)).toEqual([]);
    });

    it('delivers to each of several namespaces in which it has rights', async () => {
      const target = stage().namespace;
      const second = `${target}-b`;
      const { cluster } = stage();
      await cluster.apply(namespace(second));
      onTestFinished(() => cluster.remove('Namespace', '', second));
      const objects = [configMap('one', target, { n: '1' }), configMap('two', second, { n: '2' })];
      const url = await stage().repository('app', filesOf('app', objects));
      await cluster.apply(
        ...tenant('tenant', target),
        ...tenant('tenant', second),
        gitRepository('app', url),
        kustomization('app', { path: 'app', serviceAccountName: 'tenant' }),
      );
      await stage().platform();
      await expectApplied(stage(), 'app');
      await cluster.edit('ConfigMap', second, 'two', { data: { n: '9' } });
      await expectData(cluster, second, 'two', { n: '2' });
      await cluster.edit('ConfigMap', target, 'one', { data: { n: '9' } });
      await expectData(cluster, target, 'one', { n: '1' });
    });

    it('may lack the right to list and watch: objects are then read one by one', async () => {
      const target = stage().namespace;
      const { cluster } = stage();
      const objects = [configMap('one', target, { n: '1' }), configMap('two', target, { n: '2' })];
      const url = await stage().repository('app', filesOf('app', objects));
      await cluster.apply(
        ...tenant('tenant', target, ['get', 'create', 'update', 'patch', 'delete']),
        gitRepository('app', url),
        kustomization('app', { path: 'app', serviceAccountName: 'tenant' }),
      );
      const platform = await stage().platform();
      await expectApplied(stage(), 'app');
      await cluster.edit('ConfigMap', target, 'one', { data: { n: '9' } });
      const revision = await stage().git.commitFiles('app', 'main', { 'app/configmap-two.yaml': null }, 'Remove one');
      await platform.manager.announce(url);
      await expectApplied(stage(), 'app', { revision });
      await expectData(cluster, target, 'one', { n: '1' });
      expect(await cluster.find('ConfigMap', target, 'two')).toBeUndefined();
    });

    it('without rights is refused in the words of upstream, and touches nothing', async () => {
      const target = stage().namespace;
      const url = await stage().repository('app', filesOf('app', [configMap('one', target, { n: '1' })]));
      await stage().cluster.apply(
        serviceAccount('tenant'),
        gitRepository('app', url),
        kustomization('app', { path: 'app', serviceAccountName: 'tenant' }),
      );
      await stage().platform();
      await eventually(async () => {
        const ready = conditionOf(await kustomizationOf(stage(), 'app'), 'Ready');
        expect(ready).toMatchObject({ status: 'False', reason: 'ReconciliationFailed' });
        expect(ready?.['message']).toBe(
          `ConfigMap/${target}/one dry-run failed (Forbidden): configmaps "one" is forbidden: User "${user}" ` +
            `cannot patch resource "configmaps" in API group "" in the namespace "${target}" (app/configmap-one.yaml:1:1)\n`,
        );
      });
      expect(await stage().cluster.find('ConfigMap', target, 'one')).toBeUndefined();
      const delivery = stage().proxy.requests.filter((request) => isAbout(request, target));
      const allowed = delivery.filter((request) => request.status !== 403 || impersonated(request) !== user);
      expect(allowed.map(describeRequest)).toEqual([]);
      await stage().cluster.apply(...tenant('tenant', target));
      await expectApplied(stage(), 'app');
    });
  });
}
