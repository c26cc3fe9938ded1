import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxCluster } from '../support/test-cluster.ts';
import { describeReleases } from './suite.ts';

describeReleases(
  'releases in the sandbox',
  async () => {
    const cluster = await sandboxCluster();
    const folder = mkdtempSync(join(tmpdir(), 'releases-'));
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, cluster.kubeconfig);
    return {
      cluster,
      kubeconfig,
      [Symbol.asyncDispose]: async () => {
        await cluster[Symbol.asyncDispose]();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  false,
);
