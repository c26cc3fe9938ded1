import { type JsonObject, objectsAt, textAt, textsAt } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';

/** The group versions that APIVersions (`/api`) and APIGroupList (`/apis`) name, preferred versions first. */
export function parseGroupVersions(document: JsonObject): readonly string[] {
  if (document['kind'] === 'APIVersions') return textsAt(document, 'versions');
  return objectsAt(document, 'groups').flatMap((group) => {
    const versions = objectsAt(group, 'versions').map((version) => textAt(version, 'groupVersion'));
    const preferred = textAt(group, 'preferredVersion', 'groupVersion');
    return [...new Set([preferred, ...versions])].filter((version) => version !== '');
  });
}

/** The resources of an APIResourceList: subresources stand in it as `deployments/status`. */
export function parseResourceList(document: JsonObject): readonly ApiResource[] {
  const [group, version] = split(textAt(document, 'groupVersion'));
  const entries = objectsAt(document, 'resources');
  const subresources = new Map<string, string[]>();
  for (const entry of entries) {
    const [parent = '', ...below] = textAt(entry, 'name').split('/');
    if (below.length > 0) subresources.set(parent, [...(subresources.get(parent) ?? []), below.join('/')]);
  }
  return entries
    .filter((entry) => textAt(entry, 'name') !== '' && !textAt(entry, 'name').includes('/'))
    .map((entry) => ({
      group: textAt(entry, 'group') || group,
      version: textAt(entry, 'version') || version,
      kind: textAt(entry, 'kind'),
      plural: textAt(entry, 'name'),
      singular: textAt(entry, 'singularName'),
      shortNames: textsAt(entry, 'shortNames'),
      namespaced: entry['namespaced'] === true,
      verbs: textsAt(entry, 'verbs'),
      categories: textsAt(entry, 'categories'),
      subresources: subresources.get(textAt(entry, 'name')) ?? [],
    }));
}

function split(groupVersion: string): readonly [group: string, version: string] {
  const slash = groupVersion.indexOf('/');
  return slash < 0 ? ['', groupVersion] : [groupVersion.slice(0, slash), groupVersion.slice(slash + 1)];
}
