import type { JsonObject } from '../../base/index.ts';
import type { ResourceType } from '../machinery/resource-type.ts';

/** Where the paths of a group and version begin. */
export function pathPrefix(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** The paths of a resource with their operations, as far as clients look at them: verbs, kinds and the parameters of writes. */
export function resourcePaths(type: ResourceType, version: string, schemaRef: string): JsonObject {
  const kind = { group: type.group, version, kind: type.kind };
  const base = pathPrefix(type.group, version);
  const collection = `${base}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.plural}`;
  const operation = new Operations(type, kind, schemaRef);
  const paths: JsonObject = {};
  if (type.namespaced && type.verbs.includes('list')) {
    paths[`${base}/${type.plural}`] = { get: operation.read('list') };
  }
  paths[collection] = {
    ...(type.verbs.includes('list') ? { get: operation.read('list') } : {}),
    ...(type.verbs.includes('create') ? { post: operation.write('post') } : {}),
    ...(type.verbs.includes('deletecollection') ? { delete: operation.remove('deletecollection') } : {}),
    ...parametersOf(type, false),
  };
  if (!type.verbs.includes('get')) return paths;
  const item: JsonObject = { get: operation.read('get') };
  if (type.verbs.includes('update')) item['put'] = operation.write('put');
  if (type.verbs.includes('patch')) item['patch'] = operation.patch();
  if (type.verbs.includes('delete')) item['delete'] = operation.remove('delete');
  paths[`${collection}/{name}`] = { ...item, ...parametersOf(type, true) };
  for (const subresource of type.subresources.values()) {
    if (subresource.kind !== type.kind || !subresource.verbs.includes('patch')) continue;
    paths[`${collection}/{name}/${subresource.name}`] = {
      get: operation.read('get'),
      put: operation.write('put'),
      patch: operation.patch(),
      ...parametersOf(type, true),
    };
  }
  return paths;
}

function parametersOf(type: ResourceType, named: boolean): JsonObject {
  const names = [...(named ? ['name'] : []), ...(type.namespaced ? ['namespace'] : [])];
  if (names.length === 0) return {};
  return {
    parameters: names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', uniqueItems: true },
    })),
  };
}

/** The operations on one kind. */
class Operations {
  readonly #type: ResourceType;
  readonly #kind: JsonObject;
  readonly #schema: JsonObject;

  constructor(type: ResourceType, kind: JsonObject, schemaRef: string) {
    this.#type = type;
    this.#kind = kind;
    this.#schema = { $ref: schemaRef };
  }

  read(action: 'get' | 'list'): JsonObject {
    return { ...this.#common(action), parameters: [] };
  }

  write(action: 'post' | 'put'): JsonObject {
    return {
      ...this.#common(action),
      parameters: writeParameters(),
      requestBody: { content: { '*/*': { schema: this.#schema } } },
    };
  }

  patch(): JsonObject {
    const types = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];
    if (!this.#type.custom) types.push('application/strategic-merge-patch+json');
    return {
      ...this.#common('patch'),
      parameters: [...writeParameters(), parameter('force', 'boolean')],
      requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: {} }])) },
    };
  }

  remove(action: 'delete' | 'deletecollection'): JsonObject {
    const names = ['dryRun', 'propagationPolicy'].map((name) => parameter(name, 'string'));
    return { ...this.#common(action), parameters: [...names, parameter('gracePeriodSeconds', 'integer')] };
  }

  #common(action: string): JsonObject {
    return {
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': this.#kind,
      responses: { '200': { description: 'OK', content: { 'application/json': { schema: this.#schema } } } },
    };
  }
}

function writeParameters(): JsonObject[] {
  return ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name, 'string'));
}

function parameter(name: string, type: string): JsonObject {
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}
