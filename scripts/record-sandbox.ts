/**
 * Runs the request scripts of `src/sandbox/testdata/scripts` on a real API server and records its answers beside them, so that the
 * sandbox can be held to them without one. What differs from run to run (uids, times, versions, generated names) is canonicalised.
 *
 *     bin/node scripts/record-sandbox.ts https://127.0.0.1:29443 [NAME...]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { Agent, request } from 'undici';
import { isJsonObject, type Json, type JsonObject } from '../src/base/index.ts';

/** A request, or a wait for something that happens by itself. */
export interface Step {
  /** `METHOD /path?query`; `$NS` stands for the script's namespace. */
  readonly request: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** Repeats the request until the value at `path` (dots, indexes) equals `equals`, or is absent where that is null. */
  readonly until?: { readonly path: string; readonly equals: Json };
  /** Sends the request but does not keep the answer. */
  readonly silent?: boolean;
  /** Starts a watch that is read until the script ends; its events are recorded there. */
  readonly watch?: boolean;
}

/** A script: requests that are sent one after the other. */
export interface Script {
  readonly about: string;
  readonly steps: readonly Step[];
  /** Patterns of texts that differ from run to run; each match is masked. */
  readonly mask?: readonly string[];
  /** Paths (dots, `*` for anything) that are not compared, with the reason. */
  readonly ignore?: Readonly<Record<string, string>>;
}

/** A canonicalised answer. */
export interface RecordedAnswer {
  readonly request: string;
  readonly status: number;
  readonly warnings?: string;
  readonly body?: Json;
  readonly events?: readonly Json[];
}

/** Where scripts lie. */
export const scriptsFolder = join(import.meta.dirname, '../src/sandbox/testdata/scripts');
/** Where the answers to scripts lie, under the same names. */
export const recordedFolder = join(import.meta.dirname, '../src/sandbox/testdata/recorded');

/** Reads a script. */
export function readScript(name: string): Script {
  return load(readFileSync(join(scriptsFolder, `${name}.yaml`), 'utf8')) as Script;
}

