import type { KubeObject } from '../../base/index.ts';
import { differingPlaces, fieldsOfManagers, keepPlaces, ownedFields, withoutPaths } from '../../patch/index.ts';
import type { IgnoredOfObject } from './ignored-fields.ts';

/** An object with the fields alone that count; the object itself where all of them do. */
export function counted(ignored: IgnoredOfObject | undefined, object: KubeObject): KubeObject {
  const places = ignored?.placesIn(object) ?? [];
  return places.length === 0 ? object : identified(withoutPaths(object, places), object);
}

/** What tells an object, its version and who owns its fields stay, whatever is ignored. */
function identified(rest: Partial<KubeObject>, object: KubeObject): KubeObject {
  if (rest === object) return object;
  const { name, namespace, uid, resourceVersion, managedFields } = object.metadata;
  const told = Object.entries({ name, namespace, uid, resourceVersion, managedFields });
  const { apiVersion, kind } = object;
  const metadata = { ...rest.metadata, ...Object.fromEntries(told.filter(([, value]) => value !== undefined)) };
  return { ...rest, apiVersion, kind, metadata };
}

/**
 * A desired and a live object without the fields in which they differ and that the ignored managers own. The live one must be whole, since
 * what is kept of live objects does not tell what others own.
 */
export function withoutManaged(
  { managers }: IgnoredOfObject,
  desired: KubeObject,
  live: KubeObject,
): { readonly desired: KubeObject; readonly live: KubeObject } {
  const places = differingPlaces(desired, live, fieldsOfManagers(live.metadata.managedFields, managers));
  return {
    desired: identified(withoutPaths(desired, places.desired), desired),
    live: identified(withoutPaths(live, places.live), live),
  };
}

/**
 * The desired object as it is written where ignored fields stay as they are live. Status is nobody's to write: it is left out where it is
 * ignored (argo-cd v3.6, controller/sync.go normalizeTargetResources). `live` must be whole where managers are ignored.
 */
export function withKept(
  ignored: IgnoredOfObject,
  desired: KubeObject,
  live: KubeObject,
  fieldManager: string,
): KubeObject {
  const target = counted(ignored, desired);
  const managed = differingPlaces(target, live, fieldsOfManagers(live.metadata.managedFields, ignored.managers));
  const rest = identified(withoutPaths(target, managed.desired), target);
  const places = [...ignored.placesIn(live), ...managed.live].filter(([first]) => first !== 'status');
  const owned = ownedFields(live.metadata.managedFields, fieldManager);
  return identified(keepPlaces(rest, live, places, owned), desired);
}
