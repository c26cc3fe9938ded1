import {
  isJsonObject,
  type Json,
  jsonAt,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  objectsAt,
  textAt,
  textsAt,
} from '../../base/index.ts';
import { SchemaError } from '../error.ts';
import type { SchemaSet, StructuralSchema } from '../structural.ts';
import { entryPath, type FieldError, invalid, required } from '../validation/index.ts';
import { extensionProblems } from './extension-rules.ts';
import { readSchema } from './read-schema.ts';
import { structuralProblems } from './structurality.ts';

/** How the objects of a CRD are called (apiextensions v1 CustomResourceDefinitionNames, its defaults filled in). */
export interface CrdNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

/** A column that `kubectl get` shows. */
export interface PrinterColumn {
  readonly name: string;
  /** An OpenAPI type: `string`, `integer`, `number`, `boolean` or `date`. */
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0 the column shows only with `-o wide`. */
  readonly priority: number;
  readonly jsonPath: string;
}

/** Where the `scale` subresource finds its numbers. */
export interface ScaleSubresource {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** One version of a CRD. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly deprecationWarning?: string;
  readonly schema: StructuralSchema;
  readonly hasStatus: boolean;
  readonly scale?: ScaleSubresource;
  readonly printerColumns: readonly PrinterColumn[];
  /** The paths, as `.spec.color`, that field selectors may name. */
  readonly selectableFields: readonly string[];
}

/** What a CustomResourceDefinition says. */
export interface CrdSchemas {
  /** `plural.group`. */
  readonly name: string;
  readonly group: string;
  readonly names: CrdNames;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly CrdVersion[];
  /** The schemas of the versions, by kind. */
  readonly set: SchemaSet;
  /** What is malformed, and where a schema is not structural, in the words of the API server. */
  readonly problems: readonly FieldError[];
}

/**
 * Reads a CustomResourceDefinition of apiextensions.k8s.io/v1. What is malformed is left out and told in `problems`; with problems
 * the API server would refuse the CRD. CEL rules are kept and not judged.
 */
export function crdSchemas(crd: KubeObject): CrdSchemas {
  const problems: FieldError[] = [];
  const spec = isJsonObject(crd['spec']) ? crd['spec'] : {};
  const group = textAt(spec, 'group');
  const names = readNames(isJsonObject(spec['names']) ? spec['names'] : {});
  for (const [field, value] of [
    ['spec.group', group],
    ['spec.names.plural', names.plural],
    ['spec.names.kind', names.kind],
  ] as const) {
    if (value === '') problems.push(required(field));
  }
  const listed = objectsAt(spec, 'versions');
  if (listed.length === 0) problems.push(required('spec.versions'));
  const versions = listed.map((version, index) => readVersion(version, schemaPath(listed, index), problems));
  const byName = new Map(versions.map((version) => [version.name, version.schema]));
  return {
    name: crd.metadata.name ?? `${names.plural}.${group}`,
    group,
    names,
    scope: spec['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced',
    versions,
    set: {
      ofKind: (gvk) => (gvk.group === group && gvk.kind === names.kind ? byName.get(gvk.version) : undefined),
      resolve: () => undefined,
    },
    problems,
  };
}

/** The server keeps one schema for all versions where they are the same, and names that place then. */
function schemaPath(versions: readonly JsonObject[], index: number): string {
  const isShared = versions.every((version) => jsonEqual(version['schema'], versions[0]?.['schema']));
  return isShared ? 'spec.validation.openAPIV3Schema' : `${entryPath('spec.versions', index)}.schema.openAPIV3Schema`;
}

function readNames(names: JsonObject): CrdNames {
  const kind = textAt(names, 'kind');
  return {
    plural: textAt(names, 'plural'),
    singular: textAt(names, 'singular') || kind.toLowerCase(),
    kind,
    listKind: textAt(names, 'listKind') || `${kind}List`,
    shortNames: textsAt(names, 'shortNames'),
    categories: textsAt(names, 'categories'),
  };
}

function readVersion(version: JsonObject, path: string, problems: FieldError[]): CrdVersion {
  const scale = jsonAt(version, 'subresources', 'scale');
  const deprecationWarning = textAt(version, 'deprecationWarning');
  return {
    name: textAt(version, 'name'),
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated: version['deprecated'] === true,
    ...(deprecationWarning === '' ? {} : { deprecationWarning }),
    schema: readRoot(jsonAt(version, 'schema', 'openAPIV3Schema'), path, problems),
    hasStatus: isJsonObject(jsonAt(version, 'subresources', 'status')),
    ...(isJsonObject(scale) ? { scale: readScale(scale) } : {}),
    printerColumns: objectsAt(version, 'additionalPrinterColumns').map(readColumn),
    selectableFields: objectsAt(version, 'selectableFields').map((field) => textAt(field, 'jsonPath')),
  };
}

function readRoot(json: Json | undefined, path: string, problems: FieldError[]): StructuralSchema {
  if (json === undefined || json === null) {
    problems.push(required(path.replace(/\.openAPIV3Schema$/, ''), 'schemas are required'));
    return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  }
  const found: FieldError[] = [];
  try {
    const schema = readSchema(json, path, found);
    found.push(...extensionProblems(schema, path), ...structuralProblems(schema, path));
    return schema;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    found.push(invalid(path, '', error.message));
    return {};
  } finally {
    const told = new Set(problems.map(({ field, detail }) => `${field}: ${detail}`));
    problems.push(...found.filter(({ field, detail }) => !told.has(`${field}: ${detail}`)));
  }
}

function readScale(scale: JsonObject): ScaleSubresource {
  const labelSelectorPath = textAt(scale, 'labelSelectorPath');
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath'),
    statusReplicasPath: textAt(scale, 'statusReplicasPath'),
    ...(labelSelectorPath === '' ? {} : { labelSelectorPath }),
  };
}

function readColumn(column: JsonObject): PrinterColumn {
  const format = textAt(column, 'format');
  const description = textAt(column, 'description');
  return {
    name: textAt(column, 'name'),
    type: textAt(column, 'type'),
    ...(format === '' ? {} : { format }),
    ...(description === '' ? {} : { description }),
    priority: typeof column['priority'] === 'number' ? column['priority'] : 0,
    jsonPath: textAt(column, 'jsonPath'),
  };
}
