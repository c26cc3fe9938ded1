import {
  formatDuration,
  type KubeObject,
  noMetrics,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../base/index.ts';
import {
  type ApiResource,
  connectCluster,
  type KubeConnection,
  KubeError,
  loadClusterConfig,
  type ResourceRef,
} from '../../kube/index.ts';
import { textFlag } from '../flags.ts';
import type { Invocation, Terminal } from '../terminal.ts';

/** Connects to the cluster that the flags, the environment or the home folder name. Throws KubeError `config`. */
export async function openCluster(invocation: Invocation, terminal: Terminal): Promise<KubeConnection> {
  const kubeconfig = textFlag(invocation, 'kubeconfig');
  const context = textFlag(invocation, 'context');
  const config = await loadClusterConfig({
    environment: terminal.env,
    home: terminal.home,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { overrides: { context } }),
  });
  return connectCluster(config, {
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    environment: terminal.env,
  });
}

/** The resource of a kind; throws KubeError `not-found` where the cluster has not got its CustomResourceDefinition. */
export async function resourceOf(
  { client }: KubeConnection,
  kind: { readonly group: string; readonly kind: string },
  signal: AbortSignal,
): Promise<ApiResource> {
  const resource = await client.discovery.find(kind, signal);
  if (resource !== undefined) return resource;
  throw new KubeError(
    'not-found',
    `the cluster serves no ${kind.kind} (${kind.group}): its CustomResourceDefinition is not installed`,
  );
}

/**
 * Reads the object again and again, woken by its watch, until `done` says so; gives it back. Throws when the signal aborts, and KubeError
 * `timeout` after `timeoutMs` (0: never).
 */
export async function waitFor(
  connection: KubeConnection,
  ref: ResourceRef,
  done: (object: KubeObject) => boolean,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<KubeObject> {
  if (timeoutMs === 0) return await follow(connection, ref, done, signal);
  const late = AbortSignal.timeout(timeoutMs);
  try {
    return await follow(connection, ref, done, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    const what = `${ref.resource.kind} ${ref.name}`;
    throw new KubeError('timeout', `timed out (${formatDuration(timeoutMs)}) waiting for ${what}, which goes on`);
  }
}

async function follow(
  { client }: KubeConnection,
  ref: ResourceRef,
  done: (object: KubeObject) => boolean,
  signal: AbortSignal,
): Promise<KubeObject> {
  for (;;) {
    const object = await client.get(ref, { signal });
    if (done(object)) return object;
    const watch = client.watch(ref.resource, {
      namespace: ref.namespace,
      fieldSelector: `metadata.name=${ref.name}`,
      resourceVersion: object.metadata.resourceVersion ?? '',
      timeoutSeconds: 30,
      signal,
    });
    for await (const event of watch) {
      if (event.kind === 'bookmark') continue;
      if (event.kind !== 'deleted' && done(event.object)) return event.object;
      if (event.kind === 'deleted')
        throw new KubeError('not-found', `${ref.resource.kind} ${ref.name} was deleted meanwhile`);
    }
  }
}
