import { GoFailure, type GoFunction } from '../../gotemplate/index.ts';
import { type Constraint, parseConstraint, parseVersion, type SemanticVersion } from '../../semver/index.ts';
import { declare, string } from '../declare/index.ts';
import { versionObject } from './version-object.ts';

/** Versions and ranges of them as Masterminds/semver 3.4.0 reads them (sprig 3.3.0, semver.go). */
export const semverFunctions: Readonly<Record<string, GoFunction>> = {
  semver: declare([string], (text) => versionObject(readVersion(text), '*semver.Version')),
  semverCompare: declare([string, string], (range, text) => {
    const constraint = readConstraint(range);
    return constraint.matches(readVersion(text));
  }),
};

function readConstraint(text: string): Constraint {
  const constraint = parseConstraint(text);
  if (constraint !== undefined) return constraint;
  const wrong = text.split('||').find((group) => parseConstraint(group) === undefined);
  throw new GoFailure(`improper constraint: ${wrong ?? text}`);
}

function readVersion(text: string): SemanticVersion {
  const version = parseVersion(text);
  if (version === undefined) throw new GoFailure(faultOf(text));
  return version;
}

const form = /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** What Masterminds/semver says of a text that is no version. */
function faultOf(text: string): string {
  const [whole, major, minor, patch, prerelease = ''] = form.exec(text) ?? [];
  if (whole === undefined) return 'invalid semantic version';
  const large = [major, minor, patch].find((part) => part !== undefined && BigInt(part) >= 2n ** 64n);
  if (large !== undefined) {
    return `error parsing version segment: strconv.ParseUint: parsing "${large}": value out of range`;
  }
  const startsWithZero = prerelease.split('.').some((part) => /^0[0-9]+$/.test(part));
  return startsWithZero ? 'version segment starts with 0' : 'invalid semantic version';
}
