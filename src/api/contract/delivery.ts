import { z } from 'zod';
import { commit, deliveryId, deliveryRow, healthStatus, operationPhase, syncStatus } from './deliveries.ts';
import { objectKey, problem } from './errors.ts';
import { count, named, shortText, time } from './schema.ts';
import { defineRoute } from './route.ts';

/** The path parameters of everything on one delivery. */
export const deliveryParams = z.object({
  kind: z.string().regex(/^[A-Za-z]{1,63}$/),
  namespace: z.string().regex(/^[a-z0-9.-]{1,253}$/),
  name: z.string().regex(/^[a-z0-9.-]{1,253}$/),
});

/** Where the routes of one delivery begin. */
export const deliveryPath = '/deliveries/{kind}/{namespace}/{name}';

/** The query that names one object of a delivery. */
export const objectQuery = z.object({
  group: shortText.optional(),
  kind: shortText.min(1),
  namespace: shortText.optional(),
  name: shortText.min(1),
});

/** What a person can do with a delivery. */
export const actionName = named(
  'ActionName',
  'What a person can do with a delivery',
  z.enum([
    'refresh',
    'hard-refresh',
    'sync',
    'terminate',
    'rollback',
    'suspend',
    'resume',
    'reconcile',
    'reconcile-with-source',
    'force',
    'reset',
    'delete',
  ]),
);

const objectResult = named(
  'ObjectResult',
  'What an operation did with one object',
  z.object({
    object: objectKey,
    wave: z.int().optional(),
    status: z.enum(['pending', 'applied', 'unchanged', 'pruned', 'prune-skipped', 'failed', 'waiting']),
    message: z.string().optional(),
    health: healthStatus.optional(),
  }),
);

/** The last operation, or the one that runs. */
export const operation = named(
  'Operation',
  'The last operation, or the one that runs, with its progress by object',
  z.object({
    phase: operationPhase,
    what: z.string().meta({ description: 'sync, rollback, reconcile, dry run, …' }),
    by: z.string().meta({ description: 'A name, or automated' }),
    automated: z.boolean(),
    startedAt: time,
    finishedAt: time.optional(),
    attempt: count,
    retryLimit: z.int().optional().meta({ description: 'Absent: without end' }),
    revision: commit.optional(),
    message: z.string(),
    results: z.array(objectResult),
    truncated: count.meta({ description: 'How many results were left out' }),
    waves: z
      .array(z.object({ wave: z.int(), total: count, done: count }))
      .meta({ description: 'What is known of the waves, in order' }),
    dryRun: z.boolean(),
  }),
);

/** An operation, as code handles it. */
export type OperationView = z.infer<typeof operation>;

const relation = named(
  'Relation',
  'Another delivery that this one has to do with',
  z.object({
    id: deliveryId,
    as: z.enum(['parent', 'child', 'depends-on', 'needed-by']),
    exists: z.boolean(),
    health: healthStatus.optional(),
    sync: syncStatus.optional(),
  }),
);

