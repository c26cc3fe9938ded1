import { RE2JS } from 're2js';
import { compareVersions, parseConstraint, parseVersion, type SemanticVersion } from '../../lang/index.ts';
import { SourceError } from '../error.ts';

/** The tag of a version: tags cannot hold `+`, which helm writes as `_` (helm v4.2, pkg/registry). */
export function tagOfVersion(version: string): string {
  return version.replaceAll('+', '_');
}

/** The version that a tag stands for. */
export function versionOfTag(tag: string): string {
  return tag.replaceAll('_', '+');
}

/** A version of three numbers, a `v` before it or not, as Flux reads them (fluxcd/pkg version v0.16, ParseVersion). */
export function parseFluxVersion(text: string): SemanticVersion | undefined {
  return text.split('.').length >= 3 ? parseVersion(text) : undefined;
}

/** Which tag is wanted. */
export interface TagRange {
  /** A range of versions. */
  readonly range: string;
  /** A regular expression (RE2) that tags must match. */
  readonly filter?: string;
  /** Tags are those of charts, with `_` for `+`. */
  readonly isChart?: boolean;
}

/**
 * The tag of the highest version in a range (source-controller v1.9, getTagBySemver). Throws SourceError about `object`: `invalid-address` for
 * a range or an expression that is none, `revision-not-found` where no tag is in it.
 */
export function highestTag(wanted: TagRange, tags: readonly string[], object: string): string {
  const { range, isChart = false } = wanted;
  const admitted = filterOf(wanted.filter, object);
  const constraint = parseConstraint(range);
  if (constraint === undefined) {
    throw new SourceError('invalid-address', `semver '${range}' parse error: improper constraint: ${range}`, {
      object,
    });
  }
  let highest: SemanticVersion | undefined;
  for (const tag of tags) {
    const version = admitted(tag) ? parseFluxVersion(isChart ? versionOfTag(tag) : tag) : undefined;
    if (version === undefined || !constraint.matches(version)) continue;
    if (highest === undefined || compareVersions(version, highest) > 0) highest = version;
  }
  if (highest === undefined) {
    throw new SourceError('revision-not-found', `no match found for semver: ${range}`, { object });
  }
  return isChart ? tagOfVersion(highest.original) : highest.original;
}

function filterOf(filter: string | undefined, object: string): (tag: string) => boolean {
  if (filter === undefined || filter === '') return () => true;
  try {
    const pattern = RE2JS.compile(filter);
    return (tag) => pattern.matcher(tag).find();
  } catch (error) {
    const text = `error parsing regexp: ${JSON.stringify(filter.slice(0, 200))} is no regular expression of RE2`;
    throw new SourceError('invalid-address', text, { object, cause: error });
  }
}
