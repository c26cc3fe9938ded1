import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { memberNames } from '../member.ts';

/** A Go type as far as ObjectMeta needs it; `fields` are those of a struct. */
type GoType =
  | 'string'
  | 'bool'
  | 'int64'
  | { readonly kind: 'map' }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: Readonly<Record<string, GoType>> }
  | { readonly kind: 'slice'; readonly items: GoType };

const struct = (name: string, fields: Readonly<Record<string, GoType>>): GoType => ({ kind: 'struct', name, fields });
const slice = (items: GoType): GoType => ({ kind: 'slice', items });

const objectMeta = struct('ObjectMeta', {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  generation: 'int64',
  deletionGracePeriodSeconds: 'int64',
  labels: { kind: 'map' },
  annotations: { kind: 'map' },
  finalizers: slice('string'),
  ownerReferences: slice(
    struct('OwnerReference', {
      apiVersion: 'string',
      kind: 'string',
      name: 'string',
      uid: 'string',
      controller: 'bool',
      blockOwnerDeletion: 'bool',
    }),
  ),
});

/**
 * Why Go's encoding/json would not decode `metadata` into an ObjectMeta, in its words; undefined where it would. The fields come
 * sorted and the first that does not fit is named, as upstream re-encodes the object before it decodes it.
 */
export function metadataDecodeProblem(metadata: Json): string | undefined {
  return problemOf(metadata, objectMeta, []);
}

/** `context`: the name of the struct that the value is in, then the names of the fields down to it. */
function problemOf(value: Json, type: GoType, context: readonly string[]): string | undefined {
  if (value === null) return undefined;
  if (typeof type === 'string') return fits(value, type) ? undefined : mismatch(value, type, context);
  if (type.kind === 'slice') {
    if (!Array.isArray(value)) return mismatch(value, goName(type), context);
    return first(value, (item) => problemOf(item, type.items, context));
  }
  if (!isJsonObject(value)) return mismatch(value, goName(type), context);
  const names = memberNames(value).sort();
  if (type.kind === 'map') return first(names, (name) => problemOf(at(value, name), 'string', context));
  return first(names, (name) => {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    return field && problemOf(at(value, name), field, [type.name, ...context.slice(1), name]);
  });
}

function fits(value: Json, type: 'string' | 'bool' | 'int64'): boolean {
  if (type === 'int64') return Number.isInteger(value);
  return typeof value === (type === 'bool' ? 'boolean' : 'string');
}

function mismatch(value: Json, type: string, context: readonly string[]): string {
  const found = typeof value === 'number' && type === 'int64' ? `number ${value}` : jsonName(value);
  const place =
    context.length === 0 ? `Go value of type ${type}` : `Go struct field ${context.join('.')} of type ${type}`;
  return `json: cannot unmarshal ${found} into ${place}`;
}

function goName(type: GoType): string {
  if (typeof type === 'string') return type;
  if (type.kind === 'map') return 'map[string]string';
  return type.kind === 'slice' ? `[]${goName(type.items)}` : `v1.${type.name}`;
}

function jsonName(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function first<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function at(object: JsonObject, name: string): Json {
  return object[name] ?? null;
}
