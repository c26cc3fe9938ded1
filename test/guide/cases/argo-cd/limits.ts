import { equal, match, ok } from 'node:assert/strict';
import type { GuideCase } from '../case.ts';
import type { Kubectl } from '../../clients/kubectl.ts';
import { configMap, deployment } from '../myapp.ts';
import { imageOf, isDelivered } from '../reading.ts';
import { jsonAt, type KubeObject, textAt } from '../../../../src/base/index.ts';
import { patchProduction, production, releasedApp } from './production.ts';

const folder = 'overlays/production';

/** limits-argocd: the namespace is not created and the error says so; what Git no longer has goes last. */
export const limits: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, manifest, fragment, clock } = site;
    const { myapp, first } = await releasedApp(site, {
      [`${folder}/app.yaml`]: deployment({ image: 'myapp:v1' }),
      [`${folder}/old.yaml`]: configMap({ name: 'old' }),
    });
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await patchProduction(site, fragment('argo-cd/fragments.yaml', 'resource-limits'));
    const refused = await kubectl.until(
      production,
      (object) => textAt(object, 'status', 'operationState', 'message') !== '',
      'refused',
    );
    match(textAt(refused, 'status', 'operationState', 'message'), /namespaces "production" not found/);
    equal(await kubectl.get({ kind: 'namespace', name: 'production' }), undefined);

    // With the namespace there the next attempt delivers.
    await kubectl.run(['create', 'namespace', 'production']);
    clock.moveOn(60_000);
    await kubectl.until(production, isDelivered(first), 'delivered');

    const rolledOut = rolledOutAndGone(kubectl, 'myapp:v2', 'old');
    await myapp.push(
      { [`${folder}/app.yaml`]: deployment({ image: 'myapp:v2', minReadySeconds: 1 }), [`${folder}/old.yaml`]: null },
      'Second version, without the old settings',
    );
    const { availableAt, goneAt } = await rolledOut;
    ok(availableAt < goneAt, `pruned at ${goneAt}, before the Deployment was available at ${availableAt}`);
  },
};

/** The resource versions at which a Deployment became available with an image, and a ConfigMap disappeared: an order that the API server made. */
async function rolledOutAndGone(
  kubectl: Kubectl,
  image: string,
  name: string,
): Promise<{ readonly availableAt: number; readonly goneAt: number }> {
  const first = async (kind: string, wanted: (type: string, object: KubeObject) => boolean): Promise<number> => {
    for await (const { type, object } of kubectl.watch({ kind, namespace: 'production', name: '*' }, 20_000)) {
      if (wanted(type, object)) return Number(object.metadata.resourceVersion);
    }
    throw new Error(`${kind} did not get there in 20 s`);
  };
  const [availableAt, goneAt] = await Promise.all([
    first('deployments.apps', (_type, object) => imageOf(object) === image && isAvailable(object)),
    first('configmaps', (type, object) => type === 'DELETED' && object.metadata.name === name),
  ]);
  return { availableAt, goneAt };
}

function isAvailable(deployment: KubeObject): boolean {
  const status = (field: string): unknown => jsonAt(deployment, 'status', field);
  return (
    status('observedGeneration') === deployment.metadata.generation &&
    status('updatedReplicas') === 1 &&
    status('availableReplicas') === 1 &&
    status('replicas') === 1
  );
}
