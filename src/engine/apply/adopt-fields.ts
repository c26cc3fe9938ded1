import type { JsonObject, KubeObject } from '../../base/index.ts';
import { textAt } from '../../base/index.ts';
import { type KubeClient, KubeError, type ResourceRef } from '../../kube/index.ts';
import { foldManagedFields } from '../../patch/index.ts';
import type { ApplyPolicy } from '../delivery.ts';
import { isReduced } from '../live/index.ts';

/** Whether another manager holds, or may hold, fields that are to become ours. */
export function needsAdoption(live: KubeObject, policy: Pick<ApplyPolicy, 'adopt' | 'fieldManager'>): boolean {
  return isReduced(live) || (live.metadata.managedFields ?? []).some((entry) => isAdopted(entry, policy));
}

/**
 * Folds the entries of earlier managers (kubectl, other controllers, our own updates) into ours, so that what the source no longer says
 * disappears with the next apply (upstream: fluxcd/pkg ssa PatchReplaceFieldsManagers, client-go csaupgrade). The object is read
 * first, since caches hold no foreign field sets; a concurrent write makes the version test fail, and the next run tries again.
 */
export async function adoptFields(
  client: KubeClient,
  ref: ResourceRef,
  policy: ApplyPolicy,
  signal: AbortSignal,
): Promise<void> {
  const live = await client.get(ref, { signal });
  const before = live.metadata.managedFields ?? [];
  const after = foldManagedFields(before, policy.fieldManager, (entry) => isAdopted(entry, policy));
  if (after === undefined) return;
  const operations: JsonObject[] = [
    { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
    { op: 'replace', path: '/metadata/managedFields', value: after },
  ];
  if (live.metadata.annotations?.[lastApplied] !== undefined) {
    operations.push({ op: 'remove', path: `/metadata/annotations/${lastApplied.replace('/', '~1')}` });
  }
  try {
    await client.patch(ref, { kind: 'json', operations }, { fieldManager: policy.fieldManager, signal });
  } catch (error) {
    // The object changed in between: its drift brings the next run, which folds anew.
    if (!(error instanceof KubeError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
  }
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function isAdopted(entry: JsonObject, policy: Pick<ApplyPolicy, 'adopt' | 'fieldManager'>): boolean {
  if (entry['subresource'] !== undefined && entry['subresource'] !== '') return false;
  const manager = textAt(entry, 'manager');
  const operation = entry['operation'];
  if (manager === policy.fieldManager) return operation === 'Update';
  return policy.adopt.some(
    (other) =>
      (other.prefix === true ? manager.startsWith(other.manager) : manager === other.manager) &&
      (other.operation ?? operation) === operation,
  );
}
