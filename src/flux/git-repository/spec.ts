import { isJsonObject, jsonAt, type JsonObject, type KubeObject, parseDuration } from '../../base/index.ts';
import type { GitReference } from '../../source/index.ts';

/** A GitRepository's spec with its defaults, as source.toolkit.fluxcd.io/v1 defines them. */
export interface GitRepositorySpec {
  readonly url: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly suspend: boolean;
  readonly reference: GitReference;
  readonly ignore: string | undefined;
  readonly recurseSubmodules: boolean;
  /** Fields that change what is fetched and that this controller does not carry out yet. */
  readonly unsupported: readonly string[];
}

/** Reads the spec of a GitRepository. */
export function readGitRepositorySpec(owner: KubeObject): GitRepositorySpec {
  const spec: JsonObject = isJsonObject(owner['spec']) ? owner['spec'] : {};
  const duration = (field: string): number | undefined => {
    const value = spec[field];
    return typeof value === 'string' ? parseDuration(value) : undefined;
  };
  return {
    url: typeof spec['url'] === 'string' ? spec['url'] : '',
    intervalMs: duration('interval') ?? 60_000,
    timeoutMs: duration('timeout') ?? 60_000,
    suspend: spec['suspend'] === true,
    reference: referenceOf(spec),
    ignore: typeof spec['ignore'] === 'string' ? spec['ignore'] : undefined,
    recurseSubmodules: spec['recurseSubmodules'] === true,
    unsupported: ['verify', 'include', 'sparseCheckout', 'proxySecretRef'].filter((field) => spec[field] !== undefined),
  };
}

/** Commit before name before semver before tag before branch; `master` where there is no reference (source-controller v1.9). */
function referenceOf(spec: JsonObject): GitReference {
  const at = (field: string): string => {
    const value = jsonAt(spec, 'ref', field);
    return typeof value === 'string' ? value : '';
  };
  const branch = at('branch');
  if (at('commit') !== '') return { kind: 'commit', commit: at('commit'), ...(branch === '' ? {} : { branch }) };
  if (at('name') !== '') return { kind: 'name', name: at('name') };
  if (at('semver') !== '') return { kind: 'semver', range: at('semver') };
  if (at('tag') !== '') return { kind: 'tag', tag: at('tag') };
  return { kind: 'branch', branch: branch === '' ? 'master' : branch };
}

/** How a revision names the reference: the branch or tag by its short name, other references in full. */
export function referenceName(reference: GitReference, resolvedName: string | undefined): string {
  switch (reference.kind) {
    case 'branch':
      return reference.branch;
    case 'tag':
      return reference.tag;
    case 'name':
      return reference.name;
    case 'commit':
      return reference.branch ?? '';
    case 'semver':
      return (resolvedName ?? '').replace(/^refs\/tags\//, '');
    case 'revision':
      return reference.revision;
  }
}
