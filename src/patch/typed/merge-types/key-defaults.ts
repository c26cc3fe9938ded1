import type { Json } from '../../../base/index.ts';
import type { StructuralSchema } from '../../../schema/index.ts';

/** Defaults of keys of list items, by definition, that the published OpenAPI v3 has beside those of required fields. */
const keyDefaults: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'io.k8s.api.core.v1.ContainerPort': { protocol: 'TCP' },
  'io.k8s.api.core.v1.LocalObjectReference': { name: '' },
  'io.k8s.api.core.v1.ServicePort': { protocol: 'TCP' },
};

/**
 * What a key counts as where an item of a built-in type does not set it; undefined for none. The API server merges by its OpenAPI v3,
 * in which required fields default to Go's zero value; the schemas here come from v2, which has no defaults (kubernetes 1.36
 * api/openapi-spec).
 */
export function builtinKeyDefault(
  definition: string | undefined,
  items: StructuralSchema,
  key: string,
): Json | undefined {
  if (definition?.startsWith('io.k8s.') !== true) return undefined;
  const known = keyDefaults[definition]?.[key];
  if (known !== undefined || items.required?.includes(key) !== true) return known;
  return items.properties?.[key]?.type === 'string' ? '' : 0;
}
