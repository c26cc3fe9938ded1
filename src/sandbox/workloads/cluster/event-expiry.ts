import { textAt } from '../../../base/index.ts';
import type { Controller } from '../runtime/controller.ts';

const events = { group: '', plural: 'events' } as const;
/** How long events are kept, as apiserver's --event-ttl. */
const lifeMs = 3_600_000;
const sweepMs = 60_000;

/** Deletes events an hour after they were last told of. */
export const eventExpiry: Controller = {
  name: 'event-expiry',
  // There is always a namespace: it stands for the one thing to look at.
  watches: [{ group: '', plural: 'namespaces', keys: () => ['events'] }],
  reconcile: async (_key, client) => {
    const oldest = client.clock.now() - lifeMs;
    for (const event of client.list(events, '')) {
      const times = [
        event.metadata.creationTimestamp ?? '',
        textAt(event, 'lastTimestamp'),
        textAt(event, 'series', 'lastObservedTime'),
      ];
      const last = Math.max(...times.map((time) => Date.parse(time)).filter((time) => !Number.isNaN(time)));
      if (last < oldest) await client.delete(events, event);
    }
    return { againAfterMs: sweepMs };
  },
};
