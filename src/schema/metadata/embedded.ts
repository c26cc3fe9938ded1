import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { checkDepth } from '../error.ts';
import { memberNames, ownMember, propertySchema } from '../member.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../structural.ts';
import { childPath, entryPath, type FieldError, invalid, required } from '../validation/index.ts';
import { dns1035Label } from './name-rules.ts';
import { metadataDecodeProblem } from './metadata-decode.ts';
import { validateObjectMeta } from './object-meta.ts';

/**
 * Checks the objects inside an object (`x-kubernetes-embedded-resource`): apiVersion and kind are there and well-formed, and so is
 * the metadata (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/objectmeta). The root itself is not one of them.
 */
export function checkEmbedded(value: Json, schema: StructuralSchema, set: SchemaSet, path: string): FieldError[] {
  const errors: FieldError[] = [];
  visit(value, schema, path, 0);
  return errors;

  function visit(value: Json, given: StructuralSchema, path: string, depth: number): void {
    checkDepth(depth, path);
    const schema = resolveSchema(given, set);
    if (schema === undefined) return;
    if (Array.isArray(value)) {
      if (schema.items === undefined) return;
      for (const [index, item] of value.entries()) visit(item, schema.items, entryPath(path, index), depth + 1);
    } else if (isJsonObject(value)) {
      if (schema['x-kubernetes-embedded-resource'] === true) errors.push(...checkResource(value, path));
      const others = schema.additionalProperties;
      for (const name of memberNames(value)) {
        const property = propertySchema(schema, name);
        const member = value[name] ?? null;
        if (property !== undefined) visit(member, property, childPath(path, name), depth + 1);
        else if (typeof others === 'object') visit(member, others, entryPath(path, name), depth + 1);
      }
    }
  }
}

function checkResource(resource: JsonObject, path: string): FieldError[] {
  const metadata = ownMember(resource, 'metadata');
  return [
    ...checkText(resource, 'apiVersion', path, (text) =>
      text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined,
    ),
    ...checkText(resource, 'kind', path, (text) => {
      const problems = dns1035Label(text.toLowerCase());
      if (problems.length === 0) return undefined;
      return `may have mixed case, but should otherwise match: ${problems.join(',')}`;
    }),
    ...(metadata === undefined ? [] : checkMetadata(metadata, childPath(path, 'metadata'))),
  ];
}

function checkText(
  resource: JsonObject,
  name: string,
  path: string,
  problemOf: (text: string) => string | undefined,
): FieldError[] {
  const value = ownMember(resource, name);
  const field = childPath(path, name);
  if (value === undefined) return [required(field)];
  if (typeof value !== 'string') return [invalid(field, value, 'must be a string')];
  if (value === '') return [invalid(field, value, 'must not be empty')];
  const problem = problemOf(value);
  return problem === undefined ? [] : [invalid(field, value, problem)];
}

function checkMetadata(metadata: Json, path: string): FieldError[] {
  const problem = metadataDecodeProblem(metadata);
  if (problem !== undefined) return [invalid(path, metadata, problem)];
  return validateObjectMeta(isJsonObject(metadata) ? metadata : {}, {
    namespace: 'optional',
    name: 'path-segment',
    path,
  });
}
