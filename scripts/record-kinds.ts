/**
 * Sends the objects of `src/sandbox/testdata/kinds` to a real API server and records its answers in `recorded-kinds` beside them: what it makes
 * of an object that says little, what it says of one that is wrong, which changes it refuses, and how it prints them.
 *
 *     bin/node scripts/record-kinds.ts https://127.0.0.1:29443 [NAME...]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { Agent, request } from 'undici';
import { isJsonObject, type Json, jsonAt, type JsonObject, numberAt, textAt } from '../src/base/index.ts';

/** Values by the place that they are set at, a JSON pointer; null takes away. `s/` is short for `/spec/`, see `places`. */
type Edits = Readonly<Record<string, Json>>;

/** What is sent to one resource: each case is the base with its edits. */
interface KindCases {
  readonly resource: string;
  readonly base: JsonObject;
  /** Valid ones. */
  readonly stored?: Readonly<Record<string, Edits>>;
  readonly invalid?: Readonly<Record<string, Edits>>;
  /** Changes of the base once it is stored. */
  readonly changes?: Readonly<Record<string, Edits>>;
}

/** Answers by `resource | part | case`. */
export type KindAnswers = Readonly<Record<string, Json>>;

/** Where the cases lie. */
const casesFolder = join(import.meta.dirname, '../src/sandbox/testdata/kinds');
/** Where the answers lie, under the same names. */
export const kindAnswersFolder = join(import.meta.dirname, '../src/sandbox/testdata/recorded-kinds');

