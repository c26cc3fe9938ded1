/**
 * Records what a real Kubernetes API server makes of seeded histories of writes: `bin/node scripts/record-apply.ts --server URL
 * [--token TOKEN] [--seed N] [--count N] [--length N] [--out FOLDER]`. The controllers must not run, as they would write too. The
 * histories take one step a second, several at once, so that the times in managed fields tell the steps apart. What is recorded is
 * our own input and the server's answers without what differs from run to run; `src/patch/recorded.test.ts` replays it.
 */
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Agent, request } from 'undici';
import { isJsonObject, type Json, jsonAt, type JsonObject, textAt } from '../src/base/index.ts';
import { type History, type HistoryStep, makeHistories, shapeDefinition } from './record-apply-histories.ts';

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    token: { type: 'string', default: 'admin' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10' },
    length: { type: 'string', default: '9' },
    out: { type: 'string', default: join(import.meta.dirname, '../src/patch/testdata/recorded') },
  },
});
if (options.server === undefined) throw new Error('--server is the address of a kube-apiserver that may be written to');
const server = options.server;
const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, connections: 40 });

const contentTypes: Readonly<Record<HistoryStep['verb'], string>> = {
  create: 'application/json',
  update: 'application/json',
  apply: 'application/apply-patch+yaml',
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

async function send(method: string, path: string, body?: Json, contentType = 'application/json'): Promise<Answer> {
  const response = await request(server + path, {
    dispatcher,
    method: method as 'GET',
    headers: { authorization: `Bearer ${options.token}`, 'content-type': contentType },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { code: response.statusCode, body: (await response.body.json()) as JsonObject };
}

function pathOf(history: History, apiVersion: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/default/${history.plural}${name === undefined ? '' : `/${name}`}`;
}

function write(history: History, step: HistoryStep): Promise<Answer> {
  const query = new URLSearchParams({ fieldManager: step.manager, fieldValidation: 'Ignore' });
  if (step.verb === 'apply') query.set('force', String(step.force ?? false));
  const apiVersion = step.apiVersion ?? history.apiVersion;
  if (step.verb === 'create') return send('POST', `${pathOf(history, apiVersion)}?${query.toString()}`, step.body);
  const path =
    pathOf(history, apiVersion, history.name) + (step.subresource === undefined ? '' : `/${step.subresource}`);
  const method = step.verb === 'update' ? 'PUT' : 'PATCH';
  return send(method, `${path}?${query.toString()}`, step.body, contentTypes[step.verb]);
}

/** An object without what differs from run to run and does not matter to who owns what. */
function canonical(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isJsonObject(metadata)) return object;
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    ...rest
  } = metadata;
  const spec = { ...(isJsonObject(object['spec']) ? object['spec'] : {}) };
  if (spec['clusterIP'] !== undefined) Object.assign(spec, { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'] });
  return { ...object, metadata: rest, ...(object['spec'] === undefined ? {} : { spec }) };
}

interface RecordedStep extends HistoryStep {
  /** Seconds since the epoch at which the server worked. */
  readonly now: number;
  readonly code: number;
  /** The object after the step, where it succeeded. */
  readonly object?: JsonObject;
  /** The server's message and causes, where it refused. */
  readonly message?: Json;
  readonly causes?: Json;
}

async function takeStep(history: History, step: HistoryStep): Promise<RecordedStep> {
  const before = Math.floor(Date.now() / 1000);
  const { code, body } = await write(history, step);
  const recorded = { ...step, now: secondOf(body, before), code };
  if (code >= 300) {
    const details = isJsonObject(body['details']) ? body['details'] : {};
    return {
      ...recorded,
      message: body['message'] ?? '',
      ...(details['causes'] === undefined ? {} : { causes: details['causes'] }),
    };
  }
  const object =
    step.subresource === 'scale' ? (await send('GET', pathOf(history, history.apiVersion, history.name))).body : body;
  return { ...recorded, now: secondOf(object, before), object: canonical(object) };
}

/** The second at which the server worked: a slow one may be past the second in which it was asked. */
function secondOf(object: JsonObject, asked: number): number {
  const entries = jsonAt(object, 'metadata', 'managedFields');
  const times = (Array.isArray(entries) ? entries : []).map((entry) => Date.parse(textAt(entry, 'time')) / 1000);
  return Math.max(asked, ...times.filter((time) => time > asked));
}

async function remove(history: History): Promise<void> {
  const path = pathOf(history, history.apiVersion, history.name);
  await send('PATCH', path, { metadata: { finalizers: null } }, contentTypes.merge);
  await send('DELETE', `${path}?gracePeriodSeconds=0`);
}

async function nextSecond(): Promise<void> {
  await delay(1010 - (Date.now() % 1000));
}

const histories = makeHistories(Number(options.seed), Number(options.count), Number(options.length));
const created = await send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', shapeDefinition);
if (created.code !== 201 && created.code !== 409)
  throw new Error(`the custom resource was refused: ${JSON.stringify(created.body)}`);
await delay(2000);
const version = await send('GET', '/version');

for (const history of histories) await remove(history);
const recordings = histories.map((history) => ({ history, steps: [] as RecordedStep[] }));
// No more at once than the server does within a second.
const atOnce = 12;
for (let start = 0; start < recordings.length; start += atOnce) {
  const longest = Math.max(...recordings.slice(start, start + atOnce).map(({ history }) => history.steps.length));
  for (let step = 0; step < longest; step += 1) {
    await nextSecond();
    await Promise.all(
      recordings.slice(start, start + atOnce).map(async ({ history, steps }) => {
        const next = history.steps[step];
        if (next !== undefined) steps.push(await takeStep(history, next));
      }),
    );
  }
}
for (const { history } of recordings) await remove(history);

mkdirSync(options.out, { recursive: true });
for (const kind of new Set(histories.map(({ kind }) => kind))) {
  const own = recordings
    .filter(({ history }) => history.kind === kind)
    .map(({ history, steps }) => ({ apiVersion: history.apiVersion, kind, name: history.name, steps }));
  const recording = {
    server: version.body['gitVersion'] ?? '',
    ...(kind === 'Shape' ? { definition: shapeDefinition } : {}),
    histories: own,
  };
  const file = join(options.out, `${kind.toLowerCase()}.json`);
  writeFileSync(file, `${JSON.stringify(recording)}\n`);
  const steps = own.flatMap((history) => history.steps);
  const refused = steps.filter(({ code }) => code >= 300).length;
  console.log(`${kind}: ${own.length} histories, ${steps.length} steps, ${refused} refused`);
}
await dispatcher.close();