/** The names of all scripts. */
export function scriptNames(): readonly string[] {
  return readdirSync(scriptsFolder)
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** Runs a script on the server at `url` in a namespace of its own, and gives its answers in canonical form. */
export async function runScript(name: string, script: Script, url: string): Promise<readonly RecordedAnswer[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, bodyTimeout: 0 });
  const namespace = `s-${name}`.slice(0, 40);
  const send = async (step: Step): Promise<RecordedAnswer> => {
    const [method = '', path = ''] = step.request.replaceAll('$NS', namespace).split(' ');
    const text = step.body === undefined ? undefined : bodyText(step.body).replaceAll('$NS', namespace);
    const answer = await request(url + path, {
      method: method as 'GET',
      dispatcher,
      headers: {
        authorization: 'Bearer admin',
        'user-agent': 'script/1',
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headersOf(step, namespace),
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const body = parseText(await answer.body.text());
    const warnings = [answer.headers['warning'] ?? []].flat().join(', ');
    return {
      request: step.request,
      status: answer.statusCode,
      ...(warnings === '' ? {} : { warnings }),
      body,
    };
  };
  const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const watches: { at: number; stop: () => Promise<readonly Json[]> }[] = [];
  const answers: RecordedAnswer[] = [];
  try {
    await send({ request: 'POST /api/v1/namespaces', body: own });
    await until(send, { request: 'GET /api/v1/namespaces/$NS/serviceaccounts/default' }, 'metadata.name', 'default');
    for (const step of script.steps) {
      if (step.watch === true) {
        watches.push({
          at: answers.length,
          stop: await openWatch(url, step.request.replaceAll('$NS', namespace), dispatcher, headersOf(step, namespace)),
        });
        answers.push({ request: step.request, status: 200 });
        continue;
      }
      const answer =
        step.until === undefined ? await send(step) : await until(send, step, step.until.path, step.until.equals);
      if (step.silent !== true) answers.push(answer);
    }
    // Events of the last request may still be on their way.
    if (watches.length > 0) await new Promise((resolve) => setTimeout(resolve, 300));
    for (const { at, stop } of watches) answers[at] = { ...(answers[at] as RecordedAnswer), events: await stop() };
  } finally {
    for (const { stop } of watches) await stop();
    await send({ request: 'DELETE /api/v1/namespaces/$NS' });
    await until(send, { request: 'GET /api/v1/namespaces/$NS' }, 'code', 404).catch(() => undefined);
    await dispatcher.close().catch(() => undefined);
  }
  return canonical(answers, namespace, script.mask ?? []);
}

function headersOf(step: Step, namespace: string): Record<string, string> {
  const headers = Object.entries(step.headers ?? {});
  return Object.fromEntries(headers.map(([name, value]) => [name, value.replaceAll('$NS', namespace)]));
}

/** Strings go as they are, so that scripts can send what is no JSON. */
function bodyText(body: Json): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parseText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function until(
  send: (step: Step) => Promise<RecordedAnswer>,
  step: Step,
  path: string,
  equals: Json,
): Promise<RecordedAnswer> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await send(step);
    const found = path.split('.').reduce<Json | undefined>((value, key) => {
      if (typeof value !== 'object' || value === null) return undefined;
      return Array.isArray(value) ? value[Number(key)] : value[key];
    }, answer.body);
    if (JSON.stringify(found ?? null) === JSON.stringify(equals)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${step.request}: ${path} did not become ${JSON.stringify(equals)}`);
}

async function openWatch(
  url: string,
  target: string,
  dispatcher: Agent,
  headers: Readonly<Record<string, string>>,
): Promise<() => Promise<readonly Json[]>> {
  const abort = new AbortController();
  const answer = await request(url + target.slice(target.indexOf(' ') + 1), {
    dispatcher,
    headers: { authorization: 'Bearer admin', ...headers },
    signal: abort.signal,
  });
  let text = '';
  const read = (async () => {
    for await (const chunk of answer.body) text += String(chunk);
  })().catch(() => undefined);
  return async () => {
    abort.abort();
    await read;
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseText)
      .filter((event) => !isPlainBookmark(event));
  };
}

/** Bookmarks come when it pleases the server; those that end the initial events are another thing. */
function isPlainBookmark(event: Json): boolean {
  return isJsonObject(event) && event['type'] === 'BOOKMARK' && !JSON.stringify(event).includes('initial-events-end');
}

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

const time = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g;

function canonical(
  answers: readonly RecordedAnswer[],
  namespace: string,
  mask: readonly string[],
): readonly RecordedAnswer[] {
  const names = new Names();
  const versions = new Set<string>();
  const visit = (value: Json, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key);
    } else if (isJsonObject(value)) {
      collect(value, names);
      for (const [name, item] of Object.entries(value)) if (item !== undefined) visit(item, name);
    } else if (key === 'resourceVersion' && typeof value === 'string') {
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
    .replaceAll(/ in record \(\d+\)/g, ' in record (R)')
    .replaceAll(namespace, 'NS');
  for (const pattern of mask) text = text.replaceAll(new RegExp(pattern, 'g'), 'MASKED');
  return (JSON.parse(text) as RecordedAnswer[]).map(
    (answer) => tidy(answer as unknown as Json) as unknown as RecordedAnswer,
  );
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

if (import.meta.main) {
  const [url = '', ...names] = process.argv.slice(2);
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const version = (await (await request(`${url}/version`, { dispatcher })).body.json()) as { gitVersion: string };
  for (const name of names.length > 0 ? names : scriptNames()) {
    const answers = await runScript(name, readScript(name), url);
    const record = { server: version.gitVersion, answers };
    writeFileSync(join(recordedFolder, `${name}.json`), `${JSON.stringify(record, null, 1)}\n`);
    console.log(name, answers.length);
  }
  await dispatcher.close();
}
