import { gvkOf, isAbort, type KubeObject, messageOf, type ObjectKey } from '../../base/index.ts';
import { type ApiResource, KubeError } from '../../kube/index.ts';
import type { ApplyTarget } from '../apply/index.ts';
import type { ApplyPolicy } from '../delivery.ts';
import type { LiveView } from '../live/index.ts';
import type { ObjectResult } from '../progress/index.ts';

/** The phase before everything else. */
const before = -1;

/**
 * Makes sure that the target namespace is there, with the labels and annotations that the owner asks for, and tells what that took;
 * undefined where it took nothing. It carries no marks and is not deleted with the owner (Argo CD v3, controller/sync_namespace.go).
 */
export async function ensureNamespace(
  target: ApplyTarget,
  view: Pick<LiveView, 'observe' | 'get'>,
  name: string,
  metadata: NonNullable<ApplyPolicy['createNamespace']>,
  signal: AbortSignal,
): Promise<ObjectResult | undefined> {
  const key: ObjectKey = { group: '', kind: 'Namespace', namespace: '', name };
  const hasMetadata = Object.keys(metadata.labels).length + Object.keys(metadata.annotations).length > 0;
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(hasMetadata ? metadata : {}) },
  };
  const resource = await view.observe(gvkOf(object), '', signal);
  if (resource === undefined) return undefined;
  if (view.get(key) !== undefined && !hasMetadata) return undefined;
  const base = { key, version: 'v1', phase: before, pruning: false };
  try {
    const written = hasMetadata
      ? await applyNamespace(target, resource, object, signal)
      : await createNamespace(target, resource, object, signal);
    if (written === undefined) return undefined;
    target.wrote(key, written);
    return { ...base, status: 'applied', message: hasMetadata ? 'serverside-applied' : 'created' };
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    return {
      ...base,
      status: 'failed',
      message: messageOf(error),
      ...(error instanceof KubeError ? { code: error.code } : {}),
    };
  }
}

function applyNamespace(
  { client, policy, dryRun }: ApplyTarget,
  resource: ApiResource,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject> {
  const ref = { resource, namespace: '', name: object.metadata.name ?? '' };
  const options = { dryRun, fieldManager: policy.fieldManager, signal };
  return client.patch(ref, { kind: 'apply', object, force: true }, options);
}

async function createNamespace(
  { client, policy, dryRun }: ApplyTarget,
  resource: ApiResource,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  try {
    return await client.create(resource, object, { dryRun, fieldManager: policy.fieldManager, signal });
  } catch (error) {
    if (error instanceof KubeError && error.code === 'already-exists') return undefined;
    throw error;
  }
}
