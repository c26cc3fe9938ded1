import { bytesOfText, compileRegexp, type Regexp, RegexpError, textOfBytes } from '../../../../../lang/index.ts';
import { isArray, isObject, type JsonNode } from '../document.ts';
import { type Draft, latestDraft } from './draft.ts';
import { Keywords } from './keywords.ts';
import { isMetaschema, metaschemaAt } from './metaschemas.ts';
import { formatPlace, lookUp, type Place, pointTo, resolveUrl, splitReference } from '../place.ts';
import { type Resource, SchemaRoot } from './root.ts';
import type { Schema } from '../schema.ts';
import { JsonSchemaError } from '../schema-error.ts';

/** Judges a schema itself by the metaschema of its draft. @throws JsonSchemaError */
export type JudgeSchema = (document: JsonNode, draft: Draft, location: string) => void;

/** Compiles schemas of documents, and of those that they refer to. */
export class SchemaCompiler {
  readonly #roots = new Map<string, SchemaRoot>();
  readonly #compiled = new Map<string, Schema>();
  readonly #documents: ReadonlyMap<string, JsonNode>;
  readonly #judge: JudgeSchema;

  /** `documents` are those that references may name, beside json-schema.org's. */
  constructor(documents: ReadonlyMap<string, JsonNode>, judge: JudgeSchema) {
    this.#documents = documents;
    this.#judge = judge;
  }

  /** The schema at a place, with all that it leads to. @throws JsonSchemaError */
  compile(place: Place): Schema {
    const pending: Place[] = [];
    const schema = this.#schemaAt(place, pending);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) this.#fill(next, pending);
    return schema;
  }

  #load(url: string): JsonNode {
    const document = this.#documents.get(url) ?? metaschemaAt(url);
    if (document !== undefined) return document;
    // helm says so on stderr and takes anything: pkg/chart/common/util/jsonschema.go, urnLoader.
    if (url.startsWith('urn:')) return true;
    throw new JsonSchemaError(`failing loading ${JSON.stringify(url)}: schemas are read from the chart alone`);
  }

  #root(url: string): SchemaRoot {
    const known = this.#roots.get(url);
    if (known !== undefined) return known;
    const document = this.#load(url);
    const root = new SchemaRoot(url, document, latestDraft, (target) => this.#load(target));
    if (!isMetaschema(url)) this.#judge(document, root.resourceAt('').draft, formatPlace({ url, pointer: '' }));
    this.#roots.set(url, root);
    return root;
  }

  /** The schema at a place; a new one is filled later, so that circles end. */
  #schemaAt(place: Place, pending: Place[]): Schema {
    const location = formatPlace(place);
    const known = this.#compiled.get(location);
    if (known !== undefined) return known;
    const root = this.#root(place.url);
    if (root.ensureSchema(place.pointer)) {
      this.#judge(lookUp(root.document, place.pointer) ?? null, root.resourceAt(place.pointer).draft, location);
    }
    const { version } = root.resourceAt(place.pointer).draft;
    const schema: Schema = { location, version, dynamicAnchors: new Map(), resource: undefined as unknown as Schema };
    this.#compiled.set(location, schema);
    pending.push(place);
    return schema;
  }

  #fill(place: Place, pending: Place[]): void {
    const root = this.#root(place.url);
    const resource = root.resourceAt(place.pointer);
    const schema = this.#schemaAt(place, pending);
    const at = (pointer: string): Schema => this.#schemaAt({ url: place.url, pointer }, pending);
    schema.resource = at(resource.pointer);
    if (schema.version >= 2020 && resource.pointer === place.pointer) {
      for (const name of resource.dynamicAnchors) schema.dynamicAnchors.set(name, at(resource.anchors.get(name) ?? ''));
    }
    const node = lookUp(root.document, place.pointer);
    if (typeof node === 'boolean') schema.always = node;
    else if (isObject(node) && node.size === 0) schema.always = true;
    else if (isObject(node)) {
      const refer = (reference: string): Schema => this.#refer(reference, root, resource, pending);
      new SchemaFiller(schema, new Keywords(node), place, at, refer).fill();
    }
  }

  #refer(reference: string, root: SchemaRoot, resource: Resource, pending: Place[]): Schema {
    const { url, fragment } = splitReference(reference);
    const target = resolveUrl(resource.id, url);
    const pointer = root.resolve(target, fragment);
    if (pointer !== undefined) return this.#schemaAt({ url: root.url, pointer }, pending);
    const other = this.#root(target);
    return this.#schemaAt({ url: target, pointer: other.resolveIn(other.resourceAt(''), fragment) }, pending);
  }
}

