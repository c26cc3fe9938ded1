import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAt, type KubeObject } from '../../src/base/index.ts';
import { useStage } from '../contract/manager/contract.ts';
import { expectConverged } from '../support/convergence.ts';
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
import { sandboxCluster } from '../support/test-cluster.ts';

/** Mounts a file system of its own size; undefined where that is not allowed. */
function mount(kilobytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'slipway', folder], { stdio: 'pipe' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

function unmount(folder: string): void {
  execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
}

const probe = mount(64);
if (probe !== undefined) unmount(probe);
const required = process.env['ORACLE_REQUIRED'] === '1';

describe('a disk for caches that is full', () => {
  const stage = useStage({ start: sandboxCluster });
  let disk: string;
  beforeEach(() => {
    disk = mount(4 * 1024) ?? '';
  });
  afterEach(() => {
    if (disk !== '') unmount(disk);
  });

  if (probe === undefined && !required) {
    it.skip('needs to mount a file system, which is not allowed here', () => undefined);
    return;
  }

  it('is said in both dialects, takes nothing away, and is over when there is room', async () => {
    expect(disk, 'a file system could be mounted').not.toBe('');
    const { namespace } = stage();
    const shop = (version: string): KubeObject[] => [configMap('shop', namespace, { version })];
    const infra = (version: string): KubeObject[] => [configMap('infra', namespace, { version })];
    const files = (version: string) => ({ ...filesOf('shop', shop(version)), ...filesOf('infra', infra(version)) });
    const repoURL = await stage().repository('all', files('1'));
    await stage().cluster.apply(
      application({ name: 'shop', repoURL, path: 'shop', namespace, syncPolicy: automated }),
      gitRepository('infra', repoURL, { interval: '1s' }),
      kustomization('infra', { path: 'infra' }),
    );
    const platform = await stage().platform({ cacheDir: disk });
    await expectSynced(stage(), 'shop');
    await expectApplied(stage(), 'infra');

    // Nothing that can be packed: the commit does not fit.
    const large = randomBytes(6 * 1024 * 1024).toString('base64');
    const revision = await stage().git.commitFiles('all', 'main', { ...files('2'), 'large.txt': large }, 'Grow');
    const look = async (): Promise<void> => {
      platform.manager.announce(repoURL).catch(() => undefined);
      await stage().cluster.edit(applicationKind, 'argocd', 'shop', {
        metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      });
    };
    await look();
    await eventually(async () => {
      const source = await stage().cluster.get('source.toolkit.fluxcd.io/GitRepository', 'flux-system', 'infra');
      const ready = conditionOf(source, 'Ready');
      expect(ready?.['status']).toBe('False');
      expect(ready?.['message']).toMatch(/the disk (?:is )?full/);
    });
    await eventually(async () => {
      const conditions = jsonAt(await applicationOf(stage(), 'shop'), 'status', 'conditions');
      expect(conditions).toMatchObject([{ type: 'ComparisonError' }]);
      expect(jsonAt(conditions, 0, 'message')).toMatch(/the disk (?:is )?full/);
    });
    await expectData(stage().cluster, namespace, 'shop', { version: '1' });
    await expectData(stage().cluster, namespace, 'infra', { version: '1' });
    // What was fetched before still serves.
    await stage().cluster.edit('ConfigMap', namespace, 'infra', { data: { version: 'by hand' } });
    await expectData(stage().cluster, namespace, 'infra', { version: '1' });

    execFileSync('mount', ['-o', `remount,size=${64 * 1024}k`, disk]);
    await look();
    await eventually(async () => {
      await look();
      await expectData(stage().cluster, namespace, 'shop', { version: '2' }, 2_000);
    }, 30_000);
    await expectConverged(stage(), {
      objects: [...shop('2'), ...infra('2')],
      applications: ['shop'],
      kustomizations: ['infra'],
      revision,
    });
  }, 90_000);
});
