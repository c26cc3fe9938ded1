import {
  GoFailure,
  type GoFunction,
  GoInteger,
  GoObject,
  type GoType,
  goTypes,
  type GoValue,
} from '../../gotemplate/index.ts';
import { compareVersions, formatVersion, parseVersion, type SemanticVersion } from '../../semver/index.ts';
import { declare, type Param, string } from '../declare/index.ts';
import type { JsonText } from '../json/index.ts';

/** What is inside of a version that templates hold. */
class VersionInside implements JsonText {
  readonly version: SemanticVersion;

  constructor(version: SemanticVersion) {
    this.version = version;
  }

  jsonText(): string {
    return formatVersion(this.version);
  }
}

const structType: GoType = { kind: 'struct', name: 'semver.Version' };
const pointerType: GoType = { kind: 'ptr', name: '*semver.Version', elem: structType };

/** A version with the methods that templates may call on it: a pointer as `semver` gives it, a struct as `IncMajor` does. */
export function versionObject(version: SemanticVersion, type: '*semver.Version' | 'semver.Version'): GoObject {
  const methods = { ...valueMethods(version), ...(type === '*semver.Version' ? pointerMethods(version) : {}) };
  return new GoObject(type === '*semver.Version' ? pointerType : structType, {
    methods: new Map(Object.entries(methods)),
    text: () => formatVersion(version),
    native: new VersionInside(version),
  });
}

function valueMethods(version: SemanticVersion): Readonly<Record<string, GoFunction>> {
  const next = (change: Partial<SemanticVersion>): GoFunction =>
    declare([], () => versionObject(changed(version, { prerelease: '', metadata: '', ...change }), 'semver.Version'));
  const number = (value: bigint): GoFunction => declare([], () => new GoInteger(goTypes.uint64, value));
  const isPrerelease = version.prerelease !== '';
  return {
    Major: number(version.major),
    Minor: number(version.minor),
    Patch: number(version.patch),
    Prerelease: declare([], () => version.prerelease),
    Metadata: declare([], () => version.metadata),
    String: declare([], () => formatVersion(version)),
    IncMajor: next({ major: version.major + 1n, minor: 0n, patch: 0n }),
    IncMinor: next({ minor: version.minor + 1n, patch: 0n }),
    // The release that a pre-release leads to is the next one.
    IncPatch: next({ patch: isPrerelease ? version.patch : version.patch + 1n }),
    SetPrerelease: declare([string], (prerelease) => {
      checkPart(`0.0.0-${prerelease}`, prerelease, 'invalid prerelease string');
      return versionObject(changed(version, { prerelease }), 'semver.Version');
    }),
    SetMetadata: declare([string], (metadata) => {
      checkPart(`0.0.0+${metadata}`, metadata, 'invalid metadata string');
      return versionObject(changed(version, { metadata }), 'semver.Version');
    }),
  };
}

/** With the `v` that the version was written with. */
function changed(version: SemanticVersion, change: Partial<SemanticVersion>): SemanticVersion {
  const next = { ...version, ...change };
  return { ...next, original: (version.original.startsWith('v') ? 'v' : '') + formatVersion(next) };
}

function checkPart(text: string, part: string, fault: string): void {
  if (part !== '' && parseVersion(text) === undefined) throw new GoFailure(fault);
}

function pointerMethods(version: SemanticVersion): Readonly<Record<string, GoFunction>> {
  const comparison = (result: (order: number) => GoValue): GoFunction =>
    declare([otherVersion], (other) => result(compareVersions(version, other)));
  return {
    Original: declare([], () => version.original),
    Compare: comparison((order) => BigInt(Math.sign(order))),
    Equal: comparison((order) => order === 0),
    LessThan: comparison((order) => order < 0),
    LessThanEqual: comparison((order) => order <= 0),
    GreaterThan: comparison((order) => order > 0),
    GreaterThanEqual: comparison((order) => order >= 0),
  };
}

const otherVersion: Param<SemanticVersion> = {
  type: pointerType,
  read(value) {
    if (value instanceof GoObject && value.native instanceof VersionInside) return value.native.version;
    throw new GoFailure('runtime error: invalid memory address or nil pointer dereference');
  },
};
