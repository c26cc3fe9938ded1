import { type JsonObject, objectsAt, textAt, textsAt } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';

/**
 * The resources of an APIGroupDiscoveryList (apidiscovery.k8s.io/v2 and v2beta1, which do not differ in what is read here). Groups
 * and versions stay in the server's order, which is that of preference. What is malformed is left out.
 */
export function parseAggregated(list: JsonObject): readonly ApiResource[] {
  const resources: ApiResource[] = [];
  for (const group of objectsAt(list, 'items')) {
    const name = textAt(group, 'metadata', 'name');
    for (const version of objectsAt(group, 'versions')) {
      for (const entry of objectsAt(version, 'resources')) {
        const resource = parseResource(entry, name, textAt(version, 'version'));
        if (resource !== undefined) resources.push(resource);
      }
    }
  }
  return resources;
}

function parseResource(entry: JsonObject, group: string, version: string): ApiResource | undefined {
  const plural = textAt(entry, 'resource');
  const kind = textAt(entry, 'responseKind', 'kind');
  if (plural === '' || kind === '' || version === '') return undefined;
  return {
    group,
    version,
    kind,
    plural,
    singular: textAt(entry, 'singularResource'),
    shortNames: textsAt(entry, 'shortNames'),
    namespaced: entry['scope'] === 'Namespaced',
    verbs: textsAt(entry, 'verbs'),
    categories: textsAt(entry, 'categories'),
    subresources: objectsAt(entry, 'subresources').map((subresource) => textAt(subresource, 'subresource')),
  };
}
