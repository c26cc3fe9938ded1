import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import {
  CelDuration,
  celEquals,
  CelError,
  CelList,
  CelMap,
  type CelMapSource,
  CelTimestamp,
  type CelValue,
  createCelEnvironment,
} from '../../../lang/index.ts';
import type { StructuralSchema } from '../../../schema/index.ts';
import { declaredType, isEmbedded, resourceProperties } from './declared-type.ts';
import { celFieldName } from './field-names.ts';

/** A value as its schema types it (apiserver v0.36.3, pkg/cel/common/valuesunstructured.go). */
export function typedValue(value: Json, schema: StructuralSchema, root = false): CelValue {
  if (value === null) return null;
  if (schema['x-kubernetes-int-or-string'] === true)
    return typeof value === 'number' ? BigInt(Math.trunc(value)) : (value as string);
  if (isJsonObject(value)) return objectValue(value, schema, root);
  if (Array.isArray(value)) return listValue(value, schema);
  if (typeof value === 'number') return schema.type === 'integer' ? BigInt(Math.trunc(value)) : value;
  return typeof value === 'string' ? textValue(value, schema) : value;
}

function objectValue(value: JsonObject, schema: StructuralSchema, root: boolean): CelMap {
  const { additionalProperties } = schema;
  if (!root && typeof additionalProperties === 'object') {
    const entry = (json: Json): CelValue => typedValue(json, additionalProperties, isEmbedded(additionalProperties));
    return new CelMap(new Members(value, (name) => name, entry));
  }
  const properties = root ? { ...schema.properties, ...resourceProperties } : (schema.properties ?? {});
  const names = namesOf(properties);
  const convert = (json: Json, name: string): CelValue => {
    const property = properties[name] ?? {};
    return typedValue(json, property, isEmbedded(property));
  };
  return new CelMap(new Members(value, (name) => names.get(name), convert), declaredType(schema, root)?.type);
}

const escaped = new WeakMap<object, ReadonlyMap<string, string>>();

/** The properties by their names in CEL. */
function namesOf(properties: Readonly<Record<string, StructuralSchema>>): ReadonlyMap<string, string> {
  const known = escaped.get(properties);
  if (known !== undefined) return known;
  const names = new Map(Object.keys(properties).map((name) => [celFieldName(name) ?? '', name]));
  escaped.set(properties, names);
  return names;
}

class Members implements CelMapSource {
  readonly #object: JsonObject;
  readonly #nameOf: (name: string) => string | undefined;
  readonly #convert: (json: Json, name: string) => CelValue;
  readonly #made = new Map<string, CelValue>();

  constructor(
    object: JsonObject,
    nameOf: (name: string) => string | undefined,
    convert: (json: Json, name: string) => CelValue,
  ) {
    this.#object = object;
    this.#nameOf = nameOf;
    this.#convert = convert;
  }

  get size(): number {
    return Object.keys(this.#object).length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const name = this.#nameOf(key);
    const json = name !== undefined && Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
    if (name === undefined || json === undefined) return undefined;
    const value = this.#convert(json, name);
    this.#made.set(key, value);
    return value;
  }

  keys(): Iterable<CelValue> {
    return Object.keys(this.#object);
  }
}

function listValue(values: readonly Json[], schema: StructuralSchema): CelList {
  const items = schema.items ?? {};
  const list = values.map((value) => typedValue(value, items, isEmbedded(items)));
  if (schema['x-kubernetes-list-type'] === 'set') return new SetList(list);
  const keys = schema['x-kubernetes-list-map-keys'];
  return keys === undefined ? new CelList(list) : new MapList(list, keys);
}

/** A list of type set: the order does not count, and a sum has every item once. */
class SetList extends CelList {
  override equalsList({ items }: CelList): boolean {
    return (
      items.length === this.items.length && this.items.every((item) => items.some((other) => celEquals(item, other)))
    );
  }

  override plus({ items }: CelList): CelList {
    const added = items.filter((item) => !this.items.some((own) => celEquals(own, item)));
    return new SetList([...this.items, ...added]);
  }
}

/** A list of type map: items are found by their keys; in a sum those of the other list win, at the place of ours. */
class MapList extends CelList {
  readonly #keys: readonly string[];

  constructor(items: readonly CelValue[], keys: readonly string[]) {
    super(items);
    this.#keys = keys;
  }

  #same(a: CelValue, b: CelValue): boolean {
    if (!(a instanceof CelMap) || !(b instanceof CelMap)) return celEquals(a, b);
    return this.#keys.every((key) => celEquals(a.get(key) ?? null, b.get(key) ?? null));
  }

  override equalsList({ items }: CelList): boolean {
    if (items.length !== this.items.length) return false;
    return this.items.every((item) => items.some((other) => this.#same(item, other) && celEquals(item, other)));
  }

  override plus({ items }: CelList): CelList {
    const replaced = this.items.map((item) => items.find((other) => this.#same(item, other)) ?? item);
    const added = items.filter((item) => !this.items.some((own) => this.#same(own, item)));
    return new MapList([...replaced, ...added], this.#keys);
  }
}

const language = createCelEnvironment();
const converters = ['timestamp(text)', 'duration(text)', 'bytes(text)'] as const;

function convert(text: string, by: (typeof converters)[number]): CelValue {
  const compiled = language.compile(by, { unchecked: true });
  const outcome = compiled.ok ? compiled.program.evaluate({ text }) : undefined;
  if (outcome?.ok === true) return outcome.value;
  throw outcome?.error ?? new CelError('evaluation', `${by} does not compile`);
}

function textValue(text: string, { format }: StructuralSchema): CelValue {
  switch (format) {
    case 'byte':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'duration': {
      const value = convert(text, 'duration(text)');
      return value instanceof CelDuration ? value : text;
    }
    case 'date':
    case 'date-time': {
      const value = convert(format === 'date' ? `${text}T00:00:00Z` : text, 'timestamp(text)');
      return value instanceof CelTimestamp ? value : text;
    }
    default:
      return text;
  }
}
