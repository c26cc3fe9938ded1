import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonAt } from '../../../src/base/index.ts';
import { application, automated, configMap, filesOf } from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import { applicationOf, expectData, expectSynced } from '../../support/delivery-status.ts';
import { describeRequest, isAbout, isCreation, isWrite, type ProxiedRequest } from '../../support/kube-request.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { SlipwayProcess } from '../../support/slipway-process.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** How long a replica without a sign of life counts, and how long the others wait before they take what was its own. */
const leaseMs = 20_000;
const settleMs = 3_000;
/** What passes and processes may take beside that, also on a busy machine. */
const slackMs = 15_000;

/** Several replicas divide the owners; what one leaves behind the others take. */
export function describeReplicas(contract: Pick<ManagerContract, 'start'>): void {
  describe('two replicas', () => {
    const stage = useStage(contract);
    const names = Array.from({ length: 8 }, (_, index) => `app-${index}`);

    async function startBoth(): Promise<{ proxies: readonly [FaultProxy, FaultProxy]; first: SlipwayProcess }> {
      const proxies = [
        await FaultProxy.start(stage().cluster.address),
        await FaultProxy.start(stage().cluster.address),
      ] as const;
      const start = (proxy: FaultProxy, identity: string): Promise<SlipwayProcess> =>
        SlipwayProcess.start({
          kubeconfig: proxy.kubeconfig,
          folder: stage().folder,
          flags: ['--identity', identity, '--only', 'argocd'],
        });
      const [first, second] = await Promise.all([start(proxies[0], 'one'), start(proxies[1], 'two')]);
      onTestFinished(async () => {
        await first.kill();
        await second[Symbol.asyncDispose]();
        for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
      });
      return { proxies, first };
    }

    it('divide the owners; when one is killed the other takes over all, and nothing is applied twice', async () => {
      const { namespace } = stage();
      const files = (version: string): Record<string, string> =>
        Object.assign({}, ...names.map((name) => filesOf(name, [configMap(name, namespace, { version })]))) as Record<
          string,
          string
        >;
      const repoURL = await stage().repository('shop', files('1'));
      const { proxies, first } = await startBoth();
      // Both must know of each other before there is something to divide.
      await eventually(async () => {
        expect(await stage().cluster.list('coordination.k8s.io/Lease', 'argocd')).toHaveLength(2);
      });
      await new Promise((done) => setTimeout(done, settleMs + 1_500));
      const apps = names.map((name) => application({ name, repoURL, path: name, namespace, syncPolicy: automated }));
      await stage().cluster.apply(...apps);
      for (const name of names) await expectSynced(stage(), name, { timeout: 2 * slackMs });

      const applied = ({ requests }: FaultProxy): readonly ProxiedRequest[] =>
        requests.filter((request) => isWrite(request) && isAbout(request, namespace));
      const [one, two] = proxies.map(applied);
      expect(one!.length).toBeGreaterThan(0);
      expect(two!.length).toBeGreaterThan(0);
      const paths = [...one!, ...two!].map(({ path }) => path);
      expect(paths.sort()).toEqual([...new Set(paths)].sort());
      expect(paths).toHaveLength(names.length);

      const [before, mark] = [Date.now(), proxies[1].mark];
      await first.kill();
      await stage().git.commitFiles('shop', 'main', files('2'), 'Change all');
      for (const name of names) {
        await stage().cluster.edit('argoproj.io/Application', 'argocd', name, {
          metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
        });
      }
      for (const name of names) {
        await expectData(stage().cluster, namespace, name, { version: '2' }, leaseMs + settleMs + slackMs);
      }
      expect(Date.now() - before).toBeLessThan(leaseMs + settleMs + slackMs);
      for (const name of names) await expectSynced(stage(), name, { timeout: 2 * slackMs });
      const late = proxies[1].since(mark).filter((request) => isWrite(request) && isAbout(request, namespace));
      expect(late.map(({ path }) => path).sort()).toEqual([...new Set(paths)].sort());
      expect(late.filter(isCreation).map(describeRequest)).toEqual([]);
      for (const name of names) {
        const history = jsonAt(await applicationOf(stage(), name), 'status', 'history');
        expect(history).toHaveLength(2);
      }
    }, 120_000);
  });
}
