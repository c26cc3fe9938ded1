import { type JsonObject, jsonAt } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';
import { objects, text, texts } from './aggregated.ts';

/** The group versions that APIVersions (`/api`) and APIGroupList (`/apis`) name, preferred versions first. */
export function parseGroupVersions(document: JsonObject): readonly string[] {
  if (document['kind'] === 'APIVersions') return texts(document['versions']);
  return objects(document['groups']).flatMap((group) => {
    const versions = objects(group['versions']).map((version) => text(version['groupVersion']));
    const preferred = text(jsonAt(group, 'preferredVersion', 'groupVersion'));
    return [...new Set([preferred, ...versions])].filter((version) => version !== '');
  });
}

/** The resources of an APIResourceList: subresources stand in it as `deployments/status`. */
export function parseResourceList(document: JsonObject): readonly ApiResource[] {
  const [group, version] = split(text(document['groupVersion']));
  const entries = objects(document['resources']);
  const subresources = new Map<string, string[]>();
  for (const entry of entries) {
    const [parent = '', ...below] = text(entry['name']).split('/');
    if (below.length > 0) subresources.set(parent, [...(subresources.get(parent) ?? []), below.join('/')]);
  }
  return entries
    .filter((entry) => text(entry['name']) !== '' && !text(entry['name']).includes('/'))
    .map((entry) => ({
      group: text(entry['group']) || group,
      version: text(entry['version']) || version,
      kind: text(entry['kind']),
      plural: text(entry['name']),
      singular: text(entry['singularName']),
      shortNames: texts(entry['shortNames']),
      namespaced: entry['namespaced'] === true,
      verbs: texts(entry['verbs']),
      categories: texts(entry['categories']),
      subresources: subresources.get(text(entry['name'])) ?? [],
    }));
}

function split(groupVersion: string): readonly [group: string, version: string] {
  const slash = groupVersion.indexOf('/');
  return slash < 0 ? ['', groupVersion] : [groupVersion.slice(0, slash), groupVersion.slice(slash + 1)];
}
