import { equal, match } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { configMap, deployment } from '../myapp.ts';
import { application, deploymentIn, imageOf, isDelivered } from '../reading.ts';

const folder = 'k8s/overlays/production';

/** A base and an overlay for production, as a team keeps them. */
function files(tag: string, resources: readonly string[]): Record<string, string> {
  return {
    'k8s/base/kustomization.yaml': `resources: [${['deployment.yaml', ...resources].join(', ')}]\n`,
    'k8s/base/deployment.yaml': deployment({ image: 'myapp:base' }),
    'k8s/base/settings.yaml': configMap(),
    [`${folder}/kustomization.yaml`]: `resources: [../../base]
namespace: production
images:
  - name: myapp
    newTag: ${tag}
replicas:
  - name: myapp
    count: 2
`,
  };
}

/** app-declarative: an overlay is built and delivered into a new namespace; what is changed by hand is put back, what leaves Git is pruned. */
export const declarative: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, manifest, repository }) => {
    const myapp = await repository('myorg/myapp');
    const first = await myapp.push(files('v1', ['settings.yaml']), 'Version 1');
    await kubectl.apply(manifest('argo-cd/application.yaml'));
    const delivered = await kubectl.until(application('myapp'), isDelivered(first), 'delivered');
    equal(textAt(delivered, 'status', 'sourceType'), 'Kustomize');
    await kubectl.need({ kind: 'namespace', namespace: '', name: 'production' });
    const settings = { kind: 'configmap', namespace: 'production', name: 'myapp' };
    await kubectl.need(settings);
    const live = await kubectl.need(deploymentIn('production'));
    equal(imageOf(live), 'myapp:v1');
    equal(jsonAt(live, 'spec', 'replicas'), 2);

    // The version that is asked for is an old one: the nearest serves, and the Application says so.
    equal(textAt(delivered, 'status', 'conditions', 0, 'type'), 'KustomizeVersionWarning');
    match(textAt(delivered, 'status', 'conditions', 0, 'message'), /^kustomize v5\.0\.0 is asked for/);

    await kubectl.run(['scale', 'deployment/myapp', '--namespace', 'production', '--replicas', '5']);
    await kubectl.until(
      deploymentIn('production'),
      (object) => jsonAt(object, 'spec', 'replicas') === 2,
      'put back to two replicas',
    );

    const second = await myapp.push(files('v2', []), 'Version 2, without settings');
    await kubectl.until(application('myapp'), isDelivered(second), 'delivered');
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v2');
    equal(await kubectl.get(settings), undefined);
  },
};
