import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Kubectl, kubectlPath } from '../../../../test/support/kubectl-runner.ts';
import { runVerb } from '../../testing/run-verb.ts';
import { runSandbox } from './serve.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs `slipway sandbox` until `stop` is called; gives the file that it names. */
async function serve(folder: string, flags: Record<string, string>) {
  const stop = new AbortController();
  let printed = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = runSandbox(
    { args: [], flags: { 'kube-port': '0', ...flags } },
    {
      out: (text) => {
        printed += text;
        resolve();
      },
      err: () => undefined,
      env: {},
      cwd: folder,
      home: folder,
      interactive: false,
      signal: stop.signal,
    },
  );
  await Promise.race([promise, ended]);
  const file = /^KUBECONFIG=(.+)\n$/.exec(printed)?.[1] ?? '';
  const end = async (): Promise<number> => {
    stop.abort();
    return ended;
  };
  return { file, end };
}

describe('slipway sandbox', () => {
  it.skipIf(kubectlPath === undefined)(
    'serves several clusters, each with a context and objects of its own, and keeps them',
    { timeout: 60_000 },
    async () => {
      const folder = makeFolder();
      const first = await serve(folder, { clusters: '3', kubeconfig: 'own.kubeconfig', emulate: '1.36' });
      expect(first.file).toBe(join(folder, 'own.kubeconfig'));
      expect(statSync(first.file).mode & 0o777).toBe(0o600);
      const kubectl = new Kubectl(readFileSync(first.file, 'utf8'));
      onTestFinished(() => kubectl.close());
      expect(await kubectl.ok('config get-contexts -o name')).toBe(
        'slipway-sandbox\nslipway-sandbox-2\nslipway-sandbox-3\n',
      );
      expect(await kubectl.ok('version -o json')).toContain('"gitVersion": "v1.36.3"');
      await kubectl.ok('create namespace shop --context slipway-sandbox-2');
      await kubectl.ok('create deployment web --image nginx --context slipway-sandbox-2 -n shop');
      await kubectl.ok('rollout status deployment/web --context slipway-sandbox-2 -n shop --timeout=30s');
      for (const context of ['slipway-sandbox', 'slipway-sandbox-3']) {
        expect(await kubectl.fails(`get namespace shop --context ${context}`)).toContain('NotFound');
      }
      expect(await first.end()).toBe(0);

      const again = await serve(folder, { clusters: '2', kubeconfig: 'own.kubeconfig' });
      const later = new Kubectl(readFileSync(again.file, 'utf8'));
      onTestFinished(() => later.close());
      expect(await later.ok('get deployment web -o name --context slipway-sandbox-2 -n shop')).toBe(
        'deployment.apps/web\n',
      );
      expect(await again.end()).toBe(0);
    },
  );

  it.each([
    [['--emulate', '1.30'], '--emulate takes 1.36, the only Kubernetes that is emulated, not 1.30'],
    [['--clusters', '0'], '--clusters takes a whole number from 1 to 32, not 0'],
    [['--kubeconfig', ''], '--kubeconfig is empty: name a file, or leave it away'],
  ])('refuses %j', async (flags, complaint) => {
    await expect(runVerb(['sandbox', ...flags], { folder: makeFolder() })).rejects.toThrow(complaint);
  });

  it('leaves the kubeconfig of real clusters alone', async () => {
    const folder = makeFolder();
    const file = join(folder, 'config');
    writeFileSync(file, 'current-context: production\n');
    const ran = runVerb(['sandbox', '--kube-port', '0', '--kubeconfig', 'config'], { folder });
    await expect(ran).rejects.toThrow(`${file} is not a sandbox's kubeconfig and is left alone`);
    expect(readFileSync(file, 'utf8')).toBe('current-context: production\n');
  });
});
