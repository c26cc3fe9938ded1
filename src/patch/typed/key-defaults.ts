import type { Json } from '../../base/index.ts';

/**
 * Defaults of fields that tell list items apart, by definition. The API server publishes them with its OpenAPI v3 only, and they are
 * the only ones that merging needs (kubernetes 1.36 api/openapi-spec/v3).
 */
const keyDefaults: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'io.k8s.api.core.v1.ContainerPort': { protocol: 'TCP' },
  'io.k8s.api.core.v1.ServicePort': { protocol: 'TCP' },
};

/** What a key counts as where an item of the definition does not set it; undefined where that is not known. */
export function builtinKeyDefault(definition: string | undefined, key: string): Json | undefined {
  return definition === undefined ? undefined : keyDefaults[definition]?.[key];
}
