import { apiVersionOf, isJsonObject, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { type FieldSet, goJson } from '../../fieldpath/index.ts';
import { compareTyped, toFieldSet, validateTyped } from '../../typed/index.ts';
import { memberOf } from '../../members.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { versioned } from '../versioned-object.ts';

/** Where kubectl's client-side apply keeps what it applied last. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Bytes that the annotations of an object may have in all, keys and values (apimachinery api/validation/objectmeta.go). */
const maxAnnotationsSize = 256 * 1024;

/**
 * What `kubectl` may take over without a conflict: the fields of the annotation whose live values are still those of the annotation
 * (managedfields/internal/lastappliedmanager.go); undefined where there is no annotation that can be used.
 */
export function fieldsOfLastApplied(kind: ManagedKind, live: KubeObject): FieldSet | undefined {
  const annotation = annotationOf(live);
  if (annotation === undefined) return undefined;
  const applied = parseObject(annotation);
  if (applied === undefined || applied.apiVersion !== apiVersionOf(kind.gvk)) return undefined;
  const { type } = versioned(kind, live);
  const fits = (object: KubeObject): boolean => validateTyped(object, type, { allowDuplicates: false }).length === 0;
  if (!fits(live) || !fits(applied)) return undefined;
  const { added, modified, removed } = compareTyped(applied, live, type);
  return toFieldSet(applied, type).difference(modified).difference(added).difference(removed);
}

function parseObject(text: string): KubeObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? (parsed as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}

function annotationOf(object: KubeObject): string | undefined {
  const annotations = object.metadata?.annotations;
  const value = isJsonObject(annotations) ? memberOf(annotations, lastAppliedAnnotation) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * `object` with its annotation brought up to date with what `kubectl` has just applied (managedfields/internal/lastappliedupdater.go),
 * so that client-side apply can go on from there. An object without the annotation is given none.
 */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  if (annotationOf(object) === undefined) return object;
  const annotations: JsonObject = { ...object.metadata.annotations, [lastAppliedAnnotation]: serialise(applied) };
  if (sizeOf(annotations) > maxAnnotationsSize) delete annotations[lastAppliedAnnotation];
  return { ...object, metadata: { ...object.metadata, annotations: annotations as { [key: string]: string } } };
}

function serialise(applied: KubeObject): string {
  const annotations = applied.metadata?.annotations;
  if (annotations === undefined || memberOf(annotations, lastAppliedAnnotation) === undefined) {
    return `${goJson(applied)}\n`;
  }
  const { [lastAppliedAnnotation]: _, ...rest } = annotations;
  return `${goJson({ ...applied, metadata: { ...applied.metadata, annotations: rest } })}\n`;
}

function sizeOf(annotations: JsonObject): number {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  return size;
}
