import { createLru } from '../../base/index.ts';
import type { EventObject } from './event-object.ts';

/** The figures of client-go's record.EventCorrelator. */
const maxRemembered = 4096;
const similarMax = 10;
const similarWindowMs = 600_000;
const burst = 25;
const refillMs = 300_000;

/**
 * Decides what becomes of an event: the very same event is counted up instead of written anew (what is said of another revision, by its
 * annotations, is another event); after ten that differ only in their
 * message within ten minutes they become one; and of one component about one object 25 are let through, then one every five minutes
 * (client-go tools/record/events_cache.go). It remembers the 4096 last ones of each.
 */
export class EventCorrelator {
  readonly #written = createLru<{ readonly name: string; readonly firstMs: number; readonly count: number }>({
    max: maxRemembered,
  });
  readonly #similar = createLru<{ readonly messages: Set<string>; lastMs: number }>({ max: maxRemembered });
  readonly #buckets = createLru<{ tokens: number; filledMs: number }>({ max: maxRemembered });

  /** The event to write (`count` above 1: to be counted up in the stored one), or undefined where it is one too many. */
  correlate(event: EventObject): EventObject | undefined {
    const { event: combined, key } = this.#combine(event);
    const counted = this.#count(combined, key);
    return this.#admit(event) ? counted : undefined;
  }

  #combine(event: EventObject): { readonly event: EventObject; readonly key: string } {
    const group = groupKey(event);
    const { message, annotations = {} } = event.content;
    let record = this.#similar.get(group);
    if (record === undefined || event.lastMs - record.lastMs > similarWindowMs) {
      record = { messages: new Set(), lastMs: event.lastMs };
      this.#similar.set(group, record);
    }
    record.messages.add(message);
    record.lastMs = event.lastMs;
    if (record.messages.size < similarMax) return { event, key: JSON.stringify([group, message, annotations]) };
    // One is forgotten, so that the set stays at its size and the next other message is combined too.
    for (const known of record.messages) {
      record.messages.delete(known);
      break;
    }
    const content = { ...event.content, message: `(combined from similar events): ${message}` };
    return { event: { ...event, content }, key: group };
  }

  #count(event: EventObject, key: string): EventObject {
    const known = this.#written.get(key);
    const counted =
      known === undefined ? event : { ...event, name: known.name, firstMs: known.firstMs, count: known.count + 1 };
    this.#written.set(key, { name: counted.name, firstMs: counted.firstMs, count: counted.count });
    return counted;
  }

  #admit(event: EventObject): boolean {
    const key = objectKey(event);
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledMs: event.lastMs };
    bucket.tokens = Math.min(burst, bucket.tokens + (event.lastMs - bucket.filledMs) / refillMs);
    bucket.filledMs = event.lastMs;
    const admitted = bucket.tokens >= 1;
    if (admitted) bucket.tokens -= 1;
    this.#buckets.set(key, bucket);
    return admitted;
  }
}

function objectKey(event: EventObject): string {
  const { kind, namespace, name, uid, apiVersion } = event.involved;
  return JSON.stringify([event.component, kind, namespace, name, uid, apiVersion]);
}

function groupKey(event: EventObject): string {
  return JSON.stringify([objectKey(event), event.content.type, event.content.reason]);
}
