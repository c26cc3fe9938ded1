import { isJsonObject, type Json, type JsonObject } from '../base/index.ts';
import { checkDepth } from './error.ts';
import { propertySchema } from './member.ts';
import { objectMetaSchema } from './metadata/index.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from './structural.ts';

/**
 * Removes from `object`, which it changes, what its schema does not name, and returns the paths of what it removed, sorted:
 * `spec.sources[0].foo`. At the root and in embedded resources apiVersion, kind and metadata stay, the latter with the fields of
 * ObjectMeta. What `x-kubernetes-preserve-unknown-fields` covers stays (apiextensions-apiserver v0.36.3,
 * pkg/apiserver/schema/pruning and objectmeta). For the server's field validation: `Strict` refuses what is returned, `Warn` says it.
 *
 * Raises SchemaError `too-deep`; the object may have been changed in part then.
 */
export function prune(object: JsonObject, schema: StructuralSchema, set: SchemaSet): string[] {
  const pruner = new Pruner(set);
  const root = resolveSchema(schema, set) ?? {};
  pruner.prune(object, { ...root, 'x-kubernetes-embedded-resource': true }, []);
  return pruner.removed.sort();
}

/** Where a value stands: names and indexes from the root. */
type Place = readonly (string | number)[];

const typeFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

class Pruner {
  readonly removed: string[] = [];
  readonly #set: SchemaSet;

  constructor(set: SchemaSet) {
    this.#set = set;
  }

  /** Without a schema nothing of an object stays. */
  prune(value: Json, given: StructuralSchema | undefined, place: Place): void {
    checkDepth(place.length, formatPlace(place));
    const schema = given && resolveSchema(given, this.#set);
    if (Array.isArray(value)) {
      const items = schema?.items;
      const isOpen = keepsUnknown(schema);
      if (isOpen && items === undefined) return;
      // Items below an open list are open as well, whatever their own schema leaves out.
      for (const [index, item] of value.entries()) this.prune(item, isOpen ? open(items) : items, [...place, index]);
    } else if (isJsonObject(value)) this.#pruneObject(value, schema, place);
  }

  #pruneObject(object: JsonObject, schema: StructuralSchema | undefined, place: Place): void {
    const isOpen = keepsUnknown(schema);
    const isResource = schema?.['x-kubernetes-embedded-resource'] === true;
    for (const name of Object.keys(object)) {
      const member = object[name] ?? null;
      const property = schema && propertySchema(schema, name);
      if (isResource && typeFields.has(name)) {
        if (name === 'metadata') this.prune(member, objectMetaSchema, [...place, name]);
      } else if (property !== undefined) {
        this.prune(member, property, [...place, name]);
      } else if (schema?.additionalProperties !== undefined) {
        const others = schema.additionalProperties;
        this.prune(member, typeof others === 'object' ? others : undefined, [...place, name]);
      } else if (!isOpen) {
        delete object[name];
        this.removed.push(formatPlace([...place, name]));
      }
    }
  }
}

/** A schema that says nothing of its value, as that of any JSON in the built-in kinds, keeps everything too. */
function keepsUnknown(schema: StructuralSchema | undefined): boolean {
  if (schema === undefined) return false;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return true;
  const { type, properties, additionalProperties, items, 'x-kubernetes-int-or-string': isIntOrString } = schema;
  return [type, properties, additionalProperties, items, isIntOrString].every((part) => part === undefined);
}

function open(schema: StructuralSchema | undefined): StructuralSchema {
  return { ...schema, 'x-kubernetes-preserve-unknown-fields': true };
}

function formatPlace(place: Place): string {
  let text = '';
  for (const step of place) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}
