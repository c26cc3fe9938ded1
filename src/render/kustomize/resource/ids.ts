import { type Gvk, parseApiVersion } from './gvk.ts';
import { apiVersionText, kindOf, nameOf, namespaceOf } from './metadata.ts';
import type { Resource } from './resource.ts';
import { effectiveNamespace, type ResourceId } from './resource-id.ts';

/** The kind of a resource as it is now. */
export function gvkOf({ root }: Pick<Resource, 'root'>): Gvk {
  return { ...parseApiVersion(apiVersionText(root)), kind: kindOf(root) };
}

/** The id of a resource as it is now (Resource.CurId). */
export function currentId(resource: Pick<Resource, 'root' | 'scopes'>): ResourceId {
  const gvk = gvkOf(resource);
  const { root, scopes } = resource;
  return { ...gvk, name: nameOf(root), namespace: namespaceOf(root), clusterScoped: scopes.isClusterScoped(gvk) };
}

/** The ids that it had, the oldest first (Resource.PrevIds). */
export function previousIds(resource: Resource): ResourceId[] {
  if (resource.previous.length === 0) return [];
  const { group, version } = parseApiVersion(apiVersionText(resource.root));
  return resource.previous.map((previous) => ({ group, version, ...previous, clusterScoped: false }));
}

/** The id that it was read with (Resource.OrgId). */
export function originalId(resource: Resource): ResourceId {
  return previousIds(resource)[0] ?? currentId(resource);
}

/** The previous ids and the current one behind them. */
export function allIds(resource: Resource): ResourceId[] {
  return [...previousIds(resource), currentId(resource)];
}

/** Remembers the id that it has, before that is changed (Resource.StorePreviousId). */
export function storePreviousId(resource: Resource): void {
  const id = currentId(resource);
  resource.previous.push({ kind: id.kind, namespace: effectiveNamespace(id), name: id.name });
}
