import type { JsonObject, KubeObject } from '../../base/index.ts';
import { textAt } from '../../base/index.ts';
import type { Tracker } from '../dialect.ts';

/**
 * Makes the function that reduces live objects before they are kept: objects that no owner tracks shrink to their metadata (enough to
 * see that a name is taken), tracked ones lose the field sets of other managers (who they are stays, to name them in a fight).
 */
export function reduceLive(
  trackers: readonly Tracker[],
  managers: ReadonlySet<string>,
): (object: KubeObject) => KubeObject {
  return (object) => {
    const { managedFields = [], ...metadata } = object.metadata;
    const tracked = trackers.some((tracker) => tracker.ownerOf(object) !== undefined);
    if (!tracked) {
      const { name, namespace, uid, resourceVersion, deletionTimestamp } = metadata;
      const kept = { name, namespace, uid, resourceVersion, deletionTimestamp } as KubeObject['metadata'];
      return { apiVersion: object.apiVersion, kind: object.kind, metadata: kept, [reduced]: true };
    }
    return {
      ...object,
      metadata: { ...metadata, managedFields: managedFields.map((entry) => forget(entry, managers)) },
    };
  };
}

function forget(entry: JsonObject, managers: ReadonlySet<string>): JsonObject {
  if (managers.has(textAt(entry, 'manager')) && entry['operation'] === 'Apply') return entry;
  const { fieldsV1: _fields, ...rest } = entry;
  return rest;
}

const reduced = '$reduced';

/** Whether only the metadata of a live object is known: it must be read before it is compared. */
export function isReduced(object: KubeObject): boolean {
  return object[reduced] === true;
}
