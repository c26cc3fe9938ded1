import type { Json } from '../base/index.ts';

/**
 * A schema as Kubernetes uses it: OpenAPI v3 with the `x-kubernetes-*` extensions. It describes custom resources (from their CRD)
 * and built-in kinds (from the published OpenAPI) alike; `$ref` is resolved through `SchemaSet`.
 */
export interface StructuralSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly nullable?: boolean;
  readonly title?: string;
  readonly description?: string;
  readonly example?: Json;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: boolean | StructuralSchema;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  /** The name of another schema of the set. */
  readonly $ref?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** A CEL rule that a value must meet (apiextensions v1 ValidationRule). */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  /** A CEL expression that gives the message. */
  readonly messageExpression?: string;
  readonly reason?: string;
  /** The field that the failure is reported at, relative to the value. */
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** Schemas by name, and by the kind that they describe. */
export interface SchemaSet {
  /** The schema of a kind, or undefined where the set does not know it. */
  ofKind(gvk: { group: string; version: string; kind: string }): StructuralSchema | undefined;
  /** The schema that a `$ref` names. */
  resolve(ref: string): StructuralSchema | undefined;
}

/** How many `$ref` may follow one another; a longer chain is taken for a circle. */
const maxReferences = 32;

/** The schema itself, or the one that its `$ref` leads to; undefined where the set does not hold it. */
export function resolveSchema(schema: StructuralSchema, set: SchemaSet): StructuralSchema | undefined {
  let current: StructuralSchema | undefined = schema;
  for (let step = 0; current?.$ref !== undefined; step += 1) {
    if (step === maxReferences) return undefined;
    current = set.resolve(current.$ref);
  }
  return current;
}

/** A set without any schema: for schemas that hold no `$ref`. */
export const emptySchemaSet: SchemaSet = { ofKind: () => undefined, resolve: () => undefined };

/** One set of several; where two know a kind or a name, the earlier one answers. */
export function combineSchemaSets(...sets: readonly SchemaSet[]): SchemaSet {
  const first = <T>(ask: (set: SchemaSet) => T | undefined): T | undefined => {
    for (const set of sets) {
      const found = ask(set);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    ofKind: (gvk) => first((set) => set.ofKind(gvk)),
    resolve: (ref) => first((set) => set.resolve(ref)),
  };
}
