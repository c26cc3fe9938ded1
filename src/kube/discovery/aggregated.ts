import { isJsonObject, type Json, type JsonObject, jsonAt } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';

/**
 * The resources of an APIGroupDiscoveryList (apidiscovery.k8s.io/v2 and v2beta1, which do not differ in what is read here). Groups
 * and versions stay in the server's order, which is that of preference. What is malformed is left out.
 */
export function parseAggregated(list: JsonObject): readonly ApiResource[] {
  const resources: ApiResource[] = [];
  for (const group of objects(list['items'])) {
    const name = jsonAt(group, 'metadata', 'name');
    for (const version of objects(group['versions'])) {
      for (const entry of objects(version['resources'])) {
        const resource = parseResource(entry, typeof name === 'string' ? name : '', text(version['version']));
        if (resource !== undefined) resources.push(resource);
      }
    }
  }
  return resources;
}

function parseResource(entry: JsonObject, group: string, version: string): ApiResource | undefined {
  const plural = text(entry['resource']);
  const kind = text(jsonAt(entry, 'responseKind', 'kind'));
  if (plural === '' || kind === '' || version === '') return undefined;
  return {
    group,
    version,
    kind,
    plural,
    singular: text(entry['singularResource']),
    shortNames: texts(entry['shortNames']),
    namespaced: entry['scope'] === 'Namespaced',
    verbs: texts(entry['verbs']),
    categories: texts(entry['categories']),
    subresources: objects(entry['subresources']).map((subresource) => text(subresource['subresource'])),
  };
}

/** The objects of a list that should hold objects. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A text, or the empty one. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a list. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
