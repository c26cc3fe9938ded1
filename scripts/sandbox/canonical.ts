import { isJsonObject, type Json, jsonEqual, type JsonObject } from '../../src/base/index.ts';
import type { RecordedAnswer, Script } from './script.ts';

/** Values that differ from run to run, each replaced by a name that counts in order of appearance. */
class Names {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  add(value: unknown, prefix: string): void {
    if (typeof value !== 'string' || value === '' || this.#names.has(value)) return;
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    this.#names.set(value, `${prefix}${count}`);
  }

  /** Longer values first: some contain others. */
  replaceIn(text: string): string {
    const values = [...this.#names.keys()].sort((a, b) => b.length - a.length);
    return values.reduce((result, value) => result.replaceAll(value, this.#names.get(value) ?? ''), text);
  }
}

const listVersion = 'LIST';
const time = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g;

/** Answers without what differs from run to run: uids, times, versions, generated names. */
export function canonical(
  answers: readonly RecordedAnswer[],
  namespace: string,
  { mask = [], bare = false }: Script,
): readonly RecordedAnswer[] {
  // A list's version counts what happens elsewhere too. (Older scripts leave it out where that matters.)
  if (bare) for (const { body } of answers) maskListVersion(body);
  const names = new Names();
  const versions = new Set<string>();
  const visit = (value: Json, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key);
    } else if (isJsonObject(value)) {
      collect(value, names);
      for (const [name, item] of Object.entries(value)) if (item !== undefined) visit(item, name);
    } else if (key === 'resourceVersion' && typeof value === 'string' && value !== listVersion) {
      versions.add(value);
    }
  };
  for (const { body, events } of answers) visit([body ?? null, ...(events ?? [])], '');
  const ranks = new Map(
    [...versions].sort((a, b) => Number(a) - Number(b)).map((value, index) => [value, `R${index + 1}`]),
  );
  let text = names
    .replaceIn(JSON.stringify(answers))
    .replaceAll(
      /("resourceVersion":")([^"]*)"/g,
      (_, key: string, value: string) => `${key}${ranks.get(value) ?? value}"`,
    )
    .replaceAll(time, '"T"')
    .replaceAll(/("storageVersionHash":")[^"]*/g, '$1HASH')
    .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-X')
    .replaceAll(/ in (record|the precondition) \(\d+\)/g, ' in $1 (R)')
    .replaceAll(/ResourceVersion in (precondition|object meta): \d+/g, 'ResourceVersion in $1: R')
    .replaceAll(namespace, 'NS');
  if (bare) text = text.replaceAll(/"\d+s"/g, '"AGE"');
  for (const pattern of mask) text = text.replaceAll(new RegExp(pattern, 'g'), 'MASKED');
  return (JSON.parse(text) as RecordedAnswer[]).map(
    (answer) => tidy(answer as unknown as Json) as unknown as RecordedAnswer,
  );
}

function maskListVersion(body: Json | undefined): void {
  if (!isJsonObject(body) || !('items' in body || body['kind'] === 'Table')) return;
  if (isJsonObject(body['metadata']) && body['metadata']['resourceVersion'] !== undefined) {
    body['metadata']['resourceVersion'] = listVersion;
  }
}

function collect(value: JsonObject, names: Names): void {
  const metadata = isJsonObject(value['metadata']) ? value['metadata'] : {};
  names.add(value['uid'], 'U');
  for (const label of ['pod-template-hash', 'controller-revision-hash', 'controller.kubernetes.io/hash'])
    names.add(value[label], 'H');
  const { generateName, name } = metadata;
  if (
    typeof generateName === 'string' &&
    typeof name === 'string' &&
    /^[a-z0-9]{5}$/.test(name.slice(generateName.length))
  ) {
    names.add(name.slice(generateName.length), 'G');
  }
  for (const field of ['clusterIP', 'podIP', 'ip']) if (value[field] !== 'None') names.add(value[field], 'IP');
  const { addresses } = value;
  if (Array.isArray(addresses)) for (const address of addresses) names.add(address, 'IP');
  for (const field of ['nodePort', 'healthCheckNodePort']) {
    if (typeof value[field] === 'number') value[field] = 30_000;
  }
}

/** Orders what has no order, and drops what says nothing of behaviour. */
function tidy(value: Json): Json {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) result[key] = tidy(item);
  }
  const { conditions, continue: token, managedFields, columnDefinitions } = result;
  if (Array.isArray(columnDefinitions)) for (const column of columnDefinitions) dropDescription(column);
  // Ordered by time first, which is the same for some and not for others.
  if (Array.isArray(managedFields)) managedFields.sort((a, b) => managerText(a).localeCompare(managerText(b)));
  if (Array.isArray(conditions)) conditions.sort((a, b) => typeText(a).localeCompare(typeText(b)));
  // Upstream's order is that of a Go map.
  for (const rules of [result['resourceRules'], result['nonResourceRules']]) {
    if (Array.isArray(rules)) rules.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (typeof token === 'string' && token !== '') result['continue'] = 'TOKEN';
  return result;
}

