import { deepEqual, equal, ok } from 'node:assert/strict';
import { jsonAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, isReady, kustomization } from '../reading.ts';
import { deliveredApp, production, revisionOf, settingsFile, source } from './production.ts';

/** suspend-resume: nothing is reverted while suspended, everything after. */
export const suspendResume: GuideCase = {
  clients: ['git', 'kubectl', 'flux'],
  run: async (site) => {
    const { kubectl, flux, clock } = site;
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    const settings = { kind: 'configmap', namespace: 'production', name: 'myapp' };
    // Another owner of the same repository shows that the controllers were at work meanwhile.
    await kubectl.apply(witness);
    const suspended = await flux.run(['suspend', 'kustomization', 'myapp']);
    deepEqual(suspended.stderr.trim().split('\n'), [
      '► suspending kustomization myapp in flux-system namespace',
      '✔ kustomization suspended',
    ]);
    await kubectl.run(['scale', 'deployment/myapp', '--namespace', 'production', '--replicas', '3']);
    await kubectl.run(['delete', 'configmap', 'myapp', '--namespace', 'production']);
    const second = await myapp.push({ ...settingsFile('debug'), 'witness/a.yaml': witnessed }, 'While suspended');
    clock.moveOn(10 * 60_000);
    await kubectl.until(kustomization('witness'), isReady(revisionOf(second)), 'ready');
    equal(jsonAt(await kubectl.need(deploymentIn('production')), 'spec', 'replicas'), 3);
    equal(await kubectl.get(settings), undefined);

    const resumed = await flux.run(['resume', 'kustomization', 'myapp']);
    deepEqual(resumed.stderr.trim().split('\n'), [
      '► resuming kustomization myapp in flux-system namespace',
      '✔ kustomization resumed',
      '◎ waiting for Kustomization reconciliation',
      '✔ Kustomization myapp reconciliation completed',
      `✔ applied revision ${revisionOf(second)}`,
    ]);
    equal(jsonAt(await kubectl.need(deploymentIn('production')), 'spec', 'replicas'), 1);
    equal(jsonAt(await kubectl.need(settings), 'data', 'level'), 'debug');
    ok(isReady(revisionOf(second))(await kubectl.need(production)));
    ok(isReady()(await kubectl.need(source)));
  },
};

const witness = `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: witness, namespace: flux-system}
spec:
  interval: 5m
  path: ./witness
  prune: true
  sourceRef: {kind: GitRepository, name: myapp}
`;

const witnessed = `
apiVersion: v1
kind: ConfigMap
metadata: {name: witness, namespace: production}
`;
