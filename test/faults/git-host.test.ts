import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { jsonAt, type KubeObject } from '../../src/base/index.ts';
import { useStage } from '../contract/manager/contract.ts';
import { expectConverged, expectObjects } from '../support/convergence.ts';
import {
  application,
  automated,
  configMap,
  filesOf,
  gitRepository,
  kustomization,
} from '../support/delivery-manifests.ts';
import { eventually, type TestPlatform } from '../support/delivery-stage.ts';
import {
  applicationKind,
  applicationOf,
  conditionOf,
  expectApplied,
  expectSynced,
} from '../support/delivery-status.ts';
import { failure, FaultProxy, type FaultRule } from '../support/fault-proxy.ts';
import { sandboxCluster } from '../support/test-cluster.ts';

describe('a Git host that', () => {
  const stage = useStage({ start: sandboxCluster }, 'all tests');
  let host: FaultProxy;
  let platform: TestPlatform;
  let repoURL: string;
  let version = 1;
  const shop = (): KubeObject[] =>
    ['shop-0', 'shop-1'].map((name) => configMap(name, stage().namespace, { version: String(version) }));
  const infra = (): KubeObject[] => [configMap('infra-0', stage().namespace, { version: String(version) })];
  const files = () => ({ ...filesOf('shop', shop()), ...filesOf('infra', infra()) });

  beforeAll(async () => {
    host = await FaultProxy.start({ url: stage().git.url, token: '' });
    await stage().repository('all', files());
    repoURL = `${host.url}/all.git`;
    const { namespace } = stage();
    await stage().cluster.apply(
      application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy: automated }),
      gitRepository('infra', repoURL, { interval: '1s', timeout: '2s' }),
      kustomization('infra', { path: 'infra' }),
    );
    platform = await stage().platform({ patience: { git: { listTimeoutMs: 2_000 } } });
    await expectSynced(stage(), 'shop');
    await expectApplied(stage(), 'infra');
    return () => host[Symbol.asyncDispose]();
  });

  /** Asks for a look at Git, as a push and a user do. */
  async function look(): Promise<void> {
    platform.manager.announce(repoURL).catch(() => undefined);
    await stage().cluster.edit(applicationKind, 'argocd', 'shop', {
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    });
  }

  const html = '<html><body>Sign in to continue</body></html>';
  const rules: readonly (readonly [string, FaultRule])[] = [
    ['cuts connections', () => ({ kind: 'cut' })],
    ['never answers', () => ({ kind: 'hang' })],
    ['fails', () => failure(500, 'InternalError', 'out of memory')],
    [
      'answers with a page for people',
      () => ({ kind: 'answer', status: 200, body: html, headers: { 'content-type': 'text/html' } }),
    ],
    [
      'answers with garbage',
      ({ path }) => ({
        kind: 'answer',
        status: 200,
        body: '\u0000ffff garbage',
        headers: { 'content-type': contentType(path) },
      }),
    ],
    ['cuts answers in the middle', () => ({ kind: 'truncate', bytes: 60 })],
  ];

  it.each(rules)('%s: both dialects say so, nothing is taken away, and all goes on afterwards', async (_name, rule) => {
    const [oldShop, oldInfra] = [shop(), infra()];
    const end = host.fault(rule);
    onTestFinished(end);
    host.cut();
    version += 1;
    const revision = await stage().git.commitFiles('all', 'main', files(), 'Change all');
    await look();
    await eventually(async () => {
      const source = await stage().cluster.get('source.toolkit.fluxcd.io/GitRepository', 'flux-system', 'infra');
      expect(conditionOf(source, 'Ready')).toMatchObject({ status: 'False', reason: 'GitOperationFailed' });
      // What was fetched before stays.
      expect(jsonAt(source, 'status', 'artifact', 'revision')).toBeDefined();
    });
    await eventually(async () => {
      await look();
      const conditions = jsonAt(await applicationOf(stage(), 'shop'), 'status', 'conditions');
      expect(conditions).toMatchObject([{ type: 'ComparisonError' }]);
    });
    await expectObjects(stage(), [...oldShop, ...oldInfra]);
    // Drift is repaired from what is here.
    await stage().cluster.remove('ConfigMap', stage().namespace, 'infra-0');
    await eventually(() => expectObjects(stage(), [...oldShop, ...oldInfra]));
    end();
    await eventually(async () => {
      await look();
      await expectSynced(stage(), 'shop', { revision, timeout: 2_000 });
    });
    await expectApplied(stage(), 'infra', { revision });
    await expectObjects(stage(), [...shop(), ...infra()]);
  });

  it('is away when it is needed first: the deliveries begin when it is back', async () => {
    await host.halt();
    const url = `${host.url}/late.git`;
    await stage().repository('late', filesOf('app', [configMap('late', stage().namespace, { n: '1' })]));
    const { namespace } = stage();
    await stage().cluster.apply(
      application({ name: 'late', repoURL: url, path: 'app', namespace, syncPolicy: automated }),
    );
    await eventually(async () => {
      const conditions = jsonAt(await applicationOf(stage(), 'late'), 'status', 'conditions');
      expect(conditions).toMatchObject([{ type: 'ComparisonError' }]);
    });
    await host.listen();
    await stage().cluster.edit(applicationKind, 'argocd', 'late', {
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    });
    await expectSynced(stage(), 'late');
  });

  it('is slow is waited for', async () => {
    const end = host.fault(() => ({ kind: 'delay', ms: 700 }));
    version += 1;
    const revision = await stage().git.commitFiles('all', 'main', files(), 'Change all');
    await look();
    await expectSynced(stage(), 'shop', { revision });
    await expectApplied(stage(), 'infra', { revision });
    end();
    const late = configMap('late', stage().namespace, { n: '1' });
    await expectConverged(stage(), {
      objects: [...shop(), ...infra(), late],
      applications: ['shop', 'late'],
      kustomizations: ['infra'],
    });
  });
});

function contentType(path: string): string {
  return path.endsWith('/info/refs')
    ? 'application/x-git-upload-pack-advertisement'
    : 'application/x-git-upload-pack-result';
}
