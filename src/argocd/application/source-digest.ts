import { canonicalJson, type Json, type JsonObject, type KubeObject, sha256 } from '../../base/index.ts';
import { readApplicationSpec } from './spec.ts';

/**
 * Names what an Application asks for: as long as it is equal, a revision that failed is not tried again by itself. It stands in for the
 * generation, which moves with every status write because Applications have no status subresource. Where drift is repaired, so is a
 * namespace whose labels or annotations the spec changed (Argo CD v3.6, HasChangedManagedNamespaceMetadata).
 */
export function generationOf(owner: KubeObject, source: JsonObject, namespaceMetadata: Json | undefined): string {
  const { automated, syncOptions } = readApplicationSpec(owner);
  const counts = automated?.selfHeal === true && syncOptions.has('CreateNamespace=true');
  return digestOf(counts && namespaceMetadata !== undefined ? { source, namespaceMetadata } : source);
}

/** Sixteen characters that stand for a value. */
export function digestOf(value: JsonObject): string {
  return sha256(canonicalJson(value)).slice(0, 16);
}
