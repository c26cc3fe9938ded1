import { type Logger, messageOf } from '../../base/index.ts';
import type { InformerEvent } from '../informer.ts';

type Handler = (event: InformerEvent) => void;

/** Those who hear of changes. A handler that throws is logged and hurts nobody else. */
export class Subscribers {
  readonly #handlers = new Set<{ readonly handler: Handler }>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Adds a handler after it has heard of `present`; returns the way to remove it. */
  add(handler: Handler, present: Iterable<InformerEvent>): () => void {
    const entry = { handler };
    for (const event of present) this.#call(handler, event);
    this.#handlers.add(entry);
    return () => void this.#handlers.delete(entry);
  }

  /** Tells all who are there now of `events`, in order; who comes while they are told finds the changes made already. */
  tell(events: readonly InformerEvent[]): void {
    if (events.length === 0) return;
    const entries = [...this.#handlers];
    for (const event of events) {
      for (const entry of entries) if (this.#handlers.has(entry)) this.#call(entry.handler, event);
    }
  }

  #call(handler: Handler, event: InformerEvent): void {
    try {
      handler(event);
    } catch (error) {
      const { namespace, name } = event.object.metadata;
      this.#logger.error('an informer handler failed', { namespace, name, error: messageOf(error) });
    }
  }
}
