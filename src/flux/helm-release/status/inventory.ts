import { gvkOf, type JsonObject } from '../../../base/index.ts';
import type { KubeClient } from '../../../kube/index.ts';
import { buildObjects, readObjects, type Release } from '../../../release/index.ts';
import { formatInventoryEntry } from '../../kustomization/inventory.ts';

/** `status.inventory`: the objects of a revision, and the definitions of its chart (helm-controller internal/inventory). */
export async function inventoryOf(
  { client, signal }: { readonly client: KubeClient; readonly signal: AbortSignal },
  release: Release,
  crds: readonly string[],
): Promise<JsonObject | undefined> {
  try {
    const objects = await buildObjects(release.manifest.reveal(), release.namespace, client.discovery, signal);
    const definitions = crds.flatMap((crd) => readObjects(crd));
    return {
      entries: [
        ...objects.map(({ resource, namespace, name }) =>
          formatInventoryEntry({
            group: resource.group,
            kind: resource.kind,
            version: resource.version,
            namespace,
            name,
          }),
        ),
        ...definitions.map((object) =>
          formatInventoryEntry({ ...gvkOf(object), namespace: '', name: object.metadata.name ?? '' }),
        ),
      ],
    };
  } catch (error) {
    signal.throwIfAborted();
    // A manifest with unknown kinds has failed elsewhere, and says so.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