/** Fills a schema from its keywords (santhosh-tekuri/jsonschema 6.0.2, objcompiler.go). */
class SchemaFiller {
  readonly #schema: Schema;
  readonly #keywords: Keywords;
  readonly #place: Place;
  readonly #at: (pointer: string) => Schema;
  readonly #refer: (reference: string) => Schema;

  constructor(
    schema: Schema,
    keywords: Keywords,
    place: Place,
    at: (pointer: string) => Schema,
    refer: (reference: string) => Schema,
  ) {
    this.#schema = schema;
    this.#keywords = keywords;
    this.#place = place;
    this.#at = at;
    this.#refer = refer;
  }

  fill(): void {
    const { version } = this.#schema;
    const ref = this.#reference('$ref');
    if (ref !== undefined) this.#schema.ref = ref;
    // Before 2019 a reference stands alone.
    if (version < 2019 && ref !== undefined) return;
    this.#assign(this.#applicators());
    this.#assign(this.#assertions());
    if (version >= 6) this.#assign(this.#since6());
    if (version >= 7) this.#assign(this.#since7());
    if (version >= 2019) this.#assign(this.#since2019());
    if (version >= 2020) this.#assign(this.#since2020());
  }

  #assign(members: { readonly [K in keyof Schema]?: Schema[K] | undefined }): void {
    for (const [name, value] of Object.entries(members)) {
      if (value !== undefined) Object.assign(this.#schema, { [name]: value });
    }
  }

  #applicators(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    const patterns = this.#map('patternProperties');
    const hasItems = Array.isArray(this.#keywords.node.get('items'));
    const isOld = this.#schema.version < 2020;
    return {
      allOf: this.#list('allOf'),
      anyOf: this.#list('anyOf'),
      oneOf: this.#list('oneOf'),
      not: this.#one('not'),
      items: isOld ? (hasItems ? this.#list('items') : this.#one('items')) : undefined,
      additionalItems: isOld && hasItems ? this.#flagOrOne('additionalItems') : undefined,
      properties: this.#map('properties'),
      patternProperties:
        patterns &&
        [...patterns].map(([pattern, schema]) => [this.#regexp(pattern, 'patternProperties'), schema] as const),
      additionalProperties: this.#flagOrOne('additionalProperties'),
      dependencies: this.#dependencies(),
    };
  }

  #assertions(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    const keywords = this.#keywords;
    const pattern = keywords.text('pattern');
    // In draft 4 these are flags on the bound beside them.
    const isOver = keywords.flag('exclusiveMinimum') === true;
    const isUnder = keywords.flag('exclusiveMaximum') === true;
    return {
      types: keywords.types(),
      enum: keywords.list('enum'),
      format: this.#assertsFormat() ? keywords.text('format') : undefined,
      multipleOf: keywords.number('multipleOf'),
      minimum: isOver ? undefined : keywords.number('minimum'),
      exclusiveMinimum: keywords.number(isOver ? 'minimum' : 'exclusiveMinimum'),
      maximum: isUnder ? undefined : keywords.number('maximum'),
      exclusiveMaximum: keywords.number(isUnder ? 'maximum' : 'exclusiveMaximum'),
      minLength: keywords.count('minLength'),
      maxLength: keywords.count('maxLength'),
      pattern: pattern === undefined ? undefined : { text: pattern, regexp: this.#regexp(pattern, 'pattern') },
      minItems: keywords.count('minItems'),
      maxItems: keywords.count('maxItems'),
      uniqueItems: keywords.flag('uniqueItems'),
      minProperties: keywords.count('minProperties'),
      maxProperties: keywords.count('maxProperties'),
      required: keywords.texts('required'),
    };
  }

  #since6(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    const value = this.#keywords.node.get('const');
    return {
      contains: this.#one('contains'),
      propertyNames: this.#one('propertyNames'),
      const: value === undefined ? undefined : { value },
    };
  }

  #since7(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    if (!this.#keywords.has('if')) return {};
    return { condition: this.#one('if'), consequence: this.#one('then'), alternative: this.#one('else') };
  }

  #since2019(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    const required = this.#keywords.map('dependentRequired');
    const hasContains = this.#keywords.has('contains');
    return {
      recursiveRef: this.#reference('$recursiveRef'),
      recursiveAnchor: this.#keywords.flag('$recursiveAnchor'),
      minContains: hasContains ? this.#keywords.count('minContains') : undefined,
      maxContains: hasContains ? this.#keywords.count('maxContains') : undefined,
      dependentRequired: required && new Map([...required].map(([name, names]) => [name, textsIn(names)])),
      dependentSchemas: this.#map('dependentSchemas'),
      unevaluatedItems: this.#one('unevaluatedItems'),
      unevaluatedProperties: this.#one('unevaluatedProperties'),
    };
  }

  #since2020(): { readonly [K in keyof Schema]?: Schema[K] | undefined } {
    const target = this.#reference('$dynamicRef');
    const { fragment } = splitReference(this.#keywords.text('$dynamicRef') ?? '');
    const anchor = fragment.startsWith('/') ? '' : fragment;
    return {
      dynamicRef: target && { target, anchor },
      dynamicAnchor: this.#keywords.text('$dynamicAnchor'),
      prefixItems: this.#list('prefixItems'),
      restItems: this.#one('items'),
    };
  }

  /** From 2019 on formats only describe, but for the schemas of json-schema.org. */
  #assertsFormat(): boolean {
    return this.#schema.version < 2019 || isMetaschema(this.#place.url);
  }

