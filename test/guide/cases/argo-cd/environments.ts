import { deepEqual, equal, match } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deployment } from '../myapp.ts';
import { application, deploymentIn, imageOf, isDelivered, standing } from '../reading.ts';

/** environments: three Applications without project and server, production from the branch `release` and not healed. */
export const environments: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, manifest, repository }) => {
    const myapp = await repository('myorg/myapp');
    const environmentsOf = (image: string): Record<string, string> =>
      Object.fromEntries(
        ['development', 'staging', 'production'].map((name) => [
          `overlays/${name}/app.yaml`,
          deployment({ image: `${image}-${name}` }),
        ]),
      );
    const main = await myapp.push(environmentsOf('myapp:v2'), 'Version 2');
    await myapp.git('switch', '--quiet', '--create', 'release');
    const release = await myapp.push(environmentsOf('myapp:v1'), 'Version 1 for production');
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));

    // Nobody asked for a sync of the first two; they say what is missing.
    for (const name of ['myapp-dev', 'myapp-staging']) {
      const found = await kubectl.until(
        application(name),
        (object) => standing(object) === 'OutOfSync, Missing',
        'OutOfSync and Missing',
      );
      equal(textAt(found, 'status', 'sync', 'revision'), main);
      equal(jsonAt(found, 'status', 'conditions'), undefined);
    }
    const production = await kubectl.until(application('myapp-prod'), isDelivered(release), 'delivered');
    deepEqual(jsonAt(production, 'spec', 'project'), undefined);
    deepEqual(jsonAt(production, 'spec', 'destination'), { namespace: 'production' });
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v1-production');

    // The project is the default one: what it forbids is forbidden here.
    const forbid = '{"spec":{"destinations":[{"server":"*","namespace":"production"}]}}';
    await kubectl.run([
      'patch',
      'appproject',
      'default',
      '--namespace',
      'argocd',
      '--type',
      'merge',
      '--patch',
      forbid,
    ]);
    const refused = await kubectl.until(
      application('myapp-dev'),
      (object) => textAt(object, 'status', 'conditions', 0, 'type') === 'InvalidSpecError',
      'refused by its project',
    );
    match(textAt(refused, 'status', 'conditions', 0, 'message'), /namespace 'development'.* project 'default'/);

    // A change by hand is seen and left.
    await kubectl.run(['scale', 'deployment/myapp', '--namespace', 'production', '--replicas', '4']);
    await kubectl.until(
      application('myapp-prod'),
      (object) => textAt(object, 'status', 'sync', 'status') === 'OutOfSync',
      'OutOfSync',
    );
    // A commit to the branch is delivered, with what was changed by hand; one to main is not for production.
    equal(jsonAt(await kubectl.need(deploymentIn('production')), 'spec', 'replicas'), 4);
    const next = await myapp.push(environmentsOf('myapp:v3'), 'Version 3 for production');
    await kubectl.until(application('myapp-prod'), isDelivered(next), 'delivered');
    const last = await kubectl.need(deploymentIn('production'));
    deepEqual([imageOf(last), jsonAt(last, 'spec', 'replicas')], ['myapp:v3-production', 1]);
  },
};
