import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject, objectAt, textAt } from '../../../src/base/index.ts';
import { application, automated, deployment } from '../../support/delivery-manifests.ts';
import { eventually, namespace as namespaceNamed } from '../../support/delivery-stage.ts';
import { applicationKind, applicationOf, expectSynced } from '../../support/delivery-status.ts';
import { isWrite } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

const chart = {
  'app/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'app/templates/secret.yaml': `{{- $ca := genCA "web" 365 }}
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData:
  password: {{ randAlphaNum 32 }}
  certificate: {{ $ca.Cert | b64enc }}
  key: {{ $ca.Key | b64enc }}
`,
};
const keySecret = 'slipway-render-key';

/** Charts whose templates draw passwords and certificates. */
export function describeRandomCharts(contract: ManagerContract): void {
  describe('a chart that draws passwords and certificates', () => {
    const stage = useStage(contract);
    const app = (name: string, repoURL: string, namespace = stage().namespace): KubeObject => {
      const source = { repoURL, path: 'app', targetRevision: 'main', helm: { releaseName: name.replace(/-.*/, '') } };
      return application({ name, repoURL, path: 'app', namespace, syncPolicy: automated, spec: { source } });
    };
    const drawn = async (
      name: string,
      namespace = stage().namespace,
    ): Promise<{ readonly version: string; readonly data: JsonObject }> => {
      const secret = await stage().cluster.get('Secret', namespace, name);
      return { version: secret.metadata.resourceVersion ?? '', data: objectAt(secret, 'data') };
    };
    const refresh = async (name: string): Promise<void> => {
      const annotation = 'argocd.argoproj.io/refresh';
      await stage().cluster.edit(applicationKind, 'argocd', name, {
        metadata: { annotations: { [annotation]: 'hard' } },
      });
      await eventually(async () =>
        expect((await applicationOf(stage(), name)).metadata.annotations?.[annotation]).toBeUndefined(),
      );
    };

    it('stays as it was drawn, over refreshes, commits and restarts; another release or namespace draws otherwise', async () => {
      const url = await stage().repository('app', chart);
      const elsewhere = `${stage().namespace}-b`;
      const { cluster } = stage();
      await cluster.apply(namespaceNamed(elsewhere));
      onTestFinished(() => cluster.remove('Namespace', '', elsewhere));
      await stage().cluster.apply(app('one', url), app('two', url), app('one-b', url, elsewhere));
      const platform = await stage().platform();
      await expectSynced(stage(), 'one');
      await expectSynced(stage(), 'two');
      await expectSynced(stage(), 'one-b');
      const first = await drawn('one');
      expect(Object.keys(first.data)).toHaveLength(3);
      const others = [await drawn('two'), await drawn('one', elsewhere)];
      for (const field of ['password', 'certificate', 'key'])
        expect(new Set([first, ...others].map(({ data }) => data[field])).size).toBe(3);
      for (let times = 0; times < 3; times += 1) {
        await refresh('one');
        await expectSynced(stage(), 'one');
      }
      await platform.close();
      const second = await stage().platform();
      await refresh('one');
      await expectSynced(stage(), 'one');
      expect(await drawn('one')).toEqual(first);

      const revision = await stage().git.commitFiles('app', 'main', { 'other.txt': 'more' }, 'Add another file');
      await second.manager.announce(url);
      await expectSynced(stage(), 'one', { revision });
      for (const field of ['password', 'key']) expect((await drawn('one')).data[field]).toBe(first.data[field]);
    }, 60_000);

    it('draws from a key that nothing shows', async () => {
      const { cluster, proxy } = stage();
      await cluster.apply(app('one', await stage().repository('app', chart)));
      const platform = await stage().platform();
      await expectSynced(stage(), 'one');
      const key = textAt(await cluster.get('Secret', 'argocd', keySecret), 'data', 'key');
      const bytes = Buffer.from(key, 'base64');
      expect(bytes).toHaveLength(32);
      const shown = JSON.stringify([
        stage().log,
        await platform.metrics.text(),
        await cluster.list('Event'),
        await cluster.list(applicationKind),
        await cluster.get('Secret', stage().namespace, 'one'),
      ]);
      expect(shown).toContain('"kind":"Event"');
      for (const form of [key, bytes.toString('hex'), bytes.toString('base64url')]) expect(shown).not.toContain(form);
      const writes = proxy.requests.filter((request) => isWrite(request) && request.path.includes('/secrets'));
      expect(writes.filter(({ path }) => path.includes('/argocd/'))).toHaveLength(1);
    });

    it('makes no key where it only observes', async () => {
      const { cluster } = stage();
      await cluster.apply(
        app('one', await stage().repository('app', chart)),
        deployment('argocd-application-controller', 'argocd', 1),
      );
      await eventually(async () => {
        const live = await cluster.get('apps/Deployment', 'argocd', 'argocd-application-controller');
        expect(jsonAt(live, 'status', 'readyReplicas')).toBe(1);
      }, 30_000);
      const platform = await stage().platform();
      expect(platform.manager.observing.has('argocd')).toBe(true);
      await eventually(() => expect(stage().log.join('\n')).toContain('there is no key'));
      expect(await cluster.find('Secret', 'argocd', keySecret)).toBeUndefined();
    }, 60_000);
  });
}
