import { gvkOf, type KubeObject } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import type { ApplyTarget } from '../apply/index.ts';
import type { ApplyPolicy } from '../delivery.ts';
import type { LiveView } from '../live/index.ts';

/**
 * Makes sure that the target namespace is there, with the labels and annotations that the owner asks for. It carries no marks and is not
 * deleted with the owner (Argo CD v3, controller/sync_namespace.go).
 */
export async function ensureNamespace(
  target: ApplyTarget,
  view: LiveView,
  name: string,
  metadata: NonNullable<ApplyPolicy['createNamespace']>,
  signal: AbortSignal,
): Promise<void> {
  const hasMetadata = Object.keys(metadata.labels).length + Object.keys(metadata.annotations).length > 0;
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(hasMetadata ? metadata : {}) },
  };
  const resource = await view.observe(gvkOf(object), '', signal);
  if (resource === undefined) return;
  const live = view.get({ group: '', kind: 'Namespace', namespace: '', name });
  if (live !== undefined && !hasMetadata) return;
  const options = { dryRun: target.dryRun, fieldManager: target.policy.fieldManager, signal };
  if (hasMetadata) {
    const ref = { resource, namespace: '', name };
    view.wrote(await target.client.patch(ref, { kind: 'apply', object, force: true }, options));
    return;
  }
  try {
    view.wrote(await target.client.create(resource, object, options));
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'already-exists') throw error;
  }
}