/** Everything on one delivery but its objects. */
export const delivery = named(
  'Delivery',
  'One delivery: what should run, what runs, how it is, what happened last',
  z.object({
    row: deliveryRow,
    desired: z.object({
      commit: commit.optional().meta({ description: 'What should run' }),
      target: z.string().optional().meta({ description: 'The branch, tag or range that it was resolved from' }),
    }),
    sync: z.object({
      status: syncStatus,
      differing: count.meta({ description: 'How many objects differ' }),
      objects: count.meta({ description: 'How many objects there are' }),
      applied: commit.optional().meta({ description: 'What was applied last' }),
    }),
    health: z.object({
      status: healthStatus,
      why: z.string().optional().meta({ description: 'One sentence' }),
      object: objectKey.optional().meta({ description: 'The object that decides it' }),
      since: time.optional(),
    }),
    operation: operation.optional(),
    policy: z.object({
      automated: z.boolean(),
      prune: z.boolean(),
      selfHeal: z.boolean(),
      suspended: z.boolean(),
      suspendedBy: z.string().optional(),
      interval: z.string().optional().meta({ description: 'How often without a push, as a duration' }),
      options: z.array(z.string()).meta({ description: 'Sync options, as they are written' }),
    }),
    problems: z.array(problem),
    conditions: z.array(
      z.object({
        type: z.string(),
        status: z.string().optional(),
        reason: z.string().optional(),
        message: z.string(),
        time: time.optional(),
      }),
    ),
    relations: z.array(relation),
    links: z.array(z.object({ title: z.string(), url: z.string().meta({ description: 'Always http or https' }) })),
    actions: z
      .array(
        z.object({
          action: actionName,
          allowed: z.boolean(),
          why: z.string().optional().meta({ description: 'Why not' }),
        }),
      )
      .meta({ description: 'What makes sense for this kind; what does not is absent' }),
  }),
);

/** One delivery, as code handles it. */
export type DeliveryView = z.infer<typeof delivery>;
/** The name of an action. */
export type ActionName = z.infer<typeof actionName>;

/** One object of a delivery's tree. */
export const treeNode = named(
  'TreeNode',
  'One object of the tree of a delivery',
  z.object({
    id: z.string().meta({ description: 'group/kind/namespace/name; the root is the id of the delivery' }),
    parent: z.string().optional().meta({ description: 'The id of the node that it belongs to; absent for the root' }),
    object: objectKey,
    version: z.string(),
    uid: z.string().optional(),
    managed: z.boolean().meta({ description: 'Stands in Git; the others were made by those' }),
    sync: syncStatus.optional(),
    health: healthStatus.optional(),
    why: z.string().optional(),
    wave: z.int().optional(),
    hook: z.string().optional(),
    createdAt: time.optional(),
    extra: z
      .boolean()
      .optional()
      .meta({ description: 'Lives, and does not stand in Git any more: pruning deletes it' }),
    deleting: z.boolean().optional(),
    delivery: deliveryId.optional().meta({ description: 'Where the object is a delivery itself' }),
    facts: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .meta({ description: 'Such as replicas, restarts, node' }),
    images: z.array(z.string()).optional(),
    containers: z
      .array(
        z.object({
          name: z.string(),
          init: z.boolean().optional(),
          ready: z.boolean().optional(),
          restarts: count.optional(),
        }),
      )
      .optional()
      .meta({ description: 'Of a Pod: whose logs can be read' }),
  }),
);

/** One node, as code handles it. */
export type TreeNode = z.infer<typeof treeNode>;

/** The tree of a delivery. */
export const tree = named(
  'Tree',
  'The objects of a delivery and what they made; the root comes first and each node after its parent',
  z.object({
    nodes: z.array(treeNode),
    truncated: count.meta({ description: 'How many nodes were left out' }),
    position: z.string().meta({ description: 'Where to begin the event stream: Last-Event-ID' }),
    unread: z.array(z.string()).meta({ description: 'Kinds that could not be read, and why' }),
  }),
);

/** A tree, as code handles it. */
export type TreeView = z.infer<typeof tree>;

/** One delivery and its tree. */
export const deliveryRoutes = {
  delivery: defineRoute({
    name: 'delivery',
    method: 'GET',
    path: deliveryPath,
    summary: 'One delivery: what should run, what runs, how it is, what happened last',
    access: 'read',
    params: deliveryParams,
    answer: delivery,
    errors: ['not-found', 'not-ready'],
  }),
  tree: defineRoute({
    name: 'tree',
    method: 'GET',
    path: `${deliveryPath}/tree`,
    summary: 'The objects of a delivery, and what they made',
    access: 'read',
    params: deliveryParams,
    answer: tree,
    errors: ['not-found', 'not-ready', 'cluster-unreachable'],
  }),
} as const;
