import { createHash } from 'node:crypto';
import { groupRank } from '../../schema/index.ts';
import { apiVersionOf, type JsonObject } from '../../base/index.ts';
import type { Registry } from '../machinery/registry.ts';
import type { ResourceType, Subresource } from '../machinery/resource-type.ts';

/** A group with its versions, the preferred one first. */
interface Group {
  readonly name: string;
  readonly versions: readonly string[];
  readonly types: readonly ResourceType[];
}

/** Answers the questions what a server serves, from its registry; answers are kept until the registry changes. */
export class DiscoveryDocuments {
  readonly #registry: Registry;
  #generation = -1;
  #groups: readonly Group[] = [];
  #aggregated = new Map<string, { readonly text: string; readonly etag: string }>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** `/api` or `/apis` in aggregated form: the text and its ETag. */
  aggregated(core: boolean): { readonly text: string; readonly etag: string } {
    const groups = this.#current();
    const key = core ? 'api' : 'apis';
    let document = this.#aggregated.get(key);
    if (document === undefined) {
      const items = groups.filter((group) => (group.name === '') === core).map(aggregatedGroup);
      const list = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
      const text = JSON.stringify(list);
      document = { text, etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"` };
      this.#aggregated.set(key, document);
    }
    return document;
  }

  /** `/apis`. */
  groupList(): JsonObject {
    const groups = this.#current().filter((group) => group.name !== '');
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupDocument) };
  }

  /** `/apis/GROUP`; undefined where there is no such group. */
  group(name: string): JsonObject | undefined {
    const group = this.#current().find((other) => other.name === name && name !== '');
    return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) };
  }

  /** `/api/v1` or `/apis/GROUP/VERSION`; undefined where that is not served. */
  resourceList(groupName: string, version: string): JsonObject | undefined {
    const group = this.#current().find((other) => other.name === groupName && other.versions.includes(version));
    if (group === undefined) return undefined;
    const resources = group.types
      .filter((type) => type.versions.includes(version))
      .flatMap((type) => legacyResources(type));
    return {
      kind: 'APIResourceList',
      // The oldest group says no version.
      ...(groupName === '' ? {} : { apiVersion: 'v1' }),
      groupVersion: apiVersionOf({ group: groupName, version }),
      resources,
    };
  }

  /** The groups with their versions, in the order of preference. */
  groupVersions(): readonly { readonly group: string; readonly version: string }[] {
    return this.#current().flatMap((group) => group.versions.map((version) => ({ group: group.name, version })));
  }

  #current(): readonly Group[] {
    if (this.#generation !== this.#registry.generation) {
      this.#generation = this.#registry.generation;
      this.#groups = groupsOf(this.#registry.all());
      this.#aggregated = new Map();
    }
    return this.#groups;
  }
}

function groupsOf(types: readonly ResourceType[]): readonly Group[] {
  const byName = new Map<string, ResourceType[]>();
  for (const type of types) {
    const group = byName.get(type.group);
    if (group === undefined) byName.set(type.group, [type]);
    else group.push(type);
  }
  return [...byName]
    .map(([name, members]) => ({
      name,
      versions: [...new Set(members.flatMap((type) => type.versions))].sort(compareVersions),
      types: members.sort((a, b) => (a.plural < b.plural ? -1 : 1)),
    }))
    .sort((a, b) => groupRank(a.name) - groupRank(b.name) || (a.name < b.name ? -1 : 1));
}

/** GA before beta before alpha, higher numbers first (apimachinery util/version, CompareKubeAwareVersionStrings). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  if (left === undefined || right === undefined) {
    if (left !== undefined) return -1;
    if (right !== undefined) return 1;
    return a < b ? -1 : 1;
  }
  for (const [index, value] of left.entries()) {
    const difference = (right[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionRank(version: string): readonly number[] | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return undefined;
  const stages: Readonly<Record<string, number>> = { alpha: 0, beta: 1 };
  return [stages[match[2] ?? ''] ?? 2, Number(match[1]), Number(match[3] ?? 0)];
}

function groupDocument(group: Group): JsonObject {
  const versions = group.versions.map((version) => ({ groupVersion: `${group.name}/${version}`, version }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

function aggregatedGroup(group: Group): JsonObject {
  const versions = group.versions.map((version) => ({
    version,
    resources: group.types
      .filter((type) => type.versions.includes(version))
      .map((type) => aggregatedResource(type, version)),
    freshness: 'Current',
  }));
  return { metadata: group.name === '' ? {} : { name: group.name }, versions };
}

function aggregatedResource(type: ResourceType, version: string): JsonObject {
  return {
    resource: type.plural,
    // Built-in kinds leave out a group and version that are those of the list.
    responseKind: type.custom
      ? { group: type.group, version, kind: type.kind }
      : { group: '', version: '', kind: type.kind },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: [...type.verbs],
    ...(type.shortNames.length === 0 ? {} : { shortNames: [...type.shortNames] }),
    ...(type.categories.length === 0 ? {} : { categories: [...type.categories] }),
    ...(type.subresources.size === 0
      ? {}
      : { subresources: [...type.subresources.values()].map((sub) => aggregatedSubresource(type, version, sub)) }),
  };
}

function aggregatedSubresource(type: ResourceType, version: string, subresource: Subresource): JsonObject {
  const own = subresource.group === '' && subresource.version === '';
  return {
    subresource: subresource.name,
    responseKind: {
      group: own && type.custom ? type.group : subresource.group,
      version: own && type.custom ? version : subresource.version,
      kind: subresource.kind,
    },
    verbs: [...subresource.verbs],
  };
}

function legacyResources(type: ResourceType): JsonObject[] {
  const main: JsonObject = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: [...type.verbs],
    ...(type.shortNames.length === 0 ? {} : { shortNames: [...type.shortNames] }),
    ...(type.categories.length === 0 ? {} : { categories: [...type.categories] }),
  };
  if (type.verbs.includes('watch')) main['storageVersionHash'] = storageVersionHash(type);
  const subresources = [...type.subresources.values()].map((subresource) => ({
    name: `${type.plural}/${subresource.name}`,
    singularName: '',
    namespaced: type.namespaced,
    ...(subresource.version === '' ? {} : { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: [...subresource.verbs],
  }));
  return [main, ...subresources];
}

/** Tells clients when the stored form changes; any text that differs then will do. */
function storageVersionHash(type: ResourceType): string {
  const text = `${type.group}/${type.storageVersion}/${type.kind}`;
  return createHash('sha256').update(text).digest('base64').slice(0, 11).concat('=');
}
