/**
 * A version as Masterminds/semver v3 (v3.4.0, version.go) reads it: helm, Flux and Argo CD all compare versions with it. Numbers
 * are uint64 there, hence bigint here.
 */
export interface SemanticVersion {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** What follows `-`, without it; empty for a release. */
  readonly prerelease: string;
  /** What follows `+`, without it; never compared. */
  readonly metadata: string;
  /** The text that was read, with its `v` if it had one. */
  readonly original: string;
}

/** The longest text that is read as a version, as Masterminds/semver v3.5 has it. */
const maxVersionLength = 256;
const maxUint64 = 2n ** 64n - 1n;

const loose =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const strict =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * Reads a version loosely, as semver.NewVersion does: `v1`, `1.2` and `01.2.3` are versions too. Undefined where it refuses the
 * text, and for texts of more than 256 characters.
 */
export function parseVersion(text: string): SemanticVersion | undefined {
  return read(text, loose);
}

/** Reads `major.minor.patch` with nothing missing, no `v` and no leading zeros, as semver.StrictNewVersion does. */
export function parseStrictVersion(text: string): SemanticVersion | undefined {
  return read(text, strict);
}

function read(text: string, form: RegExp): SemanticVersion | undefined {
  if (text.length > maxVersionLength) return undefined;
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  const version = { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch) };
  if (version.major > maxUint64 || version.minor > maxUint64 || version.patch > maxUint64) return undefined;
  return { ...version, prerelease, metadata, original: text };
}

/** The version in full, `1.2.3-rc.1+meta`, without a `v`: what Masterminds' Version.String gives. */
export function formatVersion(version: SemanticVersion): string {
  const prerelease = version.prerelease === '' ? '' : `-${version.prerelease}`;
  const metadata = version.metadata === '' ? '' : `+${version.metadata}`;
  return `${version.major}.${version.minor}.${version.patch}${prerelease}${metadata}`;
}

/** Negative where `a` comes before `b`, positive where it comes after, 0 where they differ in metadata at most. For `sort`. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** Orders two pre-releases of one version; the empty one, a release, comes last. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = comparePrereleaseParts(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePrereleaseParts(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  const left = asNumber(a);
  const right = asNumber(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right);
  if (left !== undefined) return -1;
  if (right !== undefined) return 1;
  return a < b ? -1 : 1;
}

/** A part too large for 64 bits counts as a word, as upstream's strconv.ParseUint makes it. */
function asNumber(part: string): bigint | undefined {
  if (!/^\d+$/.test(part)) return undefined;
  const value = BigInt(part);
  return value <= maxUint64 ? value : undefined;
}

function compareNumbers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
