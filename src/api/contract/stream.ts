import { z } from 'zod';
import { deliveryId, deliveryRow } from './deliveries.ts';
import { count, named } from './schema.ts';
import { defineRoute } from './route.ts';

/** What the event stream sends: each message is the `data` of one event, whose name is its `type`. */
export const streamMessage = named(
  'StreamMessage',
  'What the event stream sends. The id of an event is a position: a reconnect with it as Last-Event-ID loses nothing. States are coalesced: what comes is the newest, not each one in between.',
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('hello'),
      position: z.string(),
      heartbeatSeconds: count.meta({ description: 'Something comes at least so often: if nothing does, reconnect' }),
    }),
    z.object({
      type: z.literal('deliveries'),
      changed: z.array(deliveryRow).meta({ description: 'New or changed' }),
      gone: z.array(deliveryId),
    }),
    z.object({
      type: z.literal('changed'),
      id: deliveryId,
      parts: z
        .array(z.enum(['delivery', 'tree', 'events']))
        .meta({ description: 'What of the watched delivery is to be read anew' }),
    }),
    z.object({
      type: z.literal('reset'),
      why: z.string().meta({ description: 'The position is unknown or too old: read everything anew' }),
    }),
    z.object({ type: z.literal('signed-out'), why: z.string() }),
    z.object({ type: z.literal('heartbeat') }),
  ]),
);

/** A message of the event stream, as code handles it. */
export type StreamMessage = z.infer<typeof streamMessage>;

/** The event stream. */
export const streamRoutes = {
  stream: defineRoute({
    name: 'stream',
    method: 'GET',
    path: '/stream',
    summary: 'One event stream for everything that a person watches',
    access: 'read',
    query: z.object({
      list: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Rows of the list of deliveries; true where absent' }),
      watch: deliveryId
        .optional()
        .meta({ description: 'One delivery of which is told when its details, tree or events change' }),
      position: z.string().max(100).optional().meta({ description: 'As Last-Event-ID, which wins' }),
    }),
    stream: { type: 'text/event-stream', message: streamMessage },
    errors: ['not-ready', 'too-many-attempts'],
  }),
} as const;
