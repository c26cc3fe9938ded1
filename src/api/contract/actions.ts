import { z } from 'zod';
import { commit, deliveryId } from './deliveries.ts';
import { deliveryParams, deliveryPath } from './delivery.ts';
import { apiError, objectKey, problem } from './errors.ts';
import { count, named, shortText } from './schema.ts';
import { defineRoute } from './route.ts';

const propagation = z.enum(['foreground', 'background', 'orphan']);

const chosenObject = objectKey.partial({ group: true, namespace: true });

const syncAction = z.object({
  action: z.literal('sync'),
  revision: shortText.optional().meta({ description: 'Another revision than the owner names' }),
  prune: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  force: z.boolean().optional().meta({ description: 'Delete and create where an object cannot be changed' }),
  replace: z.boolean().optional(),
  serverSide: z.boolean().optional(),
  prunePropagation: propagation.optional(),
  options: z.array(shortText).max(50).optional().meta({ description: 'Further sync options, as Name=value' }),
  objects: z.array(chosenObject).max(1_000).optional().meta({ description: 'Only these; absent: all' }),
});

/** What a person asks for. */
export const action = named(
  'Action',
  'What a person asks for. Which make sense for a delivery stands in its `actions`.',
  z.discriminatedUnion('action', [
    z.object({ action: z.literal('refresh') }),
    z.object({ action: z.literal('hard-refresh') }),
    syncAction,
    z.object({ action: z.literal('terminate') }),
    z.object({
      action: z.literal('rollback'),
      id: shortText.meta({ description: 'Of an entry of the history' }),
      prune: z.boolean().optional(),
      dryRun: z.boolean().optional(),
    }),
    z.object({ action: z.literal('suspend') }),
    z.object({ action: z.literal('resume') }),
    z.object({ action: z.literal('reconcile') }),
    z.object({ action: z.literal('reconcile-with-source') }),
    z.object({ action: z.literal('force') }),
    z.object({ action: z.literal('reset') }),
    z.object({ action: z.literal('delete'), propagation }),
  ]),
);

/** An action, as code handles it. */
export type Action = z.infer<typeof action>;

const plannedChange = named(
  'PlannedChange',
  'What would happen to one object',
  z.object({
    object: objectKey,
    change: z.enum(['create', 'update', 'replace', 'delete', 'run', 'none']),
    why: z.string(),
    wave: z.int(),
    phase: z.string().optional(),
    fields: count.optional().meta({ description: 'How many fields differ' }),
    delivery: deliveryId.optional().meta({ description: 'Where the object is a delivery itself' }),
  }),
);

/** What would happen to one object, as code handles it. */
export type PlannedChange = z.infer<typeof plannedChange>;

const preview = named(
  'Preview',
  'What an action would do, in the order in which it would; nothing has been changed',
  z.object({
    summary: z.string().meta({ description: 'One sentence' }),
    from: commit.optional(),
    to: commit.optional(),
    changes: z.array(plannedChange),
    truncated: count,
    goes: z.array(objectKey).meta({ description: 'Objects that would be deleted' }),
    destructive: z.boolean(),
    allowed: z.boolean(),
    problems: z.array(problem).meta({ description: 'Why it would be refused, or what it would leave out' }),
  }),
);

/** A preview, as code handles it. */
export type PreviewAnswer = z.infer<typeof preview>;

const accepted = named(
  'Accepted',
  'The action was written down; the event stream tells what comes of it',
  z.object({ message: z.string() }),
);

/** Acting on deliveries. */
export const actionRoutes = {
  preview: defineRoute({
    name: 'preview',
    method: 'POST',
    path: `${deliveryPath}/preview`,
    summary: 'What an action would do',
    access: 'read',
    params: deliveryParams,
    body: action,
    answer: preview,
    errors: ['not-found', 'not-ready', 'refused', 'cluster-unreachable'],
  }),
  act: defineRoute({
    name: 'act',
    method: 'POST',
    path: `${deliveryPath}/actions`,
    summary: 'Asks for an action; the controllers carry it out',
    access: 'act',
    params: deliveryParams,
    body: action,
    answer: accepted,
    status: 202,
    errors: ['not-found', 'not-ready', 'conflict', 'refused', 'cluster-unreachable'],
  }),
  actOnMany: defineRoute({
    name: 'actOnMany',
    method: 'POST',
    path: '/actions',
    summary: 'Asks for the same action on many deliveries; each answers for itself',
    access: 'act',
    body: named(
      'ActionOnMany',
      'One action for many deliveries',
      z.object({ ids: z.array(deliveryId).min(1).max(500), action }),
    ),
    answer: named(
      'ManyAccepted',
      'What came of it, in the order of the ids',
      z.object({
        results: z.array(
          z.object({ id: deliveryId, message: z.string().optional(), error: apiError.shape.error.optional() }),
        ),
      }),
    ),
    status: 202,
    errors: ['not-ready'],
  }),
} as const;
