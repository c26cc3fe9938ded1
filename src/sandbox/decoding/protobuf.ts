import { formatDuration, type Json, type JsonObject } from '../../base/index.ts';
import type { GoField, GoStruct, GoType, SpecialType } from './go-types.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { DecodeError } from './typed-codec.ts';

/** What every protobuf body begins with: `k8s` and a zero. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** The envelope of a protobuf body (runtime.Unknown). */
export interface ProtobufEnvelope {
  readonly apiVersion: string;
  readonly kind: string;
  /** The message of that kind. */
  readonly raw: Uint8Array;
}

/** Opens the envelope of a protobuf body. Throws DecodeError. */
export function readEnvelope(body: Uint8Array): ProtobufEnvelope {
  if (!magic.equals(body.subarray(0, 4))) {
    throw new DecodeError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  new ProtobufReader(body.subarray(4)).each((number, reader) => {
    if (number === 1) {
      reader.message().each((inner, type) => {
        if (inner === 1) apiVersion = type.text();
        else if (inner === 2) kind = type.text();
        else type.skip();
      });
    } else if (number === 2) raw = reader.bytes();
    else reader.skip();
  });
  return { apiVersion, kind, raw };
}

/** Reads a message into what its JSON would hold; zero values are left to the JSON codec. Throws DecodeError. */
export function readMessage(raw: Uint8Array, type: GoStruct): JsonObject {
  return messageOf(new ProtobufReader(raw), type);
}

function messageOf(message: ProtobufReader, type: GoStruct): JsonObject {
  const value: JsonObject = {};
  readInto(value, message, layoutOf(type));
  return value;
}

/** The fields of a message by number; embedded structs are messages of their own, whose fields are the outer object's. */
interface Layout {
  readonly fields: Map<number, GoField>;
  readonly embedded: Map<number, Layout>;
}

const layouts = new WeakMap<GoStruct, Layout>();

function layoutOf(type: GoStruct): Layout {
  const known = layouts.get(type);
  if (known !== undefined) return known;
  const root: Layout = { fields: new Map(), embedded: new Map() };
  layouts.set(type, root);
  for (const field of type.fields.values()) {
    let layout = root;
    for (const number of field.embeddedIn) {
      let inner = layout.embedded.get(number);
      if (inner === undefined) layout.embedded.set(number, (inner = { fields: new Map(), embedded: new Map() }));
      layout = inner;
    }
    layout.fields.set(field.number, field);
  }
  return root;
}

function readInto(value: JsonObject, message: ProtobufReader, layout: Layout): void {
  message.each((number, reader) => {
    const embedded = layout.embedded.get(number);
    const field = layout.fields.get(number);
    if (embedded !== undefined) readInto(value, reader.message(), embedded);
    else if (field === undefined) reader.skip();
    else readField(value, field, reader);
  });
}

function readField(value: JsonObject, { json, type }: GoField, reader: ProtobufReader): void {
  const bare = type.kind === 'pointer' ? type.element : type;
  if (bare.kind === 'list') {
    const list = (value[json] ??= []) as Json[];
    list.push(...reader.repeated(() => readValue(bare.element, reader), isVarint(bare.element)));
  } else if (bare.kind === 'map') {
    const map = (value[json] ??= {}) as JsonObject;
    const [key, item] = readEntry(bare.element, reader.message());
    map[key] = item;
  } else {
    value[json] = readValue(bare, reader);
  }
}

function readEntry(element: GoType, entry: ProtobufReader): readonly [string, Json] {
  let key = '';
  let item: Json = null;
  entry.each((number, reader) => {
    if (number === 1) key = reader.text();
    else if (number === 2) item = readValue(element, reader);
    else reader.skip();
  });
  return [key, item];
}

function readValue(type: GoType, reader: ProtobufReader): Json {
  switch (type.kind) {
    case 'pointer':
      return readValue(type.element, reader);
    case 'struct':
      return messageOf(reader.message(), type);
    case 'list':
      return readWrapped(type.element, reader.message());
    case 'map':
      throw new DecodeError('a map cannot be an item');
    case 'scalar':
      if (type.name === 'string') return reader.text();
      if (type.name === 'bytes') return Buffer.from(reader.bytes()).toString('base64');
      if (type.name === 'bool') return reader.varint() !== 0n;
      return type.name === 'float64' ? reader.double() : Number(BigInt.asIntN(64, reader.varint()));
    default:
      return readSpecial(type.name, reader.message());
  }
}

/** A list inside a map or a list is a message with the items in its field 1. */
function readWrapped(element: GoType, wrapper: ProtobufReader): Json[] {
  const items: Json[] = [];
  wrapper.each((number, reader) => {
    if (number === 1) items.push(readValue(element, reader));
    else reader.skip();
  });
  return items;
}

function readSpecial(name: SpecialType, message: ProtobufReader): Json {
  const fields = new Map<number, bigint | Uint8Array>();
  message.each((number, reader) => void fields.set(number, reader.any()));
  const text = (number: number): string => Buffer.from((fields.get(number) as Uint8Array | undefined) ?? []).toString();
  const number = (at: number): number => Number(BigInt.asIntN(64, (fields.get(at) as bigint | undefined) ?? 0n));
  switch (name) {
    case 'Quantity':
      return text(1);
    case 'IntOrString':
      return number(1) === 0 ? number(2) : text(3);
    case 'Time':
    case 'MicroTime':
      // The zero time is an empty message.
      return fields.size === 0 ? null : timeText(number(1), number(2));
    case 'Duration':
      return formatDuration(number(1) / 1e6);
    case 'RawExtension':
    case 'FieldsV1':
    case 'JSON':
      return jsonOf(text(1));
    default:
      // Alternatives inside JSON schemas: clients that send CRDs use JSON.
      throw new DecodeError(`${name} is not read from protobuf`);
  }
}

function timeText(seconds: number, nanos: number): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nanos).padStart(9, '0').slice(0, 6)}Z`;
}

function jsonOf(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new DecodeError('an embedded object is not JSON');
  }
}

function isVarint(type: GoType): boolean {
  return type.kind === 'scalar' && (type.name === 'int32' || type.name === 'int64' || type.name === 'bool');
}
