import { describe, expect, it } from 'vitest';
import { jsonAt } from '../../src/base/index.ts';
import { useStage } from '../contract/manager/contract.ts';
import { expectObjects } from '../support/convergence.ts';
import {
  application,
  automated,
  configMap,
  filesOf,
  gitRepository,
  kustomization,
} from '../support/delivery-manifests.ts';
import { eventually } from '../support/delivery-stage.ts';
import {
  applicationKind,
  applicationOf,
  conditionOf,
  expectApplied,
  expectData,
  expectSynced,
} from '../support/delivery-status.ts';
import { MovedClock } from '../support/moved-clock.ts';
import { sandboxCluster } from '../support/test-cluster.ts';

describe('a repository that an Application and a Kustomization read', () => {
  const stage = useStage({ start: sandboxCluster });
  const objects = (n: string, ...names: readonly string[]) =>
    names.map((name) => configMap(name, stage().namespace, { n }));
  const files = (n: string, ...more: readonly string[]) => ({
    ...filesOf('shop', objects(n, 'shop', ...more)),
    ...filesOf('infra', objects(n, 'infra', ...more.map((name) => `infra-${name}`))),
  });

  async function deliver(interval: string): Promise<string> {
    const { namespace } = stage();
    const repoURL = await stage().repository('all', files('1', 'old'));
    await stage().cluster.apply(
      application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy: automated }),
      gitRepository('infra', repoURL, { interval, timeout: '5s' }),
      kustomization('infra', { path: 'infra' }),
    );
    return repoURL;
  }

  const expectDelivered = async (revision?: string): Promise<void> => {
    const at = revision === undefined ? {} : { revision };
    await expectSynced(stage(), 'shop', at);
    await expectApplied(stage(), 'infra', at);
  };

  it('whose branch is replaced by another history by force: both follow it, and prune what it does not hold', async () => {
    const repoURL = await deliver('1h');
    const platform = await stage().platform();
    await expectDelivered();
    await expectObjects(stage(), objects('1', 'shop', 'old', 'infra', 'infra-old'));
    const revision = await stage().git.commitFiles('all', 'other', files('2', 'new'), 'Begin anew');
    await stage().git.updateRef('all', 'refs/heads/main', revision);
    await platform.manager.announce(repoURL);
    await expectDelivered(revision);
    await eventually(() => expectObjects(stage(), objects('2', 'shop', 'new', 'infra', 'infra-new')));
  });

  it('that vanishes: both say so and take nothing away, and go on when it comes back', async () => {
    await deliver('1s');
    await stage().platform();
    await expectDelivered();
    const all = objects('1', 'shop', 'old', 'infra', 'infra-old');
    await stage().git.removeRepository('all');
    const refresh = () =>
      stage().cluster.edit(applicationKind, 'argocd', 'shop', {
        metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      });
    await eventually(async () => {
      await refresh();
      const conditions = JSON.stringify(jsonAt(await applicationOf(stage(), 'shop'), 'status', 'conditions'));
      expect(conditions).toMatch(/failed to list refs: .*all\.git.*no repository is there.*ComparisonError/);
      const source = await stage().cluster.get('source.toolkit.fluxcd.io/GitRepository', 'flux-system', 'infra');
      expect(conditionOf(source, 'Ready')).toMatchObject({ status: 'False', reason: 'GitOperationFailed' });
      expect(conditionOf(source, 'Ready')?.['message']).toMatch(/all\.git/);
    });
    // What is there is kept, and a Kustomization repairs it from what was fetched; an Application is not compared (as upstream has it).
    await expectObjects(stage(), all);
    await stage().cluster.remove('ConfigMap', stage().namespace, 'infra');
    await eventually(() => expectObjects(stage(), all));
    // Whoever restores it may have another history.
    await stage().repository('all', {});
    const revision = await stage().git.commitFiles('all', 'main', files('3', 'new'), 'Restore it');
    await eventually(async () => {
      await refresh();
      await expectSynced(stage(), 'shop', { revision, timeout: 1_000 });
    });
    await expectDelivered(revision);
    await eventually(() => expectObjects(stage(), objects('3', 'shop', 'new', 'infra', 'infra-new')));
  });

  it.each([
    // timeout.reconciliation, its jitter, and a step.
    ['Application', 'shop', 120 + 60 + 5],
    // The interval, and a step.
    ['Kustomization', 'infra', 60 + 5],
  ])('is polled: a push that nobody announces is found for the %s', async (_kind, name, withinSeconds) => {
    await deliver('1m');
    const clock = new MovedClock();
    await stage().platform({ clock, only: new Set([name === 'shop' ? 'argocd' : 'flux'] as const) });
    await (name === 'shop' ? expectSynced(stage(), name) : expectApplied(stage(), name));
    await stage().git.commitFiles('all', 'main', files('2', 'old'), 'Change it');
    let moved = 0;
    await eventually(async () => {
      if (moved < withinSeconds) {
        moved += 5;
        clock.advance(5_000);
      }
      await expectData(stage().cluster, stage().namespace, name, { n: '2' }, 0);
    }, 30_000);
    // It was the poll: not a look that came anyway.
    expect(moved).toBeGreaterThan(30);
  });
});
