import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import type { HelmIndex } from './index-file.ts';

/** Members of a chart's version and of what is in it, in the order of helm's Go types (helm v4.2, pkg/repo/v1 and pkg/chart/v2). */
const chartMembers: readonly string[] = [
  'name home sources version description keywords maintainers icon apiVersion condition tags appVersion deprecated',
  'annotations kubeVersion dependencies type urls created removed digest checksum engine tillerVersion url',
].flatMap((line) => line.split(' '));
const dependencyMembers = ['name', 'version', 'repository', 'condition', 'tags', 'enabled', 'import-values', 'alias'];
const maintainerMembers = ['name', 'email', 'url'];

/** Members that are written also where they are empty. */
const kept: ReadonlySet<string> = new Set(['urls', 'created']);

const zeroTime = '0001-01-01T00:00:00Z';

/**
 * An index as source-controller v1.9 stores it: all of it as JSON, by Go's encoder, with charts by name and versions from the highest
 * down. In pieces, one a chart. Throws SourceError.
 */
export async function* indexJson(index: HelmIndex): AsyncGenerator<string, void, undefined> {
  const { head } = index;
  const lines: string[] = [];
  if (isJsonObject(head['serverInfo']) && Object.keys(head['serverInfo']).length > 0) {
    lines.push(`  "serverInfo": ${goJson(sorted(head['serverInfo']), '  ')}`);
  }
  lines.push(`  "apiVersion": ${goJson(head['apiVersion'] ?? '', '  ')}`);
  lines.push(`  "generated": ${goJson(timeOf(head['generated']), '  ')}`);
  yield `{\n${lines.join(',\n')},\n  "entries": {`;
  let first = true;
  for (const name of [...index.names].sort(byBytes)) {
    const versions = (await index.versions(name)) ?? [];
    const list = versions.map(({ metadata }) => chartJson(metadata));
    yield `${first ? '' : ','}\n    ${goJson(name, '')}: ${goJson(list, '    ')}`;
    first = false;
  }
  const rest: string[] = [first ? '}' : '\n  }'];
  const { publicKeys, annotations } = head;
  if (Array.isArray(publicKeys) && publicKeys.length > 0) rest.push(`"publicKeys": ${goJson(publicKeys, '  ')}`);
  if (isJsonObject(annotations) && Object.keys(annotations).length > 0) {
    rest.push(`"annotations": ${goJson(sorted(textsOf(annotations)), '  ')}`);
  }
  yield `${rest.join(',\n  ')}\n}`;
}

function chartJson(metadata: JsonObject): JsonObject {
  const chart: JsonObject = {};
  for (const member of chartMembers) {
    const value = memberOf(metadata, member);
    if (kept.has(member) || !isEmpty(value)) chart[member] = value ?? null;
  }
  return chart;
}

function memberOf(metadata: JsonObject, member: string): Json | undefined {
  const value = metadata[member];
  switch (member) {
    case 'created':
      return timeOf(value);
    case 'apiVersion':
      return isEmpty(value) ? 'v1' : value;
    case 'maintainers':
      return listOf(value, (item) => picked(item, maintainerMembers, []));
    case 'dependencies':
      return listOf(value, (item) => picked(item, dependencyMembers, ['name', 'repository']));
    case 'annotations':
      return isJsonObject(value) ? sorted(textsOf(value)) : undefined;
    default:
      return textMembers.has(member) ? textOf(value, member) : value;
  }
}

function listOf(value: Json | undefined, each: (item: JsonObject) => JsonObject): Json | undefined {
  return Array.isArray(value) ? value.map((item) => (isJsonObject(item) ? each(item) : item)) : undefined;
}

function picked(item: JsonObject, members: readonly string[], always: readonly string[]): JsonObject {
  const entries = members.flatMap((member): [string, Json][] => {
    const value = item[member];
    if (!isEmpty(value)) return [[member, value ?? null]];
    return always.includes(member) ? [[member, '']] : [];
  });
  return Object.fromEntries(entries);
}

const textMembers: ReadonlySet<string> = new Set(
  'name home version description icon condition tags appVersion kubeVersion type digest checksum engine tillerVersion url'.split(
    ' ',
  ),
);

/** A number where a text belongs is one (sigs.k8s.io/yaml reads by the type). */
function textOf(value: Json | undefined, member: string): Json | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && member !== 'version' ? sanitize(value) : value;
}

/** Blanks become spaces, and what cannot be seen goes (helm v4.2, sanitizeString). */
function sanitize(text: string): string {
  return text.replaceAll(/\s/g, ' ').replaceAll(/\p{C}/gu, '');
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A time as Go writes it again: without zeros at the end of a fraction. */
function timeOf(value: Json | undefined): string {
  if (typeof value !== 'string' || value === '') return zeroTime;
  return value.replace(/(\.\d*?)0+(?=[Z+-])/, '$1').replace(/\.(?=[Z+-])/, '');
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => byBytes(a, b)));
}

function textsOf(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, textOf(value, 'version') ?? null]));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** JSON as Go's `MarshalIndent` writes it, from the second line on behind `indent`. */
function goJson(value: Json, indent: string): string {
  return JSON.stringify(value, undefined, 2)
    .replaceAll(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\n', `\n${indent}`);
}
