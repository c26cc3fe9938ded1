import {
  formatKey,
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
} from '../../../base/index.ts';
import type { ObjectState, Outcome } from '../../../engine/index.ts';
import { notPermitted } from '../../settings/project.ts';
import { namespaceMissing } from '../prepare.ts';
import { readApplicationSpec } from '../spec.ts';
import { optionsOf, optionValue } from '../sync-options.ts';

/**
 * `status.resources`: every object with its verdict, in the order of group, kind, namespace and name; health stays in the tree, as upstream
 * has it since v3.0. Objects whose kind the project does not permit are Unknown; of those in a namespace that it does not permit the live ones
 * are not looked at, and neither are hooks compared (Argo CD v3.6, controller/state.go).
 */
export function resourceStatusesOf(owner: KubeObject, outcome: Outcome, objects: readonly ObjectState[]): JsonObject[] {
  const entries = new Map(objects.map((state) => [formatKey(state.key), entryOfState(owner, state)]));
  for (const { key, version, code, file } of outcome.plan?.refused ?? []) {
    const compared = code === notPermitted.namespace || code === namespaceMissing;
    // The namespace that would be made for them all stands in no file.
    if (file !== undefined) entries.set(formatKey(key), entryOf(key, version, compared ? 'OutOfSync' : 'Unknown', {}));
  }
  for (const { version, ...key } of outcome.skipped ?? [])
    entries.set(formatKey(key), entryOf(key, version, undefined, {}));
  for (const { key, version } of outcome.hooks ?? [])
    entries.set(formatKey(key), entryOf(key, version, undefined, { hook: true, requiresPruning: true }));
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/**
 * `status.resources` while the source or its render cannot be read: nothing can be said of any object, and none is desired, which upstream
 * tells as it is. Nothing is deleted while it is so.
 */
export function unknownResources(owner: KubeObject): JsonObject[] {
  const before = jsonAt(owner, 'status', 'resources');
  if (!Array.isArray(before)) return [];
  return before.filter(isJsonObject).map(({ syncWave: _wave, ...resource }) => ({
    ...resource,
    requiresPruning: true,
    status: 'Unknown',
  }));
}

function entryOfState(owner: KubeObject, state: ObjectState): JsonObject {
  const { key, version, sync, placement, desired, live } = state;
  const { syncOptions } = readApplicationSpec(owner);
  const confirm = [desired, live].some((object) => asksForConfirmation(object, syncOptions));
  return entryOf(key, version, sync === 'synced' ? 'Synced' : 'OutOfSync', {
    ...(sync === 'extra' ? { requiresPruning: true } : {}),
    ...(confirm ? { requiresDeletionConfirmation: true } : {}),
    ...(placement.wave === 0 || sync === 'extra' ? {} : { syncWave: placement.wave }),
  });
}

function entryOf(key: ObjectKey, version: string, status: string | undefined, details: JsonObject): JsonObject {
  return {
    ...(key.group === '' ? {} : { group: key.group }),
    kind: key.kind,
    name: key.name,
    ...(key.namespace === '' ? {} : { namespace: key.namespace }),
    ...(status === undefined ? {} : { status }),
    version,
    ...details,
  };
}

/** Whether somebody must confirm before the object is deleted. */
function asksForConfirmation(object: KubeObject | undefined, syncOptions: ReadonlySet<string>): boolean {
  if (object === undefined) return false;
  const own = optionsOf(object.metadata.annotations);
  return ['Delete', 'Prune'].some((name) => optionValue(name, own, syncOptions) === 'confirm');
}
