import {
  compareVersions,
  type Constraint,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  type SemanticVersion,
} from '../../../lang/index.ts';
import type { RemoteRef, RemoteRefs } from '../wire/index.ts';

/** Tags of the highest version: several where they differ in build metadata only. */
export type TagChoice =
  | { readonly kind: 'tags'; readonly refs: readonly RemoteRef[] }
  | { readonly kind: 'none'; readonly reason: string };

/** What a targetRevision comes to once ranges are taken into account. */
export type ArgoChoice =
  | Extract<TagChoice, { kind: 'tags' }>
  /** A name to look for; `reason` says why a range gave nothing. */
  | { readonly kind: 'name'; readonly revision: string; readonly reason?: string };

const tagRefs = 'refs/tags/';

/**
 * The tags with the highest version in `range`, as Flux sees tags: `x.y.z` in full, with or without a `v` (source-controller v1.9, gogit: cloneSemVer).
 * Only tags with `prefix` count, which is cut off first.
 */
export function chooseTag(refs: RemoteRefs, range: string, prefix: string): TagChoice {
  const constraint = parseConstraint(range);
  if (constraint === undefined) return { kind: 'none', reason: `${JSON.stringify(range)} is no range of versions` };
  const tags = highest(refs, constraint, prefix, (text) => parseStrictVersion(text.replace(/^v/, '')));
  return tags.length === 0
    ? { kind: 'none', reason: `no tag matches the range ${range}` }
    : { kind: 'tags', refs: tags };
}

/**
 * What Argo CD makes of a revision (v3.6, util/versions: MaxVersion): a version is a name, with the prefix before it; a range is the highest tag in it; a
 * range without a tag is a name again, so that a branch may be called `1.x`. With a prefix nothing but versions and ranges is allowed.
 */
export function chooseArgoTag(refs: RemoteRefs, revision: string, prefix: string): ArgoChoice {
  if (parseVersion(revision) !== undefined) return { kind: 'name', revision: `${prefix}${revision}` };
  const constraint = parseConstraint(revision);
  if (constraint === undefined) {
    const reason = `tagPrefix ${JSON.stringify(prefix)} needs a range of versions, and ${JSON.stringify(revision)} is none`;
    return { kind: 'name', revision, ...(prefix === '' ? {} : { reason }) };
  }
  const tags = highest(refs, constraint, prefix, parseVersion);
  if (tags.length > 0) return { kind: 'tags', refs: tags };
  return { kind: 'name', revision, reason: `no tag matches the range ${revision}, and nothing has that name` };
}

function highest(
  refs: RemoteRefs,
  constraint: Constraint,
  prefix: string,
  parse: (text: string) => SemanticVersion | undefined,
): readonly RemoteRef[] {
  let best: { readonly version: SemanticVersion; readonly refs: RemoteRef[] } | undefined;
  for (const ref of refs.values()) {
    if (!ref.name.startsWith(`${tagRefs}${prefix}`)) continue;
    const version = parse(ref.name.slice(tagRefs.length + prefix.length));
    if (version === undefined || !constraint.matches(version)) continue;
    const order = best === undefined ? 1 : compareVersions(version, best.version);
    if (order > 0) best = { version, refs: [ref] };
    else if (order === 0) best?.refs.push(ref);
  }
  return best?.refs ?? [];
}