function dropDescription(column: Json): void {
  if (isJsonObject(column)) delete column['description'];
}

function typeText(condition: Json): string {
  return isJsonObject(condition) && typeof condition['type'] === 'string' ? condition['type'] : '';
}

function managerText(entry: Json): string {
  const { manager = '', operation = '', subresource = '', apiVersion = '' } = isJsonObject(entry) ? entry : {};
  return JSON.stringify([manager, operation, subresource, apiVersion]);
}

/** The answers with what the script ignores taken out. */
export function withoutIgnored(answers: readonly RecordedAnswer[], script: Script): Json {
  const patterns = Object.keys(script.ignore ?? {}).map((path) => path.split('.'));
  const visit = (value: Json, path: readonly string[]): Json => {
    if (Array.isArray(value)) {
      return value.map((item, index) => {
        const at = [...path, String(index)];
        return patterns.some((pattern) => matches(pattern, at)) ? null : visit(item, at);
      });
    }
    if (!isJsonObject(value)) return value;
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      const at = [...path, key];
      if (item !== undefined && !patterns.some((pattern) => matches(pattern, at))) result[key] = visit(item, at);
    }
    return result;
  };
  return visit(answers as unknown as Json, []);
}

/** `**` stands for any number of steps at the start. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern[0] === '**') {
    const rest = pattern.slice(1);
    return path.length >= rest.length && matches(rest, path.slice(path.length - rest.length));
  }
  return pattern.length === path.length && pattern.every((step, index) => step === '*' || step === path[index]);
}

/** What of a script's cases differs from the recording. */
export interface ComparedCases {
  /** The cases that differ, as `SCRIPT#CASE`, sorted. */
  readonly differing: readonly string[];
  /** The answers to compare: all cases but those whose difference is known. */
  readonly unexpected: { readonly own: Json; readonly recorded: Json };
}

/** Compares the answers to a script case by case; `known` holds the cases that are known to differ. */
export function differingCases(
  name: string,
  script: Script,
  own: readonly RecordedAnswer[],
  recorded: readonly RecordedAnswer[],
  known: ReadonlyMap<string, string>,
): ComparedCases {
  const [left, right] = [withoutIgnored(own, script), withoutIgnored(recorded, script)] as [Json[], Json[]];
  const ids = caseIds(name, recorded);
  const isKnown = (_: Json, index: number): boolean => known.has(ids[index] ?? '');
  const differing = ids.filter((_, index) => !jsonEqual(left[index] ?? null, right[index] ?? null));
  const rest = (answers: readonly Json[]): Json => answers.filter((answer, index) => !isKnown(answer, index));
  return { differing: differing.sort(), unexpected: { own: rest(left), recorded: rest(right) } };
}

/** The cases of a script, as `SCRIPT#CASE`: the name of the step where it has one, its number otherwise. */
export function caseIds(name: string, answers: readonly RecordedAnswer[]): readonly string[] {
  return answers.map(({ request }, index) => `${name}#${/^[A-Z]+ \//.test(request) ? index : request}`);
}