/** The names of all files of cases. */
export function kindCaseNames(): readonly string[] {
  return readdirSync(casesFolder)
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** Starts of pointers that cases shorten. */
const places: readonly (readonly [short: string, long: string])[] = [
  ['c/', '/spec/containers/0/'],
  ['s/', '/spec/'],
  ['t/', '/spec/template/'],
];

const table = 'application/json;as=Table;g=meta.k8s.io;v=v1,application/json';

/** Sends all cases of a file to the server at `url`; nothing but what changes begin with is stored. */
export async function runKindCases(name: string, url: string): Promise<KindAnswers> {
  const namespace = `k-${name}`;
  const text = readFileSync(join(casesFolder, `${name}.yaml`), 'utf8').replaceAll('$NS', namespace);
  // Longer than an object may be.
  const groups = load(text.replaceAll('$BIG', 'x'.repeat(1_100_000))) as readonly KindCases[];
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: Json,
    accept = 'application/json',
  ) => {
    const answer = await request(url + path, {
      method,
      dispatcher,
      headers: { authorization: 'Bearer admin', accept, 'content-type': 'application/json', 'user-agent': 'script/1' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const warnings = [answer.headers['warning'] ?? []].flat().join(', ');
    const json = JSON.parse(await answer.body.text()) as JsonObject;
    return { status: answer.statusCode, warnings, json };
  };
  const answers: Record<string, Json> = {};
  const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const space = `/api/v1/namespaces/${namespace}`;
  const created: string[] = [];
  try {
    await send('POST', '/api/v1/namespaces', own);
    for (let tries = 0; tries < 300; tries += 1) {
      if ((await send('GET', `${space}/serviceaccounts/default`)).status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const { resource, base, stored = {}, invalid = {}, changes = {} } of groups) {
      const note = (part: string, label: string, answer: Json): void => {
        answers[`${resource} | ${part} | ${label}`] = answer;
      };
      for (const [label, edits] of Object.entries(stored)) {
        const object = edited(base, edits);
        note('stored', label, answerOf(await send('POST', `${resource}?dryRun=All`, object)));
        const row = await send('POST', `${resource}?dryRun=All&includeObject=None`, object, table);
        note('row', label, rowOf(row.json));
      }
      for (const [label, edits] of Object.entries(invalid)) {
        note('invalid', label, answerOf(await send('POST', `${resource}?dryRun=All`, edited(base, edits))));
      }
      if (Object.keys(changes).length === 0) continue;
      const path = `${resource}/${textAt(base, 'metadata', 'name')}`;
      created.push(path);
      const first = await send('POST', resource, base);
      if (first.status !== 201) throw new Error(`${resource}: ${JSON.stringify(first.json)}`);
      // Controllers write to what is new: changes are judged once they are done.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const [label, edits] of Object.entries(changes)) {
        note('changes', label, withoutStatus(answerOf(await change(path, edits, send))));
      }
    }
  } finally {
    for (const path of created) await send('DELETE', path);
    await send('DELETE', space);
    await dispatcher.close();
  }
  return JSON.parse(canonical(JSON.stringify(answers).replaceAll(namespace, 'NS'))) as KindAnswers;
}

type Send = (method: 'GET' | 'PUT', path: string, body?: Json) => Promise<Answer>;
interface Answer {
  readonly status: number;
  readonly warnings: string;
  readonly json: JsonObject;
}

async function change(path: string, edits: Edits, send: Send): Promise<Answer> {
  for (;;) {
    const { json } = await send('GET', path);
    const answer = await send('PUT', `${path}?dryRun=All`, edited(json, edits));
    const stale = answer.status === 409 && JSON.stringify(answer.json).includes('has been modified');
    if (!stale) return answer;
  }
}

function edited(base: JsonObject, edits: Edits): JsonObject {
  const copy = structuredClone(base);
  for (const [place, value] of Object.entries(edits)) {
    const [short, long] = places.find(([start]) => place.startsWith(start)) ?? ['', ''];
    const steps = (long + place.slice(short.length)).slice(1).split('/');
    const last = (steps.pop() ?? '').replaceAll('~1', '/');
    let at: Json[] | JsonObject = copy;
    for (const step of steps) {
      const key = step.replaceAll('~1', '/');
      const inner: Json | undefined = Array.isArray(at) ? at[Number(key)] : at[key];
      const next: Json[] | JsonObject = Array.isArray(inner) || isJsonObject(inner) ? inner : {};
      if (Array.isArray(at)) at[Number(key)] = next;
      else at[key] = next;
      at = next;
    }
    if (Array.isArray(at)) at[Number(last)] = value;
    else if (value === null) delete at[last];
    else at[last] = value;
  }
  return copy;
}

/** What is compared: the object without what each server gives by itself, or the error. */
function answerOf({ status, warnings, json }: Answer): Json {
  const noted = warnings === '' ? {} : { warnings };
  if (status >= 300) {
    const { reason, message, details } = json;
    return {
      status,
      ...noted,
      reason: reason ?? null,
      message: shortened(message),
      causes: jsonAt(details, 'causes') ?? [],
    };
  }
  const { metadata, ...rest } = json;
  const {
    managedFields: _,
    uid: __,
    creationTimestamp: ___,
    resourceVersion: ____,
    ...kept
  } = isJsonObject(metadata) ? metadata : {};
  return { status, ...noted, object: { ...rest, metadata: kept } };
}

/** Controllers write the status, and where a pod runs, when it pleases them. */
function withoutStatus(answer: Json): Json {
  const object = jsonAt(answer, 'object');
  if (!isJsonObject(object) || !isJsonObject(answer)) return answer;
  const { status: _, spec, ...rest } = object;
  if (!isJsonObject(spec)) return { ...answer, object: { ...rest, ...(spec === undefined ? {} : { spec }) } };
  const { nodeName: __, claimRef: ___, ...kept } = spec;
  return { ...answer, object: { ...rest, spec: kept } };
}

/** Go prints whole objects into some texts. */
function shortened(message: Json | undefined): Json {
  return typeof message === 'string' && message.length > 4000 ? message.slice(0, 4000) : (message ?? null);
}

function rowOf(json: JsonObject): Json {
  const columns = jsonAt(json, 'columnDefinitions');
  const shown = Array.isArray(columns)
    ? columns.map((column) =>
        isJsonObject(column)
          ? `${textAt(column, 'name')} ${textAt(column, 'type')} ${textAt(column, 'format')} ${numberAt(column, ['priority'])}`
          : '',
      )
    : null;
  const cells = jsonAt(json, 'rows', 0, 'cells');
  const isAge = (cell: Json): boolean => typeof cell === 'string' && /^(\d+[ydhms])+$/.test(cell);
  return { columns: shown, cells: Array.isArray(cells) ? cells.map((cell) => (isAge(cell) ? 'AGE' : cell)) : null };
}

/** Values that differ from run to run. */
function canonical(text: string): string {
  return text
    .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g, '"T"')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-X')
    .replaceAll(/10\.96\.\d+\.\d+/g, 'IP')
    .replaceAll(/("(?:nodePort|healthCheckNodePort)":)3\d{4}/g, '$130000')
    .replaceAll(/(\d+):3\d{4}\/(TCP|UDP)/g, '$1:30000/$2');
}

if (import.meta.main) {
  const [url = '', ...names] = process.argv.slice(2);
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const version = (await (await request(`${url}/version`, { dispatcher })).body.json()) as { gitVersion: string };
  await dispatcher.close();
  for (const name of names.length > 0 ? names : kindCaseNames()) {
    const answers = await runKindCases(name, url);
    const lines = Object.entries(answers).map(
      ([label, answer]) => `  ${JSON.stringify(label)}: ${JSON.stringify(answer)}`,
    );
    const record = `{"server": ${JSON.stringify(version.gitVersion)}, "answers": {\n${lines.join(',\n')}\n}}\n`;
    writeFileSync(join(kindAnswersFolder, `${name}.json`), record);
    console.log(name, lines.length);
  }
}
