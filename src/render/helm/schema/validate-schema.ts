import { bytesOfText, createTemplateBudget, decodeJson, textOfBytes } from '../../../lang/index.ts';
import { JsonSchemaError, judgeBySchema, nodeOf, parseJsonDocument, type JsonNode } from './json-schema/index.ts';
import type { SchemaValidator } from './validate-schemas.ts';

/** What helm calls every chart's schema. */
const url = 'file:///values.schema.json';

/** Judges values by a schema as helm does (4.2, pkg/chart/common/util/jsonschema.go, ValidateAgainstSingleSchema), but fetches nothing. */
export const validateSchema: SchemaValidator = (schema, values) => {
  try {
    const faults = judgeBySchema(url, readSchema(schema), nodeOf(values));
    return faults === undefined ? undefined : `${faults}\n`;
  } catch (error) {
    if (error instanceof JsonSchemaError) return error.message;
    throw error;
  }
};

function readSchema(text: string): JsonNode {
  try {
    return parseJsonDocument(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new JsonSchemaError('the schema nests too deep', { cause });
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new JsonSchemaError(syntaxFault(text), { cause });
  }
}

/** A stream's decoder says some things otherwise than json.Unmarshal. */
function syntaxFault(text: string): string {
  const { error } = decodeJson(bytesOfText(text), createTemplateBudget({ maxSteps: 1e8, maxBytes: 1e9 }));
  const message = textOfBytes(error?.message ?? 'invalid character');
  if (message === 'unexpected end of JSON input') return text.trim() === '' ? 'EOF' : 'unexpected EOF';
  return message.endsWith(' after top-level value') ? 'invalid character after top-level value' : message;
}
