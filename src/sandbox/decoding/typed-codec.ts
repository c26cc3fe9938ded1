import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { canonicalMicroTime, canonicalTime, timeError } from './go-time.ts';
import type { GoField, GoStruct, GoType } from './go-types.ts';
import { canonicalQuantity } from './quantity-format.ts';

/** A value that does not fit its type: what Go's decoder says about it. */
export class DecodeError extends Error {}

/** What reading an object gave. */
export interface Decoded {
  /** A fresh value, as Go would write it again. */
  readonly value: JsonObject;
  /** Paths of fields that the type does not have, such as `spec.template.spec.containers[0].foo`; they are left out. */
  readonly unknown: readonly string[];
}

/**
 * Reads `value` into `type` and writes it again, as an API server does with every object of a built-in kind: unknown fields are
 * left out and named, zero values that Go omits disappear, absent ones that Go always writes appear, quantities and times take
 * their canonical form. Throws DecodeError for a value of a wrong type, in the words of encoding/json.
 */
export function decodeTyped(value: JsonObject, type: GoStruct): Decoded {
  const reader = new Reader();
  return { value: reader.struct(value, type, '', ''), unknown: reader.unknown };
}

const quantityForm = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

class Reader {
  readonly unknown: string[] = [];

  /** `path` counts list items, for unknown fields; `fields` does not, for type errors. */
  struct(value: JsonObject, type: GoStruct, path: string, fields: string): JsonObject {
    const result: JsonObject = {};
    let known = 0;
    for (const field of type.fields.values()) {
      const raw = value[field.json];
      if (raw !== undefined) known += 1;
      const read = this.#field(raw ?? null, field, type, path, fields);
      if (read !== undefined) result[field.json] = read;
    }
    if (known < Object.keys(value).length) {
      for (const key of Object.keys(value)) {
        if (type.fields.has(key)) continue;
        // The type of an object is read apart from its fields.
        if (path === '' && (key === 'kind' || key === 'apiVersion')) result[key] = value[key];
        else this.unknown.push(below(path, key));
      }
    }
    return result;
  }

  /** The field's value as it is written; undefined where it is left out. */
  #field(raw: Json, field: GoField, parent: GoStruct, path: string, fields: string): Json | undefined {
    const { type, omitEmpty } = field;
    if (raw === null) {
      if (type.kind === 'struct') return field.omitZero ? undefined : this.struct({}, type, '-', '-');
      if (type.kind === 'special' && (field.omitZero || (omitEmpty && type.name === 'FieldsV1'))) return undefined;
      return omitEmpty && type.kind !== 'special' ? undefined : zeroOf(type);
    }
    const at = path === '' ? field.json : `${path}.${field.json}`;
    const read = this.#value(raw, type, parent, at, fields === '' ? field.json : `${fields}.${field.json}`);
    if (type.kind === 'list' || type.kind === 'map') {
      const size = Array.isArray(read) ? read.length : Object.keys(read as JsonObject).length;
      if (size === 0) return omitEmpty ? undefined : null;
    }
    if (omitEmpty && type.kind === 'scalar' && (read === '' || read === 0 || read === false)) return undefined;
    return read;
  }

  #value(raw: Json, type: GoType, parent: GoStruct, path: string, fields: string): Json {
    if (raw === null) return type.kind === 'struct' ? this.struct({}, type, '-', '-') : zeroOf(type);
    switch (type.kind) {
      case 'pointer':
        return this.#value(raw, type.element, parent, path, fields);
      case 'struct':
        if (!isJsonObject(raw)) throw mismatch(raw, type, parent, fields);
        return this.struct(raw, type, path, fields);
      case 'list':
        if (!Array.isArray(raw)) throw mismatch(raw, type, parent, fields);
        return raw.map((item, index) => this.#value(item, type.element, parent, `${path}[${index}]`, fields));
      case 'map':
        if (!isJsonObject(raw)) throw mismatch(raw, type, parent, fields);
        return this.#map(raw, type.element, parent, path, fields);
      case 'scalar':
        return scalar(raw, type, parent, fields);
      case 'special':
        return this.#special(raw, type, parent, path, fields);
    }
  }

  #map(raw: JsonObject, element: GoType, parent: GoStruct, path: string, fields: string): JsonObject {
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(raw)) {
      if (item !== undefined) result[key] = this.#value(item, element, parent, below(path, key), fields);
    }
    return result;
  }

  #special(
    raw: Exclude<Json, null>,
    type: GoType & { kind: 'special' },
    parent: GoStruct,
    path: string,
    fields: string,
  ): Json {
    switch (type.name) {
      case 'Quantity': {
        const text =
          typeof raw === 'string' || typeof raw === 'number' ? canonicalQuantity(String(raw).trim()) : undefined;
        if (text === undefined) throw new DecodeError(quantityForm);
        return text;
      }
      case 'IntOrString':
        if (typeof raw === 'string') return raw;
        return scalar(raw, { kind: 'scalar', name: 'int32', goName: 'int32' }, parent, fields);
      case 'Time':
      case 'MicroTime': {
        if (typeof raw !== 'string') throw mismatch(raw, { ...type, goName: 'string' }, parent, fields);
        const text = type.name === 'Time' ? canonicalTime(raw) : canonicalMicroTime(raw);
        if (text === undefined) throw new DecodeError(timeError(raw, type.name === 'MicroTime'));
        return text;
      }
      case 'Duration':
        if (typeof raw !== 'string') throw mismatch(raw, { ...type, goName: 'string' }, parent, fields);
        return raw;
      case 'JSONSchemaPropsOrArray':
        if (Array.isArray(raw))
          return raw.map((item, index) => this.#schema(item, parent, `${path}[${index}]`, fields));
        return this.#schema(raw, parent, path, fields);
      case 'JSONSchemaPropsOrBool':
        return typeof raw === 'boolean' ? raw : this.#schema(raw, parent, path, fields);
      case 'JSONSchemaPropsOrStringArray':
        return Array.isArray(raw) ? raw : this.#schema(raw, parent, path, fields);
      case 'RawExtension':
      case 'FieldsV1':
      case 'JSON':
        return raw;
    }
  }

  /** A JSON schema inside a JSON schema: `parent` is the type itself. */
  #schema(raw: Json, parent: GoStruct, path: string, fields: string): Json {
    return this.#value(raw, parent, parent, path, fields);
  }
}

