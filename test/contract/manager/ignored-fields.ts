import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject } from '../../../src/base/index.ts';
import { application, automated, configMap, filesOf } from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import { applicationKind, applicationOf, expectData, expectSynced } from '../../support/delivery-status.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** Fields that others look after: an Application's `ignoreDifferences`, and those of the control plane. */
export function describeIgnoredFields(contract: Pick<ManagerContract, 'start'>): void {
  describe('fields that an Application ignores', () => {
    const stage = useStage(contract);
    const files = (data: Readonly<Record<string, string>>, other = '1'): Record<string, string> => ({
      ...filesOf('app', [configMap('settings', stage().namespace, data)]),
      ...filesOf('app', [configMap('other', stage().namespace, { n: other })]),
    });
    const colorOf = { kind: 'ConfigMap', jsonPointers: ['/data/color'] };
    const respecting = { ...automated, syncOptions: ['RespectIgnoreDifferences=true'] };

    async function start(
      spec: JsonObject,
      syncPolicy: JsonObject = automated,
    ): Promise<(color: string) => Promise<void>> {
      const repoURL = await stage().repository('app', files({ color: 'blue', size: '1' }));
      const { namespace } = stage();
      await stage().cluster.apply(application({ name: 'app', repoURL, path: 'app', namespace, syncPolicy, spec }));
      const platform = await stage().platform();
      await expectSynced(stage(), 'app');
      return async (size) => {
        const revision = await stage().git.commitFiles('app', 'main', files({ color: 'blue', size }, size), 'Change');
        await platform.manager.announce(repoURL);
        await expectSynced(stage(), 'app', { revision });
      };
    }
    const edit = (data: Readonly<Record<string, string>>): Promise<KubeObject> =>
      stage().cluster.edit('ConfigMap', stage().namespace, 'settings', { data });
    const expectSettings = (color: string, size: string): Promise<void> =>
      expectData(stage().cluster, stage().namespace, 'settings', { color, size });
    /** Nothing is repaired, and nothing said, for a while after an edit. */
    async function expectLeft(color: string, size = '1'): Promise<void> {
      await pause(700);
      await expectSettings(color, size);
      expect(jsonAt(await applicationOf(stage(), 'app'), 'status', 'sync', 'status')).toBe('Synced');
    }

    it('are not repaired, and are as in Git again when a run writes', async () => {
      const change = await start({ ignoreDifferences: [colorOf] });
      await edit({ color: 'red' });
      await expectLeft('red');
      await change('2');
      await expectSettings('blue', '2');
    });

    it('are written along where a run has something else to do', async () => {
      await start({ ignoreDifferences: [colorOf] }, { automated: {} });
      await edit({ color: 'red' });
      await expectLeft('red');
      const operation = { initiatedBy: { username: 'admin' }, sync: {} };
      await stage().cluster.edit(applicationKind, 'argocd', 'app', { operation });
      await expectSettings('blue', '1');
    });

    it('stay as they are live with RespectIgnoreDifferences, whatever is repaired or new', async () => {
      const change = await start({ ignoreDifferences: [colorOf] }, respecting);
      await edit({ color: 'red' });
      await expectLeft('red');
      await edit({ size: '9' });
      await expectSettings('red', '1');
      await change('2');
      await expectSettings('red', '2');
      // Git is what counts again when the rule goes.
      await stage().cluster.edit(applicationKind, 'argocd', 'app', { spec: { ignoreDifferences: null } });
      await expectSettings('blue', '2');
    });

    it('may be named by jq', async () => {
      const rule = { kind: 'Config*', name: 'settings', jqPathExpressions: ['.data | select(.size == "1") | .color'] };
      await start({ ignoreDifferences: [rule] });
      await edit({ color: 'red' });
      await expectLeft('red');
    });

    it('may be those of a manager, and others of the object are repaired', async () => {
      const rule = { kind: 'ConfigMap', managedFieldsManagers: ['somebody'] };
      const change = await start({ ignoreDifferences: [rule] }, respecting);
      await edit({ color: 'red' });
      await expectLeft('red');
      await change('2');
      await expectSettings('red', '2');
      await stage().cluster.edit(applicationKind, 'argocd', 'app', {
        spec: { ignoreDifferences: [{ ...rule, managedFieldsManagers: ['autoscaler'] }] },
      });
      await expectSettings('blue', '2');
    });

    it('may be those of every Application by argocd-cm, whose edit alone is obeyed', async () => {
      const settings = (data: JsonObject): KubeObject => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-cm', namespace: 'argocd' },
        data,
      });
      const key = 'resource.customizations.ignoreDifferences._ConfigMap';
      await stage().cluster.apply(settings({ [key]: 'jsonPointers: [/data/color]' }));
      await start({});
      await edit({ color: 'red' });
      await expectLeft('red');
      await stage().cluster.apply(settings({ [key]: 'jsonPointers: [/data/none]' }));
      await expectSettings('blue', '1');
      await stage().cluster.remove('ConfigMap', 'argocd', 'argocd-cm');
    });

    it('that are no jq are told, and nothing is delivered', async () => {
      const repoURL = await stage().repository('app', files({ color: 'blue' }));
      const spec = { ignoreDifferences: [{ kind: 'ConfigMap', jqPathExpressions: ['.data.color |= "x"'] }] };
      const { namespace } = stage();
      await stage().cluster.apply(
        application({ name: 'app', repoURL, path: 'app', namespace, syncPolicy: automated, spec }),
      );
      await stage().platform();
      await eventually(async () => {
        const condition = jsonAt(await applicationOf(stage(), 'app'), 'status', 'conditions', 0);
        expect(condition).toMatchObject({
          type: 'InvalidSpecError',
          message:
            'spec.ignoreDifferences[0].jqPathExpressions[0]: .data.color |= "x": assignments (|=) is a part of jq that is not supported',
        });
      });
      expect(await stage().cluster.find('ConfigMap', namespace, 'settings')).toBeUndefined();
    });
  });
}
