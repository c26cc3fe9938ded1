import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { failure } from './error.ts';
import { doubleText } from './evaluation/index.ts';
import { formatDuration, formatTimestamp } from './time-text.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  type CelMapSource,
  CelOptional,
  CelTimestamp,
  CelUint,
  type CelValue,
  keyOf,
} from './values.ts';

/**
 * JSON as CEL sees it where nothing says more of it: whole numbers are ints, all others doubles. Objects are looked into only where
 * the expression does.
 */
export function celOfJson(json: Json): CelValue {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return new CelList(json.map(celOfJson));
  return isJsonObject(json) ? new CelMap(new JsonMap(json, celOfJson)) : json;
}

/** The members of a JSON object, made values when they are asked for. */
export class JsonMap implements CelMapSource {
  readonly #json: JsonObject;
  readonly #convert: (json: Json, name: string) => CelValue;
  readonly #made = new Map<string, CelValue>();

  constructor(json: JsonObject, convert: (json: Json, name: string) => CelValue) {
    this.#json = json;
    this.#convert = convert;
  }

  get size(): number {
    return Object.keys(this.#json).length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const json = Object.hasOwn(this.#json, key) ? this.#json[key] : undefined;
    if (json === undefined) return undefined;
    const value = this.#convert(json, key);
    this.#made.set(key, value);
    return value;
  }

  keys(): Iterable<CelValue> {
    return Object.keys(this.#json);
  }
}

/** The JSON of a value, as protobuf would write it. @throws CelError for what JSON has no word for */
export function jsonOfCel(value: CelValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : doubleText(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof CelList) return value.items.map(jsonOfCel);
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map(
      (key) => [String(keyOf(key)), jsonOfCel(value.get(key) as CelValue)] as const,
    );
    return Object.fromEntries(entries);
  }
  if (value instanceof CelTimestamp) return formatTimestamp(value.nanos);
  if (value instanceof CelDuration) return formatDuration(value.nanos);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof CelOptional && value.value !== undefined) return jsonOfCel(value.value);
  throw failure('unsupported conversion to JSON');
}
