/**
 * Writes `src/schema/generated/kubernetes-1.36.json`: the schemas and resources of a Kubernetes 1.36 API server, from its published
 * OpenAPI document, without descriptions.
 *
 *     SLIPWAY_DATA=… bin/node scripts/generate-kubernetes-schemas.ts [--check]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../src/base/index.ts';
import { dataFolder, type GeneratedFiles, runGenerator } from './generated-files.ts';

/** The generated file of a data folder. */
export function kubernetesSchemas(data: string): GeneratedFiles {
  const swagger = JSON.parse(readFileSync(join(data, 'kubernetes/swagger-1.36.json'), 'utf8')) as Swagger;
  const definitions = Object.entries(swagger.definitions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(definition(name, schema))}`);
  const resources = resourcesOf(swagger.paths).map((resource) => `    ${JSON.stringify(resource)}`);
  const text = `{
  "definitions": {
${definitions.join(',\n')}
  },
  "resources": [
${resources.join(',\n')}
  ]
}
`;
  return new Map([['src/schema/generated/kubernetes-1.36.json', text]]);
}

interface Swagger {
  readonly definitions: Readonly<Record<string, JsonObject>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly 'x-kubernetes-action'?: string;
  readonly 'x-kubernetes-group-version-kind'?: Kind;
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Objects whose content is not described, though their schema looks like that of an object without fields. */
const opaque: ReadonlySet<string> = new Set([
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch',
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
]);

function definition(name: string, schema: JsonObject): Json {
  const read = withoutPrefix(schema) as JsonObject;
  if (opaque.has(name)) read['x-kubernetes-preserve-unknown-fields'] = true;
  if (read['format'] === 'int-or-string') read['x-kubernetes-int-or-string'] = true;
  return read;
}

/** `$ref` by the name of the definition alone. */
function withoutPrefix(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPrefix);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const member = value[key] ?? null;
    copy[key] =
      key === '$ref' && typeof member === 'string' ? member.replace('#/definitions/', '') : withoutPrefix(member);
  }
  return copy;
}

interface Resource {
  readonly group: string;
  readonly version: string;
  kind: string;
  readonly plural: string;
  namespaced: boolean;
  readonly verbs: Set<string>;
  readonly subresources: Map<string, { kind: Kind; verbs: Set<string> }>;
}

const path =
  /^\/(?:api\/(?<core>[^/]+)|apis\/(?<group>[^/]+)\/(?<version>[^/]+))\/(?<watch>watch\/)?(?<namespaced>namespaces\/\{namespace\}\/)?(?<plural>[a-z]+)(?<named>\/\{name\}(?:\/(?<subresource>[a-z]+))?)?$/;

const verbs: Readonly<Record<string, string>> = {
  delete: 'delete',
  deletecollection: 'deletecollection',
  get: 'get',
  list: 'list',
  patch: 'patch',
  post: 'create',
  put: 'update',
  watch: 'watch',
  watchlist: 'watch',
};

/** The verbs of the methods of a subresource that streams. */
const connect: Readonly<Record<string, string>> = {
  delete: 'delete',
  get: 'get',
  patch: 'patch',
  post: 'create',
  put: 'update',
};

function resourcesOf(paths: Swagger['paths']): Json[] {
  const found = new Map<string, Resource>();
  for (const [address, operations] of Object.entries(paths)) {
    const place = path.exec(address)?.groups;
    if (place === undefined) continue;
    for (const [method, operation] of Object.entries(operations)) addOperation(found, place, method, operation);
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, resource]) => ({
      group: resource.group,
      version: resource.version,
      kind: resource.kind,
      plural: resource.plural,
      namespaced: resource.namespaced,
      verbs: [...resource.verbs].sort(),
      subresources: [...resource.subresources.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { kind, verbs }]): Json => {
          const { group, version } = kind;
          return { name, group, version, kind: kind.kind, verbs: [...verbs].sort() };
        }),
    }));
}

function addOperation(
  found: Map<string, Resource>,
  place: Readonly<Record<string, string>>,
  method: string,
  operation: Operation,
): void {
  const kind = operation['x-kubernetes-group-version-kind'];
  const action = operation['x-kubernetes-action'] ?? '';
  const verb = action === 'connect' ? connect[method] : verbs[action];
  if (kind === undefined || verb === undefined) return;
  const { core, group = '', version = core ?? '', plural = '', subresource } = place;
  const key = `${group}/${version}/${plural}`;
  const resource: Resource = found.get(key) ?? {
    group,
    version,
    plural,
    kind: '',
    namespaced: false,
    verbs: new Set(),
    subresources: new Map(),
  };
  found.set(key, resource);
  if (place['namespaced'] !== undefined) resource.namespaced = true;
  if (subresource === undefined) {
    resource.kind = kind.kind;
    resource.verbs.add(verb);
  } else {
    const sub = resource.subresources.get(subresource) ?? { kind, verbs: new Set() };
    resource.subresources.set(subresource, sub);
    sub.verbs.add(verb);
  }
}

if (import.meta.main) runGenerator(kubernetesSchemas(dataFolder()));
