import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, objectAt } from '../../../base/index.ts';
import type { Lookup } from '../../../engine/index.ts';
import type { Release } from '../../../release/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import { readHelmReleaseSpec } from '../spec/index.ts';

/** A value that a release was rendered with, and who set it. */
export interface ValueOrigin {
  /** As `--set` writes it. */
  readonly path: string;
  /** Undefined where it came out of a Secret, or may have. */
  readonly value: Json | undefined;
  /** `spec.values`, `ConfigMap/NAME KEY`, `Secret/NAME KEY`, `an earlier spec`, or `chart`. */
  readonly from: string;
}

interface GivenValues {
  readonly from: string;
  readonly isSecret: boolean;
  readonly values: JsonObject;
  /** Where only one place is set. */
  readonly targetPath: string;
}

/** How many values are told. */
const maxValues = 1_000;

/**
 * The values of a release in the order of their names: those that were given, each with the place that gave it, then the chart's defaults that nobody changed. What cannot
 * be found at any place is taken for secret where any place is a Secret.
 */
export async function valueOrigins(owner: KubeObject, release: Release, lookup: Lookup): Promise<ValueOrigin[]> {
  const given = await givenValues(owner, lookup);
  const mayBeSecret = given.some(({ isSecret }) => isSecret);
  const config = release.config.reveal();
  const set = leavesOf(config).map(({ path, value }): ValueOrigin => {
    const text = pathText(path);
    // What comes last wins.
    const giver = given.findLast(
      ({ values, targetPath }) => targetPath === text || isSame(jsonAt(values, ...path), value),
    );
    const isSecret = giver?.isSecret ?? mayBeSecret;
    return { path: text, value: isSecret ? undefined : value, from: giver?.from ?? 'an earlier spec' };
  });
  const defaults = leavesOf(objectAt(release.chart, 'values'))
    .filter(({ path }) => !isSet(config, path))
    .map(({ path, value }): ValueOrigin => ({ path: pathText(path), value, from: 'chart' }));
  return [...set, ...defaults].slice(0, maxValues);
}

async function givenValues(owner: KubeObject, lookup: Lookup): Promise<GivenValues[]> {
  const spec = readHelmReleaseSpec(owner);
  const found: GivenValues[] = [];
  for (const { kind, name, valuesKey, targetPath } of spec.valuesFrom) {
    if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
    const object = await lookup.get({ group: '', kind }, owner.metadata.namespace ?? '', name);
    const data = jsonAt(object, 'data', valuesKey);
    const text = typeof data !== 'string' ? '' : kind === 'Secret' ? Buffer.from(data, 'base64').toString() : data;
    const [document] = readYaml(text, { profile: 'go2', documents: 'first' }).documents;
    const values = document === undefined || targetPath !== '' ? {} : toJson(document.value);
    found.push({
      from: `${kind}/${name} ${valuesKey}`,
      isSecret: kind === 'Secret',
      values: isJsonObject(values) ? values : {},
      targetPath,
    });
  }
  return [...found, { from: 'spec.values', isSecret: false, values: spec.values, targetPath: '' }];
}

function isSet(values: JsonObject, path: readonly string[]): boolean {
  let current: Json | undefined = values;
  for (const step of path) {
    // A value that is no map replaces all that the chart has below it.
    if (!isJsonObject(current)) return true;
    if (!Object.hasOwn(current, step)) return false;
    current = current[step];
  }
  return true;
}

function leavesOf(values: JsonObject): { readonly path: readonly string[]; readonly value: Json }[] {
  const leaves: { path: readonly string[]; value: Json }[] = [];
  const visit = (value: Json, path: readonly string[]): void => {
    if (!isJsonObject(value) || (Object.keys(value).length === 0 && path.length > 0)) {
      leaves.push({ path, value });
      return;
    }
    for (const name of Object.keys(value).toSorted()) visit(value[name] ?? null, [...path, name]);
  };
  visit(values, []);
  return leaves;
}

function isSame(a: Json | undefined, b: Json): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

function pathText(path: readonly string[]): string {
  return path.map((step) => step.replaceAll('.', String.raw`\.`)).join('.');
}
