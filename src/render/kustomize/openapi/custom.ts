import { isJsonObject, type Json, type JsonObject, textAt } from '../../../base/index.ts';
import type { MergeSchema, Resolve, SchemaDocument } from './merge-schema.ts';

/** Schemas that a kustomization names with `openapi: {path}`: a Swagger document, from which `definitions` and `paths` are read. */
export function customSchemas(document: JsonObject): SchemaDocument {
  const definitions = memberOf(document, 'definitions');
  const kinds = new Map<string, string>();
  for (const [name, schema] of Object.entries(definitions)) {
    for (const kind of kindsOf(schema)) kinds.set(kind, name);
  }
  const namespaced = scopesOf(memberOf(document, 'paths'));
  return {
    definitionOf: (apiVersion, kind) => kinds.get(`${apiVersion}:${kind}`),
    definition(name, resolve) {
      let schema = definitionAt(definitions, name);
      for (let step = 0; step < maxReferences && textAt(schema, '$ref').startsWith(definitionsPrefix); step += 1) {
        schema = definitionAt(definitions, textAt(schema, '$ref').slice(definitionsPrefix.length));
      }
      return schema === undefined ? undefined : new CustomSchema(schema, resolve);
    },
    isNamespaced: (apiVersion, kind) => namespaced.get(`${apiVersion}:${kind}`),
  };
}

/** Definitions in a row that are nothing but a reference. */
const maxReferences = 16;

function definitionAt(definitions: JsonObject, name: string): JsonObject | undefined {
  const schema = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}

const kindKey = 'x-kubernetes-group-version-kind';

/** The kinds of a definition, as `apps/v1:Deployment`. */
function kindsOf(schema: Json | undefined): string[] {
  const kinds = isJsonObject(schema) ? schema[kindKey] : undefined;
  return Array.isArray(kinds) ? kinds.flatMap((kind) => kindText(kind) ?? []) : [];
}

function kindText(kind: Json | undefined): string | undefined {
  if (!isJsonObject(kind)) return undefined;
  const group = textAt(kind, 'group');
  const version = textAt(kind, 'version');
  return `${group === '' ? version : `${group}/${version}`}:${textAt(kind, 'kind')}`;
}

/** Kinds that are read below a namespace have one (kyaml 0.20, openapi.findNamespaceability). */
function scopesOf(paths: JsonObject): ReadonlyMap<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const [path, methods] of Object.entries(paths)) {
    const kind = kindText(memberOf(isJsonObject(methods) ? memberOf(methods, 'get') : {}, kindKey));
    if (kind === undefined || kind.endsWith(':')) continue;
    if (path.includes('namespaces/{namespace}')) scopes.set(kind, true);
    else if (!scopes.has(kind)) scopes.set(kind, false);
  }
  return scopes;
}

class CustomSchema implements MergeSchema {
  readonly #schema: JsonObject;
  readonly #resolve: Resolve;

  constructor(schema: JsonObject, resolve: Resolve) {
    this.#schema = schema;
    this.#resolve = resolve;
  }

  get strategies(): readonly string[] {
    return textAt(this.#schema, 'x-kubernetes-patch-strategy').split(',');
  }

  get keys(): readonly string[] {
    const keys = this.#schema['x-kubernetes-list-map-keys'];
    if (Array.isArray(keys)) return keys.filter((key) => typeof key === 'string');
    const key = textAt(this.#schema, 'x-kubernetes-patch-merge-key');
    return key === '' ? [] : [key];
  }

  field(name: string): MergeSchema | undefined {
    const properties = memberOf(this.#schema, 'properties');
    return this.#follow(Object.hasOwn(properties, name) ? properties[name] : this.#schema['additionalProperties']);
  }

  elements(): MergeSchema | undefined {
    const { type } = this.#schema;
    const isList = type === 'array' || (Array.isArray(type) && type.length === 1 && type[0] === 'array');
    return isList ? this.#follow(this.#schema['items']) : undefined;
  }

  #follow(schema: Json | undefined): MergeSchema | undefined {
    if (!isJsonObject(schema)) return undefined;
    const ref = textAt(schema, '$ref');
    if (ref === '') return new CustomSchema(schema, this.#resolve);
    return ref.startsWith(definitionsPrefix) ? this.#resolve(ref.slice(definitionsPrefix.length)) : undefined;
  }
}

const definitionsPrefix = '#/definitions/';

function memberOf(object: JsonObject, name: string): JsonObject {
  const member = Object.hasOwn(object, name) ? object[name] : undefined;
  return isJsonObject(member) ? member : {};
}
