/**
 * Records what a real API server answers to the custom resources of `src/schema/testdata/server/cases.json`, and its discovery, so
 * that tests hold our own validation to it without a server. Objects are sent with `dryRun=All`; those that cases update are created
 * under a schema without constraints first.
 *
 *     bin/node scripts/record-validation.ts https://127.0.0.1:6443 TOKEN
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject } from '../src/base/index.ts';

const [server = '', token = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, '../src/schema/testdata/server');
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

interface Case {
  readonly spec?: Json;
  readonly metadata?: JsonObject;
  readonly old?: JsonObject;
  readonly fieldValidation?: string;
}

const crd = JSON.parse(readFileSync(join(folder, 'crd.json'), 'utf8')) as KubeObject;
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Record<string, Case>;
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = '/apis/test.slipway.dev/v1/namespaces/default/widgets';

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: Json,
  accept = 'application/json',
): Promise<{ status: number; json: JsonObject }> {
  const response = await request(server + path, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${token}`, accept, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.body.text();
  // The path of a resource whose CRD is not served yet is answered with plain text.
  return { status: response.statusCode, json: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {} };
}

/** The schema without anything that a value could fail. */
function lax(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(lax);
  if (!isJsonObject(schema)) return schema;
  const kept: JsonObject = {};
  for (const name of ['type', 'items', 'additionalProperties', 'x-kubernetes-int-or-string'] as const) {
    if (schema[name] !== undefined) kept[name] = lax(schema[name]);
  }
  if (isJsonObject(schema['properties'])) {
    kept['properties'] = Object.fromEntries(
      Object.entries(schema['properties']).map(([name, property]) => [
        name,
        name === 'metadata' ? (property ?? null) : lax(property ?? null),
      ]),
    );
  }
  if (kept['type'] === 'array') return { 'x-kubernetes-preserve-unknown-fields': true };
  if (kept['type'] === 'object') return { ...kept, 'x-kubernetes-preserve-unknown-fields': true };
  return kept;
}

function withSchema(change: (schema: Json) => Json): KubeObject {
  const copy = structuredClone(crd);
  const version = jsonAt(copy, 'spec', 'versions', 0) as JsonObject;
  version['schema'] = { openAPIV3Schema: change(jsonAt(version, 'schema', 'openAPIV3Schema') ?? null) };
  return copy;
}

async function put(definition: KubeObject): Promise<void> {
  const present = await call('GET', `${crds}/${definition.metadata.name}`);
  const resourceVersion = jsonAt(present.json, 'metadata', 'resourceVersion');
  const answer =
    present.status === 404
      ? await call('POST', crds, definition)
      : await call('PUT', `${crds}/${definition.metadata.name}`, {
          ...definition,
          metadata: { ...definition.metadata, resourceVersion: resourceVersion ?? null },
        });
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.json, undefined, 2));
}

/** Waits until the server validates with the schema that it was given last, which `probe` tells. */
async function until(probe: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await probe()) return;
    await setTimeout(200);
  }
  throw new Error('the server did not take up the schema');
}

function widget(name: string, { old: _old, fieldValidation: _validation, metadata, ...rest }: Case): KubeObject {
  return { apiVersion: 'test.slipway.dev/v1', kind: 'Widget', metadata: { name, ...metadata }, ...rest };
}

/** What a test compares: how the request ended, each cause, and what was stored. */
function answerOf({ status, json }: { status: number; json: JsonObject }): JsonObject {
  if (status < 300) {
    const { spec, ...rest } = json;
    return { status, spec: spec ?? null, members: Object.keys(rest).sort() };
  }
  const causes = jsonAt(json, 'details', 'causes');
  const sorted = Array.isArray(causes)
    ? causes
        .map((cause) => JSON.stringify(cause))
        .sort()
        .map((text) => JSON.parse(text) as Json)
    : [];
  return {
    status,
    reason: json['reason'] ?? null,
    ...(causes === undefined ? { message: json['message'] ?? null } : {}),
    causes: sorted,
  };
}

