import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { builtinDefinitions, type BuiltinDefinition, type StructuralSchema } from '../../schema/index.ts';
import type { ResourceType } from '../machinery/resource-type.ts';

/** Gathers the schemas that a document names, with those that they name in turn. */
export class SchemaCollection {
  readonly schemas: JsonObject = {};
  readonly #prefix: string;
  readonly #definitions: Readonly<Record<string, BuiltinDefinition>>;
  readonly #byKind: ReadonlyMap<string, string>;

  /** `prefix` is what references start with, such as `#/components/schemas/`. */
  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#definitions = builtinDefinitions();
    this.#byKind = namesByKind(this.#definitions);
  }

  /** Adds the schema of a kind; gives the reference to it. */
  add(type: ResourceType, version: string): string {
    const name = type.custom ? customName(type, version) : this.#byKind.get(`${type.group}/${version}/${type.kind}`);
    if (name === undefined) return this.#prefix;
    if (type.custom) this.#addCustom(name, type, version);
    else this.#addBuiltin(name);
    return this.#prefix + name;
  }

  #addBuiltin(name: string): void {
    if (this.schemas[name] !== undefined) return;
    const definition = Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    // Known before what it names is, since schemas name themselves.
    this.schemas[name] = {};
    this.schemas[name] = definition === undefined ? {} : this.#schema(definition);
  }

  #addCustom(name: string, type: ResourceType, version: string): void {
    const schema = type.schemas.ofKind({ group: type.group, version, kind: type.kind }) ?? {};
    const { 'x-kubernetes-embedded-resource': _, ...own } = schema;
    const published = this.#schema(own);
    const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    this.#addBuiltin(objectMeta);
    const common = {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { allOf: [{ $ref: this.#prefix + objectMeta }] },
    };
    const properties = isJsonObject(published['properties']) ? published['properties'] : {};
    this.schemas[name] = {
      type: 'object',
      ...published,
      properties: { ...properties, ...common },
      'x-kubernetes-group-version-kind': [{ group: type.group, version, kind: type.kind }],
    };
  }

  /** A schema with its references made absolute; the names of properties are left alone, whatever they are. */
  #schema(schema: StructuralSchema): JsonObject {
    const result: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$ref' || value === undefined) continue;
      result[keyword] = this.#keyword(keyword, value as Json);
    }
    if (schema.$ref === undefined) return result;
    this.#addBuiltin(schema.$ref);
    const reference = { $ref: this.#prefix + schema.$ref };
    // A reference may have no siblings.
    return Object.keys(result).length === 0 ? reference : { ...result, allOf: [reference] };
  }

  #keyword(keyword: string, value: Json): Json {
    if (keyword === 'properties' && isJsonObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, schema]) => [name, this.#schema(schema as StructuralSchema)]),
      );
    }
    if (['items', 'additionalProperties', 'not'].includes(keyword) && isJsonObject(value)) {
      return this.#schema(value);
    }
    if (['allOf', 'anyOf', 'oneOf'].includes(keyword) && Array.isArray(value)) {
      return value.map((schema) => this.#schema(schema as StructuralSchema));
    }
    return value;
  }
}

function namesByKind(definitions: Readonly<Record<string, BuiltinDefinition>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      // Options that every group takes have one definition for all.
      if (!names.has(`${group}/${version}/${kind}`)) names.set(`${group}/${version}/${kind}`, name);
    }
  }
  return names;
}

/** `com.example.stable.v1.CronTab` for `CronTab` of `stable.example.com/v1`. */
function customName(type: ResourceType, version: string): string {
  return [...type.group.split('.').reverse(), version, type.kind].join('.');
}
