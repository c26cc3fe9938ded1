import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, KubeObject } from '../../../src/base/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { RunningControllers } from './controllers.ts';
import { installCrds, type Oracle, type OraclePlaces } from './oracle.ts';
import { freePort, startProcess } from './process.ts';

/** What the recordings below `recorded/argo-cd-3.1.16` were made with. */
export const argoCdVersion = 'argo-cd-3.1.16';

/**
 * Installs Argo CD's CRDs and the settings of a plain installation, and starts the real application controller and repository
 * server with a Redis. The poll for new commits is far away, so that a commit is seen only when a scenario asks for a refresh.
 */
export async function startArgoCd(
  places: OraclePlaces,
  oracle: Pick<Oracle, 'cluster' | 'kubeconfig'>,
): Promise<RunningControllers> {
  await installCrds(oracle.cluster, places.crds, ['argo-cd']);
  await installArgoCd(oracle.cluster);
  const folder = mkdtempSync(join(tmpdir(), 'argo-cd-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['ssh', 'tls', 'gpg', 'plugins']) mkdirSync(join(folder, name));
  const env = {
    KUBECONFIG: oracle.kubeconfig,
    PATH: `${places.bin}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TMPDIR: folder,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_SSH_DATA_PATH: join(folder, 'ssh'),
    ARGOCD_TLS_DATA_PATH: join(folder, 'tls'),
    ARGOCD_GNUPGHOME: join(folder, 'gpg'),
    ARGOCD_PLUGINSOCKFILEPATH: join(folder, 'plugins'),
    ARGOCD_RECONCILIATION_TIMEOUT: '1h',
    ARGOCD_RECONCILIATION_JITTER: '0',
  };
  const redis = await freePort();
  const repository = await freePort();
  const repositoryMetrics = await freePort();
  const metrics = await freePort();
  const argocd = join(places.bin, 'argocd');
  const redisArgs = ['--port', String(redis), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  stack.use(await startProcess({ name: 'redis', command: 'redis-server', args: redisArgs, env, folder, port: redis }));
  stack.use(
    await startProcess({
      name: 'argocd-repo-server',
      command: argocd,
      args: [
        '--address=127.0.0.1',
        `--port=${repository}`,
        '--metrics-address=127.0.0.1',
        `--metrics-port=${repositoryMetrics}`,
        `--redis=127.0.0.1:${redis}`,
        '--disable-tls',
      ],
      env: { ...env, ARGOCD_BINARY_NAME: 'argocd-repo-server' },
      folder,
      port: repository,
    }),
  );
  stack.use(
    await startProcess({
      name: 'argocd-application-controller',
      command: argocd,
      args: [
        '--namespace=argocd',
        `--redis=127.0.0.1:${redis}`,
        `--repo-server=127.0.0.1:${repository}`,
        '--repo-server-plaintext',
        `--metrics-port=${metrics}`,
      ],
      env: { ...env, ARGOCD_BINARY_NAME: 'argocd-application-controller' },
      folder,
      port: metrics,
    }),
  );
  const running = stack.move();
  return {
    replacements: [
      { actual: `127.0.0.1:${repository}`, canonical: 'argocd-repo-server' },
      { actual: folder, canonical: '$TMPDIR' },
    ],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Makes the namespace, settings and default project that a plain installation of Argo CD has. */
export async function installArgoCd(cluster: Cluster): Promise<void> {
  for (const object of installation()) await cluster.apply(object, 'user');
}

function installation(): KubeObject[] {
  const partOf = { 'app.kubernetes.io/part-of': 'argocd' };
  const inArgocd = (apiVersion: string, kind: string, name: string, rest: JsonObject = {}): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'argocd', labels: partOf },
    ...rest,
  });
  const settings = [
    'argocd-cm',
    'argocd-rbac-cm',
    'argocd-ssh-known-hosts-cm',
    'argocd-tls-certs-cm',
    'argocd-gpg-keys-cm',
  ];
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
    ...settings.map((name) => inArgocd('v1', 'ConfigMap', name)),
    inArgocd('v1', 'ConfigMap', 'argocd-cmd-params-cm'),
    inArgocd('v1', 'Secret', 'argocd-secret', { stringData: { 'server.secretkey': 'a-key-for-scenarios-only' } }),
    inArgocd('argoproj.io/v1alpha1', 'AppProject', 'default', {
      spec: {
        sourceRepos: ['*'],
        destinations: [{ server: '*', namespace: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    }),
  ];
}