async function recordCases(): Promise<JsonObject> {
  await call('DELETE', `${crds}/${crd.metadata.name}`);
  await until(async () => (await call('GET', `${crds}/${crd.metadata.name}`)).status === 404);
  await put(withSchema(lax));
  const isLax = async () => (await call('POST', `${widgets}?dryRun=All`, widget('probe', { spec: 5 }))).status < 300;
  await until(async () => (await call('POST', `${widgets}?dryRun=All`, widget('probe', { spec: {} }))).status < 300);
  const names = Object.keys(cases);
  for (const [index, name] of names.entries()) {
    const before = cases[name]?.old;
    if (before === undefined) continue;
    const created = await call('POST', widgets, widget(`case-${index}`, before));
    if (created.status >= 300) throw new Error(`${name}: ${JSON.stringify(created.json)}`);
  }
  await put(crd);
  await until(
    async () =>
      !(await isLax()) && (await call('POST', `${widgets}?dryRun=All`, widget('probe', { spec: {} }))).status >= 300,
  );
  const answers: JsonObject = {};
  for (const [index, name] of names.entries()) {
    const given = cases[name] ?? {};
    const query = `?dryRun=All&fieldValidation=${given.fieldValidation ?? 'Ignore'}`;
    const object = widget(`case-${index}`, given);
    if (given.old === undefined) {
      answers[name] = answerOf(await call('POST', widgets + query, object));
      continue;
    }
    const stored = await call('GET', `${widgets}/case-${index}`);
    const resourceVersion = jsonAt(stored.json, 'metadata', 'resourceVersion') ?? null;
    const next = { ...object, metadata: { ...object.metadata, resourceVersion } };
    answers[name] = answerOf(await call('PUT', `${widgets}/case-${index}${query}`, next));
  }
  return answers;
}

/** Groups, versions and resources of the built-in kinds, each as one line of facts. */
async function recordDiscovery(): Promise<Json[]> {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const found: Json[] = [];
  for (const path of ['/api', '/apis']) {
    const { json } = await call('GET', path, undefined, accept);
    for (const group of json['items'] as JsonObject[]) {
      const name = jsonAt(group, 'metadata', 'name') ?? '';
      if (name === 'test.slipway.dev') continue;
      for (const version of group['versions'] as JsonObject[]) {
        for (const resource of version['resources'] as JsonObject[]) found.push(factsOf(name, version, resource));
      }
    }
  }
  return found;
}

function factsOf(group: Json, version: JsonObject, resource: JsonObject): Json {
  return {
    group,
    version: version['version'] ?? null,
    plural: resource['resource'] ?? null,
    kind: jsonAt(resource, 'responseKind', 'kind') ?? null,
    singular: resource['singularResource'] ?? null,
    namespaced: resource['scope'] === 'Namespaced',
    verbs: resource['verbs'] ?? [],
    shortNames: resource['shortNames'] ?? [],
    categories: resource['categories'] ?? [],
    subresources: ((resource['subresources'] ?? []) as JsonObject[]).map((sub) => ({
      name: sub['subresource'] ?? null,
      kind: jsonAt(sub, 'responseKind', 'kind') ?? null,
      verbs: sub['verbs'] ?? [],
    })),
  };
}

const { json: version } = await call('GET', '/version');
const release = typeof version['gitVersion'] === 'string' ? version['gitVersion'] : 'unknown';
try {
  const answers = await recordCases();
  const lines = Object.entries(answers).map(
    ([name, answer]) => `    ${JSON.stringify(name)}: ${JSON.stringify(answer)}`,
  );
  writeFileSync(
    join(folder, 'answers.json'),
    `{\n  "server": ${JSON.stringify(release)},\n  "answers": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
  const discovery = (await recordDiscovery()).map((line) => `    ${JSON.stringify(line)}`);
  writeFileSync(
    join(folder, 'discovery.json'),
    `{\n  "server": ${JSON.stringify(release)},\n  "resources": [\n${discovery.join(',\n')}\n  ]\n}\n`,
  );
  console.log(`recorded ${lines.length} answers and ${discovery.length} resources of ${release}`);
} finally {
  await call('DELETE', `${crds}/${crd.metadata.name}`);
  await dispatcher.close();
}
