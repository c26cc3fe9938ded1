import { isJsonObject, jsonAt, jsonEqual, type JsonObject, type KubeObject } from '../../../base/index.ts';
import type { ObjectState, Outcome } from '../../../engine/index.ts';
import { compareOptionsAnnotation } from '../../names.ts';
import { readApplicationSpec } from '../spec.ts';

/** `status.sync`: whether everything is as the source says, and what it was compared with. `ranNow`: a run moved on in this pass. */
export function syncStatusOf(owner: KubeObject, outcome: Outcome, ranNow: boolean): JsonObject {
  const { objects, revision } = outcome;
  const ignore = jsonAt(owner, 'spec', 'ignoreDifferences');
  const destination = jsonAt(owner, 'spec', 'destination');
  const comparedTo: JsonObject = {
    source: readApplicationSpec(owner).source,
    destination: isJsonObject(destination) ? destination : {},
    ...(Array.isArray(ignore) ? { ignoreDifferences: ignore } : {}),
  };
  if (objects === undefined) return { status: 'Unknown', comparedTo };
  const synced = isSynced(outcome, objects) && (ranNow || !namespaceDiffers(owner));
  return {
    status: synced ? 'Synced' : 'OutOfSync',
    comparedTo,
    ...(revision === undefined ? {} : { revision: revision.commit }),
  };
}

function isSynced({ plan }: Outcome, objects: readonly ObjectState[]): boolean {
  if ((plan?.refused.length ?? 0) > 0) return false;
  if (plan?.problems.some(({ code }) => code === 'two-owners' || code === 'ignore-rule') === true) return false;
  return objects.every((state) => state.sync === 'synced' || (state.sync === 'extra' && isIgnoredExtra(state)));
}

/** Extras that say so do not make the Application out of sync. */
function isIgnoredExtra({ live }: ObjectState): boolean {
  const options = (live?.metadata.annotations?.[compareOptionsAnnotation] ?? '').split(',');
  return options.some((option) => option.trim() === 'IgnoreExtraneous');
}

/** Whether the namespace was made with other labels or annotations than the spec has now: the next sync brings them there. */
function namespaceDiffers(owner: KubeObject): boolean {
  const wanted = jsonAt(owner, 'spec', 'syncPolicy', 'managedNamespaceMetadata');
  const result = jsonAt(owner, 'status', 'operationState', 'syncResult');
  return isJsonObject(wanted) && isJsonObject(result) && !jsonEqual(wanted, result['managedNamespaceMetadata'] ?? null);
}
