import { canonicalJson, type JsonObject, sha256 } from '../../base/index.ts';

/**
 * Names what an Application asks for: as long as it is equal, a revision that failed is not tried again by itself. It stands in for the
 * generation, which moves with every status write because Applications have no status subresource.
 */
export function sourceDigest(source: JsonObject): string {
  return sha256(canonicalJson(source)).slice(0, 16);
}