  #reference(keyword: string): Schema | undefined {
    const reference = this.#keywords.text(keyword);
    return reference === undefined ? undefined : this.#refer(reference);
  }

  #one(keyword: string): Schema | undefined {
    return this.#keywords.has(keyword) ? this.#at(pointTo(this.#place.pointer, keyword)) : undefined;
  }

  #flagOrOne(keyword: string): boolean | Schema | undefined {
    return this.#keywords.flag(keyword) ?? this.#one(keyword);
  }

  #list(keyword: string): readonly Schema[] | undefined {
    return this.#keywords
      .list(keyword)
      ?.map((_, index) => this.#at(pointTo(this.#place.pointer, keyword, String(index))));
  }

  #map(keyword: string): ReadonlyMap<string, Schema> | undefined {
    const names = this.#keywords.map(keyword);
    return (
      names && new Map([...names.keys()].map((name) => [name, this.#at(pointTo(this.#place.pointer, keyword, name))]))
    );
  }

  #dependencies(): ReadonlyMap<string, readonly string[] | Schema> | undefined {
    const members = this.#keywords.map('dependencies');
    if (members === undefined) return undefined;
    return new Map(
      [...members].map(([name, member]) => [
        name,
        isArray(member) ? textsIn(member) : this.#at(pointTo(this.#place.pointer, 'dependencies', name)),
      ]),
    );
  }

  #regexp(pattern: string, keyword: string): Regexp {
    try {
      return compileRegexp(bytesOfText(pattern));
    } catch (error) {
      if (!(error instanceof RegexpError)) throw error;
      const location = formatPlace({ url: this.#place.url, pointer: pointTo(this.#place.pointer, keyword) });
      const [quoted, where] = [JSON.stringify(pattern), JSON.stringify(location)];
      throw new JsonSchemaError(`invalid regex ${quoted} at ${where}: ${textOfBytes(error.message)}`, { cause: error });
    }
  }
}

function textsIn(node: JsonNode): readonly string[] {
  return isArray(node) ? node.filter((item) => typeof item === 'string') : [];
}
