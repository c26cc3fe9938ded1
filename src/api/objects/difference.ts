import { isJsonObject, type Json, jsonAt, type KubeObject } from '../../base/index.ts';
import type { FieldDifference, ObjectState } from '../../engine/index.ts';
import { readYaml, writeYaml } from '../../yaml/index.ts';
import type { DifferenceView, FieldChange, NoiseRange } from '../contract/index.ts';
import type { SecretMasker } from './mask-secrets.ts';

/** How many fields of an object are told. */
const maxFields = 500;
/** Longer values are cut: the manifests hold them whole. */
const maxValue = 4_000;

const changes = { missing: 'create', extra: 'delete', 'out-of-sync': 'update', synced: 'none' } as const;

/** How an object differs, field by field, without its manifests. */
export function differenceOf(
  state: ObjectState,
  masker: SecretMasker,
): Pick<DifferenceView, 'object' | 'change' | 'fields' | 'truncated'> {
  const { key, sync, differences, manifest } = state;
  const fields = differences.slice(0, maxFields).map((difference): FieldChange => {
    const origin = manifest?.originOf(difference.path);
    return {
      path: pathText(difference.path),
      change: changeOf(difference),
      ...valueOf('live', key, difference, masker),
      ...valueOf('desired', key, difference, masker),
      ...(origin === undefined ? {} : { origin }),
    };
  });
  return { object: key, change: changes[sync], fields, truncated: Math.max(0, differences.length - maxFields) };
}

/** An object as YAML, with the lines that say nothing of how it differs from `other`. */
export function comparedManifest(
  object: KubeObject,
  other: KubeObject | undefined,
): { yaml: string; noise: NoiseRange[] } {
  const yaml = writeYaml(object);
  const [document] = readYaml(yaml, { profile: 'go2' }).documents;
  if (document === undefined || other === undefined) return { yaml, noise: [] };
  const lineCount = yaml.split('\n').length - 1;
  const nodes: { readonly path: readonly (string | number)[]; readonly line: number }[] = [];
  collect(object, [], (path) => {
    const line = (document.keyPositionOf(path) ?? document.positionOf(path))?.line;
    if (line !== undefined) nodes.push({ path, line });
  });
  nodes.sort((a, b) => a.line - b.line || a.path.length - b.path.length);
  const noise: NoiseRange[] = [];
  let covered = 0;
  for (const [at, { path, line }] of nodes.entries()) {
    if (line <= covered) continue;
    const why = noiseOf(path, other);
    if (why === undefined) continue;
    const next = nodes.slice(at + 1).find((node) => node.line > line && !startsWith(node.path, path));
    covered = (next?.line ?? lineCount + 1) - 1;
    const last = noise.at(-1);
    if (last !== undefined && last.why === why && last.to === line - 1) last.to = covered;
    else noise.push({ from: line, to: covered, why });
  }
  return { yaml, noise };
}

const serverFields = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink']);

function noiseOf(path: readonly (string | number)[], other: KubeObject): NoiseRange['why'] | undefined {
  if (path[0] === 'status') return 'status';
  if (path[0] === 'metadata' && path.length === 2) {
    if (path[1] === 'managedFields') return 'managedFields';
    if (serverFields.has(String(path[1]))) return 'server';
  }
  return jsonAt(other, ...path) === undefined ? 'default' : undefined;
}

function startsWith(path: readonly (string | number)[], start: readonly (string | number)[]): boolean {
  return path.length > start.length && start.every((step, at) => path[at] === step);
}

function collect(
  value: Json,
  path: readonly (string | number)[],
  look: (path: readonly (string | number)[]) => void,
): void {
  if (path.length > 0) look(path);
  if (Array.isArray(value)) for (const [index, item] of value.entries()) collect(item, [...path, index], look);
  else if (isJsonObject(value))
    for (const [name, member] of Object.entries(value))
      if (member !== undefined) collect(member, [...path, name], look);
}

function changeOf({ live, desired }: FieldDifference): FieldChange['change'] {
  if (live === undefined) return 'add';
  return desired === undefined ? 'remove' : 'change';
}

function valueOf<K extends 'live' | 'desired'>(
  side: K,
  key: ObjectState['key'],
  difference: FieldDifference,
  masker: SecretMasker,
): { [name in K]?: string } {
  const value = difference[side];
  if (value === undefined) return {};
  const text = writeYaml(masker.value(key, difference.path, value as Json)).trimEnd();
  return { [side]: text.length > maxValue ? `${text.slice(0, maxValue)}…` : text } as { [name in K]: string };
}

/** A path as people write it. */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
    )
    .join('')
    .replace(/^\./, '');
}
