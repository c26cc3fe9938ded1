import { formatKey, gvkOf, type KubeObject, type ObjectKey } from '../../base/index.ts';
import { type ApiResource, KubeError } from '../../kube/index.ts';
import { type ApplyTarget, failedWrite } from '../apply/index.ts';
import type { ApplyPolicy, Delivery } from '../delivery.ts';
import type { LiveView } from '../live/index.ts';
import type { Refusal } from '../plan/index.ts';
import type { ObjectResult } from '../progress/index.ts';

/** The phase before everything else. */
const before = -1;

/**
 * Whether the target namespace is to be made, or lacks labels or annotations that the owner wants on it. Where the source holds it, it is
 * the source's.
 */
export async function isNamespaceDue(
  view: Pick<LiveView, 'observe' | 'get'>,
  { namespace, apply }: Pick<Delivery, 'namespace' | 'apply'>,
  desired: readonly { readonly key: ObjectKey }[],
  signal: AbortSignal,
): Promise<boolean> {
  const { createNamespace: wanted } = apply;
  if (wanted === undefined || namespace === '') return false;
  const key = namespaceKey(namespace);
  if (desired.some((object) => formatKey(object.key) === formatKey(key))) return false;
  if ((await view.observe({ group: '', version: 'v1', kind: 'Namespace' }, '', signal)) === undefined) return false;
  const live = view.get(key);
  return (
    live === undefined ||
    !holds(live.metadata.labels, wanted.labels) ||
    !holds(live.metadata.annotations, wanted.annotations)
  );
}

/** The target namespace that is to be made, where the owner may not have it. */
export function refusedNamespace({ namespace, restrictions }: Pick<Delivery, 'namespace' | 'restrictions'>): Refusal[] {
  const key = namespaceKey(namespace);
  const problem = restrictions?.refusal(key, false);
  return problem === undefined ? [] : [{ key, version: 'v1', ...problem }];
}

function holds(live: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => live[name] === value);
}

function namespaceKey(name: string): ObjectKey {
  return { group: '', kind: 'Namespace', namespace: '', name };
}

/**
 * Makes the target namespace, with the labels and annotations that the owner asks for, and tells what that took. It carries no marks and is not deleted with the owner (Argo CD v3, controller/sync_namespace.go).
 */
export async function ensureNamespace(
  target: ApplyTarget,
  view: Pick<LiveView, 'observe'>,
  name: string,
  metadata: NonNullable<ApplyPolicy['createNamespace']>,
  signal: AbortSignal,
): Promise<ObjectResult> {
  const key = namespaceKey(name);
  const hasMetadata = Object.keys(metadata.labels).length + Object.keys(metadata.annotations).length > 0;
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(hasMetadata ? metadata : {}) },
  };
  const resource = await view.observe(gvkOf(object), '', signal);
  const base = { key, version: 'v1', phase: before, pruning: false };
  if (resource === undefined)
    return { ...base, status: 'failed', code: 'unserved', message: 'namespaces are not served' };
  try {
    const written = hasMetadata
      ? await applyNamespace(target, resource, object, signal)
      : await createNamespace(target, resource, object, signal);
    if (written === undefined) return { ...base, status: 'unchanged', message: 'unchanged' };
    target.wrote(key, written);
    return { ...base, status: 'applied', message: hasMetadata ? 'serverside-applied' : 'created' };
  } catch (error) {
    return failedWrite(base, error, signal);
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
