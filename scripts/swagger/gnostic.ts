import { readYaml } from '../../src/yaml/index.ts';
import type { SwaggerSchema } from './schema.ts';

/**
 * The definitions of a Swagger 2.0 document that is written as protobuf, as gnostic's `openapi.v2.Document` lays it out. Field numbers are
 * those of gnostic-models 0.6.9, openapiv2/OpenAPIv2.proto.
 */
export function readGnosticDefinitions(document: Uint8Array): Map<string, SwaggerSchema> {
  const definitions = membersOf(document, 9)[0];
  if (definitions === undefined) throw new Error('the document has no definitions');
  return new Map(membersOf(definitions, 1).map(readNamedSchema));
}

function readNamedSchema(bytes: Uint8Array): [string, SwaggerSchema] {
  return [textOf(membersOf(bytes, 1)[0]), readSchema(membersOf(bytes, 2)[0] ?? new Uint8Array())];
}

function readSchema(bytes: Uint8Array): SwaggerSchema {
  const schema: SwaggerSchema = {};
  for (const { number, value } of fieldsOf(bytes)) {
    if (typeof value === 'number') continue;
    if (number === 1) schema.$ref = textOf(value);
    if (number === 21) {
      const members = membersOf(value, 1)[0];
      if (members !== undefined) schema.additionalProperties = readSchema(members);
    }
    if (number === 23) schema.items = readSchema(membersOf(value, 1)[0] ?? new Uint8Array());
    if (number === 25) schema.properties = Object.fromEntries(membersOf(value, 1).map(readNamedSchema));
    if (number === 31) readExtension(value, schema);
  }
  return schema;
}

/** An extension's value is YAML. */
function readExtension(bytes: Uint8Array, schema: SwaggerSchema): void {
  const name = textOf(membersOf(bytes, 1)[0]);
  const text = textOf(membersOf(membersOf(bytes, 2)[0] ?? new Uint8Array(), 2)[0]);
  const value = readYaml(text, { profile: 'go3' }).documents[0]?.value;
  if (!name.startsWith('x-kubernetes-') || value === undefined) return;
  Object.assign(schema, { [name]: value });
}

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

function membersOf(bytes: Uint8Array, number: number): Uint8Array[] {
  return [...fieldsOf(bytes)].flatMap((field) =>
    field.number === number && typeof field.value !== 'number' ? [field.value] : [],
  );
}

/** The fields of a protobuf message: numbers, and the bytes of texts and messages. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      yield { number, value: varint() };
      continue;
    }
    const fixed = tag % 8 === 1 ? 8 : 4;
    const length = tag % 8 === 2 ? varint() : fixed;
    yield { number, value: bytes.subarray(at, at + length) };
    at += length;
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
