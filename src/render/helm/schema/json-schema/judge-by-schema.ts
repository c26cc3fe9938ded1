import { type Draft, SchemaCompiler } from './compile/index.ts';
import type { JsonNode } from './document.ts';
import { type Failure, formatFailure, judge } from './judge/index.ts';
import { formatPlace } from './place.ts';
import { JsonSchemaError } from './schema-error.ts';

/**
 * What is wrong with a value by a schema, a line each with what belongs below it; undefined where it fits. Drafts 4 to 2020-12 are known
 * (santhosh-tekuri/jsonschema 6.0.2, whose texts these are); a schema that names none is of the last. Nothing is fetched: references reach within the
 * schema and to json-schema.org's own. `url` is what the schema calls itself.
 *
 * @throws JsonSchemaError for a schema that is none
 */
export function judgeBySchema(url: string, schema: JsonNode, value: JsonNode): string | undefined {
  const compiler = new SchemaCompiler(new Map([[url, schema]]), judgeSchema);
  return said(judge(compiler.compile({ url, pointer: '' }), value));
}

function said(failures: readonly Failure[]): string | undefined {
  return failures.length === 0
    ? undefined
    : failures
        .map((failure) => formatFailure(failure, 1))
        .join('')
        .slice(1);
}

/** Metaschemas refer to no other documents than each other, and are never judged. */
const metaschemas = new SchemaCompiler(new Map(), () => undefined);

function judgeSchema(document: JsonNode, draft: Draft, location: string): void {
  const failures = said(judge(metaschemas.compile({ url: draft.url, pointer: '' }), document));
  if (failures === undefined) return;
  const metaschema = formatPlace({ url: draft.url, pointer: '' });
  throw new JsonSchemaError(
    `${JSON.stringify(location)} is not valid against metaschema: jsonschema validation failed with '${metaschema}'\n${failures}`,
  );
}
