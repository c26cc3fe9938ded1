import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject, version } from '../../base/index.ts';
import { apiError, basePath, contract, type ErrorCode, type RouteContract, statusOfCode } from '../contract/index.ts';

/** The OpenAPI 3.1 document of `/api/slipway/v1`, made from the contract. */
export function openApiDocument(): JsonObject {
  const schemas = new SchemaCollector();
  const paths: Record<string, JsonObject> = {};
  for (const route of Object.values(contract) as RouteContract[]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  schemas.refer(apiError, 'output');
  return {
    openapi: '3.1.0',
    info: { title: 'Slipway', version },
    servers: [{ url: basePath }],
    paths,
    components: {
      schemas: Object.fromEntries([...schemas.components].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: 'argocd.token' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ cookie: [] }, { bearer: [] }],
  };
}

/** The errors that a route can answer with: its own, and those of its access. */
export function errorsOf(route: RouteContract): ErrorCode[] {
  const codes = new Set<ErrorCode>(['invalid-request', 'internal', ...route.errors]);
  if (route.access !== 'public') codes.add('not-signed-in');
  if (route.access === 'act') codes.add('forbidden').add('foreign-origin');
  if (route.body !== undefined) codes.add('too-large').add('unsupported-media-type');
  return [...codes];
}

function operationOf(route: RouteContract, schemas: SchemaCollector): JsonObject {
  const parameters = [...parametersOf(route.params, 'path', schemas), ...parametersOf(route.query, 'query', schemas)];
  const statuses = Map.groupBy(errorsOf(route), (code) => statusOfCode[code]);
  const failures = [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [
      String(status),
      { description: codes.join(', '), content: jsonContent({ $ref: '#/components/schemas/ApiError' }) },
    ]);
  return {
    operationId: route.name,
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(schemas.refer(route.body, 'input')) } }),
    responses: { ...successOf(route, schemas), ...(Object.fromEntries(failures) as JsonObject) },
    ...(route.access === 'public' ? { security: [] } : {}),
  };
}

function successOf(route: RouteContract, schemas: SchemaCollector): JsonObject {
  const description = route.summary;
  if (route.stream !== undefined) {
    const schema = schemas.refer(route.stream.message, 'output');
    return { '200': { description, content: { [route.stream.type]: { schema } } } };
  }
  if (route.answer === undefined) return { '204': { description } };
  return {
    [String(route.status ?? 200)]: { description, content: jsonContent(schemas.refer(route.answer, 'output')) },
  };
}

function parametersOf(shape: z.ZodObject | undefined, place: 'path' | 'query', schemas: SchemaCollector): JsonObject[] {
  if (shape === undefined) return [];
  const { properties, required } = schemas.inline(shape, 'input');
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || needed.includes(name),
    schema: schema ?? {},
  }));
}

function jsonContent(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

/** Gathers the schemas that have a name; whoever uses one refers to it. */
class SchemaCollector {
  readonly components = new Map<string, JsonObject>();

  /** A reference to a schema with a name, or the schema itself. */
  refer(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const id = z.globalRegistry.get(schema)?.id;
    const inline = this.inline(schema, io);
    if (id === undefined) return inline;
    if (!('$ref' in inline)) this.components.set(id, inline);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** The schema itself; those within that have a name are referred to. */
  inline(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
    const {
      $defs,
      $schema: _,
      ...rest
    } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject;
    for (const [id, definition] of Object.entries(isJsonObject($defs) ? $defs : {})) {
      if (isJsonObject(definition)) this.components.set(id, withoutId(definition));
    }
    return withoutId(rest);
  }
}

function withoutId({ id: _id, additionalProperties, ...schema }: Record<string, Json | undefined>): JsonObject {
  // Objects are closed here, but who reads an answer is to ignore what it does not know.
  return { ...schema, ...(isJsonObject(additionalProperties) ? { additionalProperties } : {}) };
}
