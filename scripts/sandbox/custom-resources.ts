import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadAll } from 'js-yaml';
import { Agent, request } from 'undici';
import {
  cloneJson,
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  objectAt,
  parseApiVersion,
  textAt,
} from '../../src/base/index.ts';

/** What a server says to an object: what can be compared of it. */
export interface ResourceAnswer {
  readonly case: string;
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  /** Field, reason and message of each, in the order of their fields: maps of Go have none. */
  readonly causes: readonly string[];
  readonly warnings: string;
}

const definitionPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const namespace = 'custom-resources';
/** How many objects of a kind are spoilt, and how many of the fields of each. */
const spoiltObjects = 3;
const spoiltFields = 5;

/**
 * Installs every CRD of the data on the server at `url`, and asks it what it thinks of every example of a custom resource, and of examples
 * with one field missing, of another type, null, empty or unknown. Nothing is left behind.
 */
export async function runCustomResources(
  url: string,
  data: string,
  settle: number,
): Promise<readonly ResourceAnswer[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send = async (
    method: 'POST' | 'DELETE',
    path: string,
    body?: Json,
  ): Promise<{ status: number; json: JsonObject; warnings: string }> => {
    const headers = { authorization: 'Bearer admin', 'content-type': 'application/json' };
    const answer = await request(url + path, {
      method,
      dispatcher,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const warnings = [answer.headers['warning'] ?? []].flat().join(', ');
    return { status: answer.statusCode, json: parsed(await answer.body.text()), warnings };
  };
  const definitions = new Map<string, JsonObject>();
  for (const { file, object } of objectsBelow(data, 'crds')) {
    // Versions that are gone lie apart, each a definition that stores nothing.
    if (file.includes('/older/')) continue;
    if (object['kind'] === 'CustomResourceDefinition')
      definitions.set(textAt(objectAt(object, 'metadata'), 'name'), object);
  }
  const answers: ResourceAnswer[] = [];
  try {
    await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const [name, definition] of definitions) {
      let { status } = await send('POST', definitionPath, definition);
      // A definition of an earlier run may still be on its way out.
      for (let wait = 0; status === 409 && wait < 60_000; wait += 1000) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        ({ status } = await send('POST', definitionPath, definition));
      }
      answers.push({ case: name, status, reason: '', message: '', causes: [], warnings: '' });
    }
    await new Promise((resolve) => setTimeout(resolve, settle));
    for (const { name, object, definition } of casesOf(data, [...definitions.values()])) {
      const { version } = parseApiVersion(textAt(object, 'apiVersion'));
      const scope = jsonAt(definition, 'spec', 'scope') === 'Namespaced' ? `/namespaces/${namespace}` : '';
      const [group, plural] = [jsonAt(definition, 'spec', 'group'), jsonAt(definition, 'spec', 'names', 'plural')].map(
        String,
      );
      const path = `/apis/${group}/${version}${scope}/${plural}?dryRun=All&fieldValidation=Strict`;
      const { status, json, warnings } = await send('POST', path, object);
      const listed = jsonAt(json, 'details', 'causes');
      const causes = (Array.isArray(listed) ? listed : []).map((cause) =>
        isJsonObject(cause) ? ['field', 'reason', 'message'].map((field) => textAt(cause, field)).join(' | ') : '',
      );
      const message = causes.length > 1 || status < 300 ? '' : textAt(json, 'message');
      answers.push({ case: name, status, reason: textAt(json, 'reason'), message, causes: causes.sort(), warnings });
    }
  } finally {
    for (const name of definitions.keys()) await send('DELETE', `${definitionPath}/${name}`);
    await send('DELETE', `/api/v1/namespaces/${namespace}`);
    await dispatcher.close();
  }
  return answers;
}

/** A version that is not served is answered by a text. */
function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return { message: text.trim() };
  }
}

interface Case {
  readonly name: string;
  readonly object: JsonObject;
  readonly definition: JsonObject;
}

function casesOf(data: string, definitions: readonly JsonObject[]): readonly Case[] {
  const seen = new Map<string, number>();
  return objectsBelow(data, 'examples').flatMap(({ file, object }) => {
    const { group } = parseApiVersion(textAt(object, 'apiVersion'));
    const definition = definitions.find(
      (one) => jsonAt(one, 'spec', 'group') === group && jsonAt(one, 'spec', 'names', 'kind') === object['kind'],
    );
    if (definition === undefined) return [];
    if (isJsonObject(object['metadata'])) delete object['metadata']['namespace'];
    const kind = textAt(object, 'kind');
    const count = seen.get(kind) ?? 0;
    seen.set(kind, count + 1);
    const spoilt = count < spoiltObjects ? spoiltOf(object) : [];
    return [
      { name: file, object, definition },
      ...spoilt.map(([how, one]) => ({ name: `${file} ${how}`, object: one, definition })),
    ];
  });
}

function spoiltOf(object: JsonObject): readonly (readonly [string, JsonObject])[] {
  const spec = isJsonObject(object['spec']) ? object['spec'] : {};
  return Object.keys(spec)
    .slice(0, spoiltFields)
    .flatMap((field) => {
      const value = spec[field];
      const empty = typeof value === 'string' ? '' : Array.isArray(value) ? [] : {};
      const kinds: Readonly<Record<string, Json | undefined>> = {
        'type of': typeof value === 'string' ? 7 : 'text',
        'null as': null,
        'empty as': empty,
        without: undefined,
      };
      const changed = Object.entries(kinds).map(
        ([how, other]) => [`${how} ${field}`, withField(object, field, other)] as const,
      );
      return [...changed, [`unknown beside ${field}`, withField(object, `${field}X`, 1)] as const];
    });
}

function withField(object: JsonObject, field: string, value: Json | undefined): JsonObject {
  const copy = cloneJson(object);
  const spec = isJsonObject(copy['spec']) ? copy['spec'] : {};
  if (value === undefined) delete spec[field];
  else spec[field] = value;
  return copy;
}

function objectsBelow(data: string, folder: string): readonly { readonly file: string; readonly object: JsonObject }[] {
  return globSync(`${folder}/**/*.{yaml,yml}`, { cwd: data })
    .sort()
    .flatMap((file) => {
      try {
        const found = loadAll(readFileSync(join(data, file), 'utf8')) as Json[];
        return found
          .filter(isJsonObject)
          .filter((object) => typeof object['kind'] === 'string')
          .map((object) => ({ file: relative('', file), object }));
      } catch {
        // Some files are templates, and no YAML before they are rendered.
        return [];
      }
    });
}
