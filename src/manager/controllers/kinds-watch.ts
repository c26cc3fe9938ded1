import { type KubeObject, type Logger, messageOf } from '../../base/index.ts';
import { type ApiResource, followDefinitions, type InformerSet, type KubeClient } from '../../kube/index.ts';
import { inCluster } from '../../base/index.ts';

/** A controller's kind, and how it is started once the API server serves it. */
export interface AwaitedKind {
  readonly group: string;
  readonly kind: string;
  readonly start: (resource: ApiResource) => void;
}

/**
 * Starts each controller as soon as its kind is served: CustomResourceDefinitions may be installed after us. Discovery is kept current
 * on the way. Ends with the signal.
 */
export async function startWhenServed(
  kinds: readonly AwaitedKind[],
  options: { readonly client: KubeClient; readonly informers: InformerSet; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  const { client, informers, logger } = options;
  const waiting = new Set(kinds);
  const tryAll = async (): Promise<void> => {
    for (const kind of waiting) {
      const resource = await client.discovery.find(kind, signal);
      if (resource === undefined || !waiting.delete(kind)) continue;
      logger.info('controller started', { kind: kind.kind });
      kind.start(resource);
    }
  };
  const definitions = await client.discovery.find(
    { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
    signal,
  );
  if (definitions !== undefined) {
    const lease = informers.acquire({ cluster: inCluster, client }, definitions, { transform: withoutSchemas });
    const stopFollowing = followDefinitions(client.discovery, lease.informer);
    const stopTrying = lease.informer.subscribe(() => {
      if (waiting.size === 0 || signal.aborted) return;
      tryAll().catch((error: unknown) => logger.warn('looking for served kinds failed', { error: messageOf(error) }));
    });
    signal.addEventListener(
      'abort',
      () => {
        stopFollowing();
        stopTrying();
        lease.release();
      },
      { once: true },
    );
    await lease.informer.synced(signal);
  }
  await tryAll();
}

/** What discovery needs of a definition; the schemas are the bulk of it. */
function withoutSchemas(definition: KubeObject): KubeObject {
  const spec = definition['spec'];
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return definition;
  const versions = Array.isArray(spec['versions'])
    ? spec['versions'].map((version) =>
        typeof version === 'object' && version !== null && !Array.isArray(version)
          ? { ...version, schema: undefined }
          : version,
      )
    : [];
  const { managedFields: _fields, ...metadata } = definition.metadata;
  return { ...definition, metadata, spec: { ...spec, versions } };
}
