import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningControllers } from './controllers.ts';
import { installCrds, type Oracle, type OraclePlaces } from './oracle.ts';
import { freePort, startProcess } from './process.ts';

/** What the recordings below `recorded/flux-2.9.5` were made with. */
export const fluxVersion = 'flux-2.9.5';

/**
 * Installs Flux's CRDs and starts the real source-controller and kustomize-controller, and `also` others. Their intervals are the objects' own, without jitter, so
 * that nothing happens that a scenario did not ask for.
 */
export async function startFlux(
  places: OraclePlaces,
  oracle: Pick<Oracle, 'cluster' | 'kubeconfig'>,
  also: readonly 'helm-controller'[] = [],
): Promise<RunningControllers> {
  await installCrds(oracle.cluster, places.crds, ['source-controller', 'kustomize-controller', ...also]);
  const folder = mkdtempSync(join(tmpdir(), 'flux-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const artifacts = `127.0.0.1:${await freePort()}`;
  const start = async (name: string, args: readonly string[], concurrent: number): Promise<void> => {
    const health = await freePort();
    const metrics = await freePort();
    const common = [
      '--events-addr=',
      '--watch-all-namespaces=true',
      '--enable-leader-election=false',
      '--interval-jitter-percentage=0',
      `--concurrent=${concurrent}`,
      '--metrics-addr',
      `127.0.0.1:${metrics}`,
      '--health-addr',
      `127.0.0.1:${health}`,
    ];
    const env = { KUBECONFIG: oracle.kubeconfig, HOME: folder, TMPDIR: folder, RUNTIME_NAMESPACE: 'flux-system' };
    stack.use(
      await startProcess({
        name,
        command: join(places.bin, name),
        args: [...common, ...args],
        env,
        folder,
        port: health,
      }),
    );
  };
  const storage = ['--storage-path', folder, '--storage-addr', artifacts, '--storage-adv-addr', artifacts];
  await start('source-controller', storage, 6);
  await start('kustomize-controller', [], 6);
  for (const name of also) await start(name, [], 30);
  const running = stack.move();
  return {
    replacements: [
      { actual: artifacts, canonical: 'source-controller' },
      { actual: folder, canonical: '$TMPDIR' },
    ],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
