import { mergeFields, scopes } from '../tables/index.ts';
import type { MergeSchema, Resolve, SchemaDocument } from './merge-schema.ts';

/** A schema without directives, whose fields may be any. */
const open: MergeSchema = { strategies: [], keys: [], field: () => undefined, elements: () => undefined };

/** A schema without directives below which there are none. */
const plain: MergeSchema = { strategies: [], keys: [], field: () => plain, elements: () => plain };

/**
 * The schemas of Kubernetes 1.21.2 that kustomize carries, as far as they say how to merge. A kind's fields that lead to no directive are
 * `plain`, so also those that 1.21.2 did not have yet.
 */
export function builtInSchemas(): SchemaDocument {
  return cached ?? (cached = read());
}

let cached: SchemaDocument | undefined;

function read(): SchemaDocument {
  const { definitions, kinds } = readMergeFields(mergeFields);
  const namespaced = readScopes(scopes);
  return {
    definitionOf: (apiVersion, kind) => kinds.get(`${apiVersion}:${kind}`),
    definition(name, resolve) {
      const fields = definitions.get(name);
      return fields === undefined ? undefined : new TableSchema(fields, resolve);
    },
    isNamespaced: (apiVersion, kind) => namespaced.get(kind)?.get(apiVersion),
  };
}

/** A field as its row has it: schema, strategies and keys. */
type FieldRow = readonly string[];

interface MergeFields {
  readonly definitions: ReadonlyMap<string, ReadonlyMap<string, FieldRow>>;
  readonly kinds: ReadonlyMap<string, string>;
}

/**
 * A row without indentation is a definition with its kinds; below it stand its fields: name, schema (`[]` of items, `{}` of members, `?` one
 * that says nothing), strategies, keys.
 */
function readMergeFields(table: string): MergeFields {
  const definitions = new Map<string, Map<string, FieldRow>>();
  const kinds = new Map<string, string>();
  let fields = new Map<string, FieldRow>();
  for (const line of table.trim().split('\n')) {
    const [first = '', ...rest] = line.trim().split(' ');
    if (line.startsWith(' ')) {
      fields.set(first, rest);
      continue;
    }
    fields = new Map();
    definitions.set(first, fields);
    for (const kind of rest) kinds.set(kind, first);
  }
  return { definitions, kinds };
}

/** Kind → apiVersion → whether its objects have a namespace: asked for every id. */
function readScopes(table: string): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const scopes = new Map<string, Map<string, boolean>>();
  for (const line of table.trim().split('\n')) {
    const [apiVersion = '', kind = '', scope] = line.split(' ');
    const versions = scopes.get(kind) ?? new Map<string, boolean>();
    scopes.set(kind, versions.set(apiVersion, scope === 'namespaced'));
  }
  return scopes;
}

class TableSchema implements MergeSchema {
  readonly strategies = [];
  readonly keys = [];
  readonly #fields: ReadonlyMap<string, FieldRow>;
  readonly #resolve: Resolve;

  constructor(fields: ReadonlyMap<string, FieldRow>, resolve: Resolve) {
    this.#fields = fields;
    this.#resolve = resolve;
  }

  field(name: string): MergeSchema {
    const row = this.#fields.get(name);
    return row === undefined ? plain : this.#schemaOf(row);
  }

  elements(): undefined {
    return undefined;
  }

  #schemaOf([schema = '', strategies = '', ...keys]: FieldRow): MergeSchema {
    const inner = (): MergeSchema => this.#schemaOf([schema.slice(2)]);
    if (schema === '?') return open;
    if (schema.startsWith('{}')) return { strategies: [], keys: [], field: inner, elements: () => undefined };
    if (schema.startsWith('[]')) {
      return { strategies: strategies.split(','), keys, field: () => undefined, elements: inner };
    }
    return this.#resolve(schema) ?? plain;
  }
}
