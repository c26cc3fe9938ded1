import {
  canonicalJson,
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  sha256,
  textAt,
} from '../../base/index.ts';
import type { Restrictions } from '../../engine/index.ts';
import { compileGlob, matchGob } from '../../lang/index.ts';
import { matchesPattern } from '../../schema/index.ts';
import { normalizeAddress } from './git-address.ts';

/** Where an Application, or one of its objects, is delivered to. */
export interface ProjectDestination {
  readonly server: string;
  readonly clusterName: string;
  /** The projects that a registration of the cluster names. */
  readonly clusterProjects: readonly string[];
  readonly namespace: string;
}

/** The codes of what a project does not permit: an object's kind or name, or the namespace that it is in. */
export const notPermitted = { kind: 'kind-not-permitted', namespace: 'namespace-not-permitted' } as const;

/**
 * Why an Application outside of the control plane's namespace may not name a project (Argo CD v3.6, pkg/apis/application/v1alpha1
 * IsAppNamespacePermitted); undefined where it may.
 */
export function namespaceRefusal(project: KubeObject, owner: KubeObject, controlPlane: string): string | undefined {
  const { namespace = '', name = '' } = owner.metadata;
  if (namespace === controlPlane) return undefined;
  if (texts(jsonAt(project, 'spec', 'sourceNamespaces')).some((pattern) => matchesNamespace(pattern, namespace)))
    return undefined;
  return `application '${name}' in namespace '${namespace}' is not permitted to use project '${project.metadata.name ?? ''}'`;
}

/** Why a project refuses an Application as a whole, in upstream's words; empty where it does not (Argo CD v3.6, util/argo ValidatePermissions). */
export function projectRefusals(
  project: KubeObject,
  { repoURL, destination }: { readonly repoURL: string; readonly destination: ProjectDestination },
): string[] {
  const name = project.metadata.name ?? '';
  const refusals: string[] = [];
  if (!isSourcePermitted(project, repoURL)) {
    refusals.push(`application repo ${repoURL} is not permitted in project '${name}'`);
  }
  if (!isDestinationPermitted(project, destination)) {
    const { server, namespace } = destination;
    refusals.push(
      `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${name}'`,
    );
  }
  return refusals;
}

/**
 * What a project permits of single objects: their kinds, their names where they have no namespace, and the namespaces that they name
 * themselves (Argo CD v3.6, controller/sync.go validateSyncPermissions, IsLiveResourcePermitted).
 */
export function projectRestrictions(project: KubeObject, destination: ProjectDestination): Restrictions {
  const { metadata, spec } = project;
  const name = metadata.name ?? '';
  return {
    id: sha256(
      canonicalJson({ name, spec, destination: { ...destination, clusterProjects: [...destination.clusterProjects] } }),
    ),
    refusal: ({ group, kind, namespace, name: object }, namespaced) => {
      if (!isKindPermitted(project, { group, kind, name: object }, namespaced)) {
        return { code: notPermitted.kind, message: `resource ${group}:${kind} is not permitted in project ${name}` };
      }
      if (!namespaced || isDestinationPermitted(project, { ...destination, namespace })) return undefined;
      return { code: notPermitted.namespace, message: `namespace ${namespace} is not permitted in project '${name}'` };
    },
  };
}

/** A pattern that begins with `!` matches what the rest does not; a source that a denial does not match is refused whatever else permits it. */
function isSourcePermitted(project: KubeObject, repoURL: string): boolean {
  const address = normalizeAddress(repoURL);
  const patterns = texts(jsonAt(project, 'spec', 'sourceRepos')).map((pattern) =>
    pattern.startsWith('!') ? `!${normalizeAddress(pattern.slice(1))}` : normalizeAddress(pattern),
  );
  if (patterns.some((pattern) => pattern.startsWith('!') && !matches(pattern, address, '/'))) return false;
  return patterns.some((pattern) => matches(pattern, address, '/'));
}

/** Whether a project permits no clusters but those that are registered for it. */
export function admitsOwnClustersOnly(project: KubeObject): boolean {
  return jsonAt(project, 'spec', 'permitOnlyProjectScopedClusters') === true;
}

function isDestinationPermitted(project: KubeObject, destination: ProjectDestination): boolean {
  const { server, clusterName, clusterProjects, namespace } = destination;
  if (admitsOwnClustersOnly(project) && !clusterProjects.includes(project.metadata.name ?? '')) return false;
  let permitted = false;
  for (const item of objects(jsonAt(project, 'spec', 'destinations'))) {
    const [named, served, space] = [textAt(item, 'name'), textAt(item, 'server'), textAt(item, 'namespace')];
    const nameMatches = clusterName !== '' && matches(named, clusterName);
    const serverMatches = server !== '' && matches(served, server);
    const namespaceMatches = matches(space, namespace);
    if ((serverMatches || nameMatches) && namespaceMatches) permitted = true;
    else if (!nameMatches && isDenial(named)) return false;
    else if (!serverMatches && isDenial(served) && namespaceMatches) return false;
    else if (!namespaceMatches && isDenial(space) && serverMatches) return false;
  }
  return permitted;
}

interface NamedKind {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** Kinds with a namespace are permitted unless lists say otherwise; those without one only where a list names them. */
function isKindPermitted(project: KubeObject, kind: NamedKind, namespaced: boolean): boolean {
  const list = (field: string): JsonObject[] | undefined => {
    const items = jsonAt(project, 'spec', field);
    return Array.isArray(items) ? items.filter(isJsonObject) : undefined;
  };
  const scope = namespaced ? 'namespace' : 'cluster';
  const allowed = list(`${scope}ResourceWhitelist`);
  const denied = list(`${scope}ResourceBlacklist`) ?? [];
  const isIn = (items: readonly JsonObject[]): boolean => items.some((item) => names(item, kind, namespaced));
  return (allowed === undefined ? namespaced : isIn(allowed)) && !isIn(denied);
}

function names(item: JsonObject, { group, kind, name }: NamedKind, namespaced: boolean): boolean {
  const named = namespaced ? '' : textAt(item, 'name');
  return (
    matchesPath(textAt(item, 'kind'), kind) &&
    matchesPath(textAt(item, 'group'), group) &&
    (named === '' || matchesPath(named, name))
  );
}

/** Go's filepath.Match. */
function matchesPath(pattern: string, text: string): boolean {
  return compileGlob(pattern, { style: 'path-match' })?.matches(text) ?? false;
}

/** A glob, or a regular expression between slashes (Argo CD v3.6, util/glob MatchStringInList). */
function matchesNamespace(pattern: string, namespace: string): boolean {
  const expression = /^\/(.*)\/$/.exec(pattern)?.[1];
  return (expression !== undefined && matchesPattern(expression, namespace) === true) || matchGob(pattern, namespace);
}

function isDenial(pattern: string): boolean {
  return pattern.startsWith('!');
}

function matches(pattern: string, text: string, separators = ''): boolean {
  if (isDenial(pattern)) return !matchGob(pattern.slice(1), text, separators);
  return pattern === '*' || matchGob(pattern, text, separators);
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
