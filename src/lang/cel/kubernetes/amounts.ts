import { parseQuantity } from '../../../base/index.ts';
import { compareVersions, formatVersion, parseStrictVersion, type SemanticVersion } from '../../semver/index.ts';
import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { structType, types } from '../types.ts';
import { CelObject } from '../values.ts';

const { bool, int, double, string } = types;
const billion = 1_000_000_000n;

/** A quantity, in billionths (apiserver v0.36.3, pkg/cel/quantity.go). */
export const quantityType = structType<CelObject<bigint>>('kubernetes.Quantity');
/** A semantic version (apiserver v0.36.3, pkg/cel/semver.go). */
export const semverType = structType<CelObject<SemanticVersion>>('kubernetes.Semver');

function quantityOf(amount: bigint): CelObject<bigint> {
  return new CelObject(quantityType, amount, String(amount));
}

function toQuantity(text: string): CelObject<bigint> {
  const amount = parseQuantity(text);
  if (amount !== undefined) return quantityOf(amount);
  const pattern = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
  throw failure(
    /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text) && text !== ''
      ? "unable to parse quantity's suffix"
      : `quantities must match the regular expression '${pattern}'`,
  );
}

function toInteger(amount: bigint): bigint | undefined {
  if (amount % billion !== 0n) return undefined;
  const value = amount / billion;
  return value > 2n ** 63n - 1n || value < -(2n ** 63n) ? undefined : value;
}

const sign = (value: bigint | number): bigint => (value < 0 ? -1n : BigInt(value > 0));

function toVersion(text: string, normalize: boolean): SemanticVersion | undefined {
  if (!normalize) return parseStrictVersion(text);
  const [, numbers = '', rest = ''] = /^([^-+]*)(.*)$/s.exec(text.replace(/^v/, '')) ?? [];
  const parts = numbers.split('.');
  while (parts.length < 3) parts.push('0');
  return parseStrictVersion(`${parts.map((part) => part.replace(/^0+(?=\d)/, '')).join('.')}${rest}`);
}

function semver(text: string, normalize: boolean): CelObject<SemanticVersion> {
  const version = toVersion(text, normalize);
  if (version === undefined) throw failure(versionProblem(text));
  return new CelObject(semverType, version, formatVersion(version).replace(/\+.*/, ''));
}

function versionProblem(text: string): string {
  if (text === '') return 'Version string empty';
  const parts = text.split('.');
  if (parts.length < 3) return 'No Major.Minor.Patch elements found';
  const wrong = parts.slice(0, 2).find((part) => !/^\d+$/.test(part));
  if (wrong !== undefined)
    return `Invalid character(s) found in ${wrong === parts[0] ? 'major' : 'minor'} number ${JSON.stringify(wrong)}`;
  const [patch = ''] = parts.slice(2).join('.').split(/[-+]/);
  return `Invalid character(s) found in patch number ${JSON.stringify(patch)}`;
}

/** Quantities and versions (apiserver v0.36.3, pkg/cel/library/quantity.go and semverlib.go). */
export const amountFunctions: readonly FunctionDeclaration[] = [
  declare('quantity', globalOverload('string_to_quantity', [string], quantityType, toQuantity)),
  declare(
    'isQuantity',
    globalOverload('is_quantity_string', [string], bool, (text) => parseQuantity(text) !== undefined),
  ),
  declare(
    'sign',
    memberOverload('quantity_sign', [quantityType], int, ({ content }) => sign(content)),
  ),
  declare(
    'isGreaterThan',
    memberOverload('quantity_is_greater_than', [quantityType, quantityType], bool, (a, b) => a.content > b.content),
    memberOverload(
      'semver_is_greater_than',
      [semverType, semverType],
      bool,
      (a, b) => compareVersions(a.content, b.content) > 0,
    ),
  ),
  declare(
    'isLessThan',
    memberOverload('quantity_is_less_than', [quantityType, quantityType], bool, (a, b) => a.content < b.content),
    memberOverload(
      'semver_is_less_than',
      [semverType, semverType],
      bool,
      (a, b) => compareVersions(a.content, b.content) < 0,
    ),
  ),
  declare(
    'compareTo',
    memberOverload('quantity_compare_to', [quantityType, quantityType], int, (a, b) => sign(a.content - b.content)),
    memberOverload('semver_compare_to', [semverType, semverType], int, (a, b) =>
      sign(compareVersions(a.content, b.content)),
    ),
  ),
  declare(
    'asApproximateFloat',
    memberOverload('quantity_get_float', [quantityType], double, ({ content }) => Number(content) / 1e9),
  ),
  declare(
    'asInteger',
    memberOverload('quantity_get_int', [quantityType], int, ({ content }) => {
      const value = toInteger(content);
      if (value === undefined) throw failure('cannot convert value to integer');
      return value;
    }),
  ),
  declare(
    'isInteger',
    memberOverload('quantity_is_integer', [quantityType], bool, ({ content }) => toInteger(content) !== undefined),
  ),
  declare(
    'add',
    memberOverload('quantity_add', [quantityType, quantityType], quantityType, (a, b) =>
      quantityOf(a.content + b.content),
    ),
    memberOverload('quantity_add_int', [quantityType, int], quantityType, (a, b) =>
      quantityOf(a.content + b * billion),
    ),
  ),
  declare(
    'sub',
    memberOverload('quantity_sub', [quantityType, quantityType], quantityType, (a, b) =>
      quantityOf(a.content - b.content),
    ),
    memberOverload('quantity_sub_int', [quantityType, int], quantityType, (a, b) =>
      quantityOf(a.content - b * billion),
    ),
  ),
  declare(
    'semver',
    globalOverload('string_to_semver', [string], semverType, (text) => semver(text, false)),
    globalOverload('string_bool_to_semver', [string, bool], semverType, semver),
  ),
  declare(
    'isSemver',
    globalOverload('is_semver_string', [string], bool, (text) => toVersion(text, false) !== undefined),
    globalOverload(
      'is_semver_string_bool',
      [string, bool],
      bool,
      (text, normalize) => toVersion(text, normalize) !== undefined,
    ),
  ),
  declare(
    'major',
    memberOverload('semver_major', [semverType], int, ({ content }) => content.major),
  ),
  declare(
    'minor',
    memberOverload('semver_minor', [semverType], int, ({ content }) => content.minor),
  ),
  declare(
    'patch',
    memberOverload('semver_patch', [semverType], int, ({ content }) => content.patch),
  ),
];
