import { createHash } from 'node:crypto';
import { canonicalJson, jsonEqual, type JsonObject, objectAt } from '../../base/index.ts';

/** What Kubernetes writes digits as in hashes, so that no words come out (apimachinery util/rand, SafeEncodeString). */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The label that ties pods to the version of the template that they were made from. */
export const templateHashLabel = 'pod-template-hash';

/**
 * A short hash of a template. Its form is that of Kubernetes, its value is not: that depends on how Go prints the struct. `collision`
 * gives another hash for the same template.
 */
export function templateHash(template: JsonObject, collision: number): string {
  const digest = createHash('sha256').update(canonicalJson(template)).update(String(collision)).digest();
  return `${digest.readUInt32BE(0)}`.replaceAll(
    /\d/g,
    (digit) => alphabet[digit.charCodeAt(0) % alphabet.length] ?? '',
  );
}

/** Whether two templates are the same but for the label with their hash. */
export function sameTemplate(a: JsonObject, b: JsonObject): boolean {
  return jsonEqual(withoutHash(a), withoutHash(b));
}

/** A template without the label of its hash. */
export function withoutHash(template: JsonObject): JsonObject {
  const metadata = objectAt(template, 'metadata');
  const { [templateHashLabel]: _, ...labels } = objectAt(metadata, 'labels');
  const { labels: __, ...rest } = metadata;
  const kept = Object.keys(labels).length === 0 ? {} : { labels };
  return { ...template, metadata: { ...rest, ...kept } };
}
