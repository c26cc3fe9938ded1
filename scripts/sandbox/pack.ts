import { isJsonObject, type Json, type JsonObject } from '../../src/base/index.ts';
import { applyJsonPatch, diffJsonPatch } from '../../src/patch/index.ts';
import type { RecordedAnswer } from './script.ts';

/** A document as it is, or as what it differs in (JSON patch) from another one of the same recording. */
type Packed = { readonly is: Json } | { readonly like: number; readonly but?: readonly JsonObject[] };

/** An answer whose documents are packed. Of events, what their objects are is. */
export interface PackedAnswer {
  readonly request: string;
  readonly status: number;
  readonly warnings?: string;
  readonly body?: Packed;
  readonly events?: readonly (readonly [string, Packed])[];
}

/** Answers that repeat each other, each document told by its difference from the most similar one before; bodies come before events. */
export function packAnswers(answers: readonly RecordedAnswer[]): readonly PackedAnswer[] {
  const seen: { readonly document: Json; readonly text: string }[] = [];
  const pack = (document: Json): Packed => {
    const text = JSON.stringify(document);
    let packed: Packed = { is: document };
    let size = text.length;
    for (const [like, other] of seen.entries()) {
      if (other.text === text) {
        packed = { like };
        break;
      }
      const but = diffJsonPatch(other.document, document) as unknown as JsonObject[];
      const length = JSON.stringify(but).length + 20;
      if (length >= size) continue;
      [packed, size] = [{ like, but }, length];
    }
    seen.push({ document, text });
    return packed;
  };
  const bodies = answers.map(({ body }) => (body === undefined ? {} : { body: pack(body) }));
  return answers.map(({ request, status, warnings, events }, index) => ({
    request,
    status,
    ...(warnings === undefined ? {} : { warnings }),
    ...bodies[index],
    ...(events === undefined ? {} : { events: events.map((event) => packEvent(event, pack)) }),
  }));
}

function packEvent(event: Json, pack: (document: Json) => Packed): readonly [string, Packed] {
  if (!isJsonObject(event) || typeof event['type'] !== 'string')
    throw new Error(`no watch event: ${JSON.stringify(event)}`);
  return [event['type'], pack(event['object'] ?? null)];
}

/** The inverse of `packAnswers`. */
export function unpackAnswers(packed: readonly PackedAnswer[]): readonly RecordedAnswer[] {
  const seen: Json[] = [];
  const unpack = (document: Packed): Json => {
    const plain =
      'is' in document
        ? document.is
        : applyJsonPatch(seen[document.like] ?? null, (document.but ?? []) as unknown as Json);
    seen.push(plain);
    return plain;
  };
  const bodies = packed.map(({ body }) => (body === undefined ? {} : { body: unpack(body) }));
  return packed.map(({ request, status, warnings, events }, index) => ({
    request,
    status,
    ...(warnings === undefined ? {} : { warnings }),
    ...bodies[index],
    ...(events === undefined ? {} : { events: events.map(([type, object]) => ({ object: unpack(object), type })) }),
  }));
}
