import type { GroupVersionKind } from '../base/index.ts';
import { type FiledResource, kubernetesFile } from './builtin-schemas.ts';
import { groupRank, resourceNames } from './resource-names.ts';

/** A resource of a Kubernetes 1.36 API server: what discovery says of it. */
export interface BuiltinResource extends GroupVersionKind {
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  /** Sorted. */
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly BuiltinSubresource[];
  /** Whether a server serves the version without being told to: alpha and beta versions are off. */
  readonly isServedByDefault: boolean;
}

/** A subresource; its kind is what is read from and written to it, as `autoscaling/v1 Scale`. */
export interface BuiltinSubresource extends GroupVersionKind {
  readonly name: string;
  readonly verbs: readonly string[];
}

/**
 * The resources that a Kubernetes 1.36 API server has built in, in the order of its discovery: groups by priority, within them the
 * preferred version first, resources by name.
 */
export function builtinResources(): readonly BuiltinResource[] {
  return kubernetesFile()
    .resources.map(describe)
    .sort(
      (a, b) =>
        groupRank(a.group) - groupRank(b.group) ||
        compareText(a.group, b.group) ||
        compareApiVersions(a.version, b.version) ||
        compareText(a.plural, b.plural),
    );
}

function describe(resource: FiledResource): BuiltinResource {
  const names = resourceNames[`${resource.group}/${resource.plural}`];
  return {
    ...resource,
    singular: resource.kind.toLowerCase(),
    shortNames: names?.shortNames ?? [],
    categories: names?.categories ?? [],
    isServedByDefault: /^v\d+$/.test(resource.version),
  };
}

/**
 * Orders the versions of a group, the preferred one first: `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`, then anything else by text
 * (apimachinery v0.36.3, pkg/version CompareKubeAwareVersionStrings, reversed).
 */
export function compareApiVersions(a: string, b: string): number {
  const left = parseApiVersionName(a);
  const right = parseApiVersionName(b);
  if (left === undefined || right === undefined) {
    if (left === right) return compareText(a, b);
    return left === undefined ? 1 : -1;
  }
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}

interface ApiVersionName {
  readonly major: number;
  /** 2 for a stable version, 1 for beta, 0 for alpha. */
  readonly stability: number;
  readonly minor: number;
}

function parseApiVersionName(text: string): ApiVersionName | undefined {
  const [, major, stage, minor = '0'] = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(text) ?? [];
  if (major === undefined) return undefined;
  const stability = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return { major: Number(major), stability, minor: Number(minor) };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
