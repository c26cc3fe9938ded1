import { type ComparisonText, rewriteHyphenRanges, splitComparisons } from './constraint-text.ts';
import { comparePrereleases, compareVersions, parseVersion, type SemanticVersion } from './version.ts';

/** A range of versions, such as `>= 1.2, < 2.0 || ^3`. */
export interface Constraint {
  /** The text that was read. */
  readonly original: string;
  /** Whether `version` lies in the range. A pre-release does only where its `||` group names a pre-release itself. */
  matches(version: SemanticVersion): boolean;
}

/** The longest constraint that is read and the most `||` groups in it, as Masterminds/semver v3.5 has them. */
const maxConstraintLength = 512;
const maxGroups = 32;

/**
 * Reads a constraint as Masterminds/semver v3.4.0 (constraints.go, NewConstraint) does: operators `=`, `!=`, `>`, `<`, `>=`, `=>`,
 * `<=`, `=<`, `~`, `~>`, `^` or none; missing parts and `x`, `X`, `*` as wildcards; hyphen ranges; blank or comma for and, `||`
 * for or. Undefined where upstream refuses the text, the empty text included, and where the text is too long.
 */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > maxConstraintLength) return undefined;
  const groups = rewriteHyphenRanges(text).split('||');
  if (groups.length > maxGroups) return undefined;
  const read = groups.map(readGroup);
  if (read.includes(undefined)) return undefined;
  const alternatives = read.filter((group) => group !== undefined);
  return { original: text, matches: (version) => alternatives.some((group) => groupMatches(group, version)) };
}

/** The highest of `versions` that `constraint` admits; of equal ones the first. Undefined where it admits none. */
export function highestMatching(
  constraint: Constraint,
  versions: readonly SemanticVersion[],
): SemanticVersion | undefined {
  let highest: SemanticVersion | undefined;
  for (const version of versions) {
    if (highest !== undefined && compareVersions(version, highest) <= 0) continue;
    if (constraint.matches(version)) highest = version;
  }
  return highest;
}

interface Comparison {
  readonly operator: string;
  readonly bound: SemanticVersion;
  /** Some part is missing or a wildcard, so the comparison means a range. */
  readonly isRange: boolean;
  /** The major version is given, the minor is not. */
  readonly anyMinor: boolean;
  /** The minor version is given, the patch is not. */
  readonly anyPatch: boolean;
}

interface Group {
  readonly comparisons: readonly Comparison[];
  readonly admitsPrereleases: boolean;
}

function readGroup(text: string): Group | undefined {
  const parts = splitComparisons(text);
  if (parts === undefined) return undefined;
  const comparisons: Comparison[] = [];
  for (const part of parts) {
    const comparison = readComparison(part);
    if (comparison === undefined) return undefined;
    comparisons.push(comparison);
  }
  return { comparisons, admitsPrereleases: comparisons.some(({ bound }) => bound.prerelease !== '') };
}

function readComparison(text: ComparisonText): Comparison | undefined {
  const { operator, major, minor, patch } = text;
  const prerelease = text.prerelease === '' ? '' : `-${text.prerelease}`;
  const bound = (version: string, range: { isRange: boolean; anyMinor?: boolean; anyPatch?: boolean }) => {
    const parsed = parseVersion(version);
    return parsed && { operator, bound: parsed, anyMinor: false, anyPatch: false, ...range };
  };
  if (isWildcard(major)) return bound(`0.0.0${prerelease}`, { isRange: true });
  if (isWildcard(minor)) return bound(`${major}.0.0${prerelease}`, { isRange: true, anyMinor: true });
  if (isWildcard(patch)) return bound(`${major}.${minor}.0${prerelease}`, { isRange: true, anyPatch: true });
  return bound(text.version, { isRange: false });
}

function isWildcard(part: string | undefined): boolean {
  return part === undefined || part === 'x' || part === 'X' || part === '*';
}

function groupMatches(group: Group, version: SemanticVersion): boolean {
  if (version.prerelease !== '' && !group.admitsPrereleases) return false;
  return group.comparisons.every((comparison) => holds(comparison, version));
}

function holds(comparison: Comparison, version: SemanticVersion): boolean {
  const order = compareVersions(version, comparison.bound);
  switch (comparison.operator) {
    case '!=':
      return isDifferent(comparison, version, order);
    case '>':
      return isGreater(comparison, version, order);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(comparison, version, order);
    case '~':
    case '~>':
      return isWithinTilde(comparison, version, order);
    case '^':
      return isWithinCaret(comparison, version, order);
    default:
      return comparison.isRange ? isWithinTilde(comparison, version, order) : order === 0;
  }
}

function isDifferent(
  { bound, isRange, anyMinor, anyPatch }: Comparison,
  version: SemanticVersion,
  order: number,
): boolean {
  if (!isRange) return order !== 0;
  if (bound.major !== version.major) return true;
  if (anyMinor) return false;
  if (bound.minor !== version.minor) return true;
  if (anyPatch) return comparePrereleases(version.prerelease, bound.prerelease) !== 0;
  return bound.patch !== version.patch || order !== 0;
}

/** `>11` means 12 or later, `>11.1` means 11.2 or later. */
function isGreater({ bound, anyMinor, anyPatch }: Comparison, version: SemanticVersion, order: number): boolean {
  if (version.major !== bound.major) return version.major > bound.major;
  if (anyMinor) return false;
  if (anyPatch) return version.minor > bound.minor;
  return order > 0;
}

/** `<=11` admits all of 11, `<=11.1` all of 11.1. `<=*` admits major version 0 only as far as 0.0, which is upstream's reading. */
function isAtMost({ bound, isRange, anyMinor }: Comparison, version: SemanticVersion, order: number): boolean {
  if (!isRange) return order <= 0;
  if (version.major !== bound.major) return version.major < bound.major;
  return anyMinor || version.minor <= bound.minor;
}

function isWithinTilde({ bound, anyMinor, anyPatch }: Comparison, version: SemanticVersion, order: number): boolean {
  if (order < 0) return false;
  const isAny = bound.major === 0n && bound.minor === 0n && bound.patch === 0n && !anyMinor && !anyPatch;
  if (isAny) return true;
  return version.major === bound.major && (anyMinor || version.minor === bound.minor);
}

function isWithinCaret({ bound, anyMinor, anyPatch }: Comparison, version: SemanticVersion, order: number): boolean {
  if (order < 0) return false;
  if (version.major !== bound.major) return false;
  if (bound.major > 0n || anyMinor) return true;
  if (version.minor !== bound.minor) return false;
  return bound.minor > 0n || anyPatch || version.patch === bound.patch;
}
