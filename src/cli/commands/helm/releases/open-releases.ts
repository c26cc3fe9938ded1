import { systemClock } from '../../../../base/index.ts';
import type { KubeConnection } from '../../../../kube/index.ts';
import { kubeStorage, type Release, type ReleaseStorage } from '../../../../release/index.ts';
import { openCluster } from '../../../cluster/open-cluster.ts';
import { numberFlag, switchFlag, textFlag, UsageError } from '../../../flags.ts';
import { RefusedError } from '../../../refused-error.ts';
import type { Invocation, Terminal } from '../../../terminal.ts';

/** The releases of one namespace, as a command reads them. */
export interface OpenReleases extends AsyncDisposable {
  readonly connection: KubeConnection;
  readonly storage: ReleaseStorage;
  readonly namespace: string;
}

/** Connects, with helm's rules for the namespace: the flag, `HELM_NAMESPACE`, the kubeconfig's context, `default`. */
export async function openReleases(invocation: Invocation, terminal: Terminal): Promise<OpenReleases> {
  const connection = await openCluster(invocation, terminal);
  const named = textFlag(invocation, 'namespace') ?? terminal.env['HELM_NAMESPACE'] ?? connection.config.namespace;
  const everywhere = switchFlag(invocation, 'all-namespaces');
  const namespace = everywhere ? '' : named || 'default';
  const driver = terminal.env['HELM_DRIVER'] ?? 'secret';
  if (!/^(secrets?|configmaps?)?$/.test(driver))
    throw new RefusedError(`HELM_DRIVER=${driver} is not read: secret and configmap are`);
  const storage = kubeStorage({
    client: connection.client,
    namespace,
    clock: systemClock,
    driver: driver.startsWith('configmap') ? 'configmap' : 'secret',
  });
  return { connection, storage, namespace, [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose]() };
}

const mostRevisions = 1_000_000_000;

/** The revision that `--revision` names, else the last one of the release. Throws RefusedError in helm's words. */
export async function releaseOf(
  { storage }: OpenReleases,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<Release> {
  const name = oneArgument(invocation);
  const revision = numberFlag(invocation, 'revision', 0, mostRevisions) ?? 0;
  if (revision > 0) return await storage.get(name, revision, signal);
  const last = (await storage.history(name, signal)).at(-1);
  if (last === undefined) throw new RefusedError('release: not found');
  return last;
}

/** The one argument of a command, the name of a release. Throws UsageError. */
export function oneArgument({ args }: Invocation): string {
  const [name, ...more] = args;
  if (name === undefined || more.length > 0) throw new UsageError('takes the name of one release');
  return name;
}