function scalar(raw: Json, type: GoType & { kind: 'scalar' }, parent: GoStruct, fields: string): Json {
  switch (type.name) {
    case 'string':
      if (typeof raw !== 'string') throw mismatch(raw, type, parent, fields);
      return raw;
    case 'bool':
      if (typeof raw !== 'boolean') throw mismatch(raw, type, parent, fields);
      return raw;
    case 'float64':
      if (typeof raw !== 'number') throw mismatch(raw, type, parent, fields);
      return raw;
    case 'int32':
    case 'int64': {
      if (typeof raw !== 'number') throw mismatch(raw, type, parent, fields);
      const limit = type.name === 'int32' ? 2 ** 31 : 2 ** 63;
      if (!Number.isInteger(raw) || raw >= limit || raw < -limit) throw mismatch(raw, type, parent, fields, ` ${raw}`);
      return raw;
    }
    case 'bytes': {
      if (typeof raw !== 'string') throw mismatch(raw, type, parent, fields);
      const text = raw.replace(/[\r\n]/g, '');
      const bad = badBase64At(text);
      if (bad !== undefined) throw new DecodeError(`illegal base64 data at input byte ${bad}`);
      return text;
    }
  }
}

/** Where text stops being padded standard base64; undefined where it is. */
function badBase64At(text: string): number | undefined {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const good = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  return good === text.length ? good - (good % 4) : good;
}

/** What Go holds in a field that was not given. */
function zeroOf(type: GoType): Json {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'bool') return false;
      if (type.name === 'bytes') return null;
      return type.name === 'string' ? '' : 0;
    case 'special':
      if (type.name === 'Quantity') return '0';
      if (type.name === 'Duration') return '0s';
      return type.name === 'IntOrString' ? 0 : null;
    default:
      return null;
  }
}

function mismatch(raw: Json, type: GoType, parent: GoStruct, fields: string, number = ''): DecodeError {
  let found: string = typeof raw;
  if (found === 'boolean') found = 'bool';
  if (Array.isArray(raw)) found = 'array';
  const struct = parent.goName.slice(parent.goName.indexOf('.') + 1);
  return new DecodeError(
    `json: cannot unmarshal ${found}${number} into Go struct field ${struct}.${fields} of type ${type.goName}`,
  );
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
