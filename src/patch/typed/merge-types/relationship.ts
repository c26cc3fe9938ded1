import type { StructuralSchema } from '../../../schema/index.ts';
import { PatchError } from '../../error.ts';
import type { ScalarType } from './merge-type.ts';

/** How the members of a map belong together. */
export type Relationship = 'atomic' | 'granular';

/** What the schema says about a map; undefined where it says nothing, which means granular. */
export function mapRelationship(schema: StructuralSchema): Relationship | undefined {
  return schema['x-kubernetes-map-type'];
}

/**
 * How the items of a list belong together: by `x-kubernetes-list-type`, else by the strategic merge patch's strategy and key, else
 * atomic (getListElementRelationship in kube-openapi's schemaconv/smd.go).
 */
export function listRelationship(schema: StructuralSchema): { atomic: boolean; keys: readonly string[] } {
  switch (schema['x-kubernetes-list-type']) {
    case 'atomic':
      return { atomic: true, keys: [] };
    case 'set':
      return { atomic: false, keys: [] };
    case 'map': {
      const keys = schema['x-kubernetes-list-map-keys'];
      if (keys === undefined) throw new PatchError('mismatch', 500, 'schema error: missing map keys');
      return { atomic: false, keys };
    }
    default:
      return patchRelationship(schema);
  }
}

function patchRelationship(schema: StructuralSchema): { atomic: boolean; keys: readonly string[] } {
  const strategies = schema['x-kubernetes-patch-strategy']?.split(',') ?? [];
  if (!strategies.includes('merge')) return { atomic: true, keys: [] };
  const key = schema['x-kubernetes-patch-merge-key'];
  return { atomic: false, keys: key === undefined ? [] : [key] };
}

/** The scalar of a schema with a scalar `type`: texts of a format (times, quantities, int-or-string) are untyped, but for `byte`. */
export function scalarOf(schema: StructuralSchema): ScalarType {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'numeric';
    case 'boolean':
      return 'boolean';
    case 'string':
      return schema.format === undefined || schema.format === '' || schema.format === 'byte' ? 'string' : 'untyped';
    default:
      return 'untyped';
  }
}
