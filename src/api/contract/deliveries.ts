import { z } from 'zod';
import { count, named, querySwitch, queryNumber, queryWords, time } from './schema.ts';
import { defineRoute } from './route.ts';

/** The word for how a delivery or an object is. */
export const healthStatus = named(
  'HealthStatus',
  'How something is',
  z.enum(['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing', 'Unknown']),
);

/** The word for whether what runs is what should run. */
export const syncStatus = named(
  'SyncStatus',
  'Whether what runs is what should',
  z.enum(['Synced', 'OutOfSync', 'Unknown']),
);

/** The word for where an operation stands. */
export const operationPhase = named(
  'OperationPhase',
  'Where an operation stands',
  z.enum(['Running', 'Retrying', 'Terminating', 'Succeeded', 'Failed', 'Error']),
);

/** Names a delivery. */
export const deliveryId = named(
  'DeliveryId',
  'Kind/namespace/name, such as Application/argocd/cart; the path of a delivery is /deliveries/ and this',
  z
    .string()
    .max(600)
    .regex(/^[A-Za-z]{1,63}\/[a-z0-9.-]{1,253}\/[a-z0-9.-]{1,253}$/),
);

/** A commit, as far as it is known. */
export const commit = named(
  'Commit',
  'A revision and what its author said of it; the rest is absent while the repository has not been read',
  z.object({
    revision: z.string().meta({ description: 'The whole commit id, or the version of what is no commit' }),
    short: z.string(),
    reference: z.string().optional().meta({ description: 'The branch or tag it came by' }),
    subject: z.string().optional().meta({ description: 'The first line of the message' }),
    message: z.string().optional().meta({ description: 'The whole message; only in the answers on one delivery' }),
    author: z.string().optional(),
    time: time.optional(),
    url: z.string().optional().meta({ description: 'Its page at the Git host: always http or https' }),
  }),
);

const cluster = named(
  'Cluster',
  'A cluster that deliveries go to',
  z.object({ name: z.string(), server: z.string().meta({ description: 'Its address, or in-cluster' }) }),
);

/** One line of the list of deliveries. */
export const deliveryRow = named(
  'DeliveryRow',
  'One line of the list of deliveries',
  z.object({
    id: deliveryId,
    kind: z.string().meta({ description: 'Application, Kustomization, … The list of kinds is open: see /about' }),
    dialect: z.string().meta({ description: 'argocd, flux, …' }),
    namespace: z.string(),
    name: z.string(),
    project: z.string().optional().meta({ description: 'Where the kind has projects' }),
    cluster,
    targetNamespace: z.string().optional(),
    source: z
      .object({
        kind: z.enum(['git', 'helm', 'oci', 'bucket', 'none']),
        repo: z.string().meta({ description: 'An address, never with a password in it' }),
        path: z.string().optional().meta({ description: 'The folder, or the name of the chart' }),
        target: z.string().optional().meta({ description: 'The branch, tag, commit or version that is asked for' }),
        more: count.optional().meta({ description: 'How many further sources there are' }),
      })
      .optional(),
    revision: commit.optional(),
    sync: z.object({ status: syncStatus, differing: count.optional() }),
    health: z.object({ status: healthStatus, why: z.string().optional() }),
    operation: z.object({ phase: operationPhase, startedAt: time, finishedAt: time.optional() }).optional(),
    automated: z.boolean(),
    suspended: z.boolean(),
    deleting: z.boolean().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    changedAt: time.meta({ description: 'When something that matters last changed: an operation, the health' }),
    createdAt: time.optional(),
  }),
);

/** One line of the list of deliveries, as code handles it. */
export type DeliveryRow = z.infer<typeof deliveryRow>;
/** A commit, as the page gets it. */
export type CommitView = z.infer<typeof commit>;
/** The word for how something is. */
export type HealthWord = z.infer<typeof healthStatus>;
/** The word for where an operation stands. */
export type OperationPhaseWord = z.infer<typeof operationPhase>;

const facet = named(
  'Facet',
  'The values of one word of the query language with how many deliveries have each, under all other words of the query',
  z.object({
    word: z.enum(['health', 'sync', 'kind', 'project', 'namespace', 'cluster', 'repo']),
    values: z.array(z.object({ value: z.string(), count })),
    more: count.meta({ description: 'How many further values there are' }),
  }),
);

/** The values of one word, as code handles them. */
export type Facet = z.infer<typeof facet>;

/** A part of a query that could not be read. */
export const queryProblem = named(
  'QueryProblem',
  'A part of the query that could not be read; it counted as free text',
  z.object({ text: z.string(), message: z.string() }),
);

/** What a list can be sorted by. */
export const sortField = z.enum([
  'name',
  'kind',
  'project',
  'namespace',
  'cluster',
  'repo',
  'health',
  'sync',
  'changed',
]);

const deliveriesPage = named(
  'DeliveriesPage',
  'One page of the list of deliveries',
  z.object({
    items: z
      .array(deliveryRow.partial().required({ id: true }))
      .meta({ description: 'With `fields`, only those (and the id)' }),
    matched: count.meta({ description: 'How many deliveries the query matches' }),
    total: count.meta({ description: 'How many there are that you may see' }),
    facets: z.array(facet).optional(),
    groups: z
      .array(z.object({ value: z.string(), count, health: z.record(z.string(), count) }))
      .optional()
      .meta({ description: 'With `group`: its values in order, with how many deliveries of each health they hold' }),
    next: z.string().optional().meta({ description: 'The cursor of the next page' }),
    position: z
      .string()
      .meta({ description: 'Where to begin the event stream so that nothing is missed: Last-Event-ID' }),
    problems: z.array(queryProblem),
  }),
);

/** A page of the list, as code handles it. */
export type DeliveriesPage = z.infer<typeof deliveriesPage>;

const searchHit = named(
  'SearchHit',
  'A delivery, or an object of one',
  z.object({
    delivery: deliveryId,
    object: z
      .object({ group: z.string(), kind: z.string(), namespace: z.string(), name: z.string() })
      .optional()
      .meta({ description: 'Absent: the delivery itself' }),
    health: healthStatus.optional(),
    sync: syncStatus.optional(),
  }),
);

/** What a search found, as code handles it. */
export type SearchHit = z.infer<typeof searchHit>;

/** The list of deliveries, and the search over everything. */
export const deliveriesRoutes = {
  listDeliveries: defineRoute({
    name: 'listDeliveries',
    method: 'GET',
    path: '/deliveries',
    summary: 'Deliveries of every dialect: searched, sorted, counted by facet, page by page',
    access: 'read',
    query: z.object({
      q: z.string().max(1_000).optional().meta({
        description:
          'Free words, and health: sync: kind: project: namespace: cluster: repo: label:key=value; commas are "or", a minus in front is "not", quotes keep spaces',
      }),
      sort: sortField.optional().meta({ description: 'By name where absent' }),
      order: z.enum(['asc', 'desc']).optional(),
      group: z
        .enum(['project', 'namespace', 'cluster', 'kind', 'repo'])
        .optional()
        .meta({ description: 'Sorted by this first' }),
      cursor: z
        .string()
        .max(2_000)
        .optional()
        .meta({ description: 'Goes on behind the last page, whatever has changed since' }),
      offset: queryNumber(0, 1_000_000).optional().meta({ description: 'Instead of a cursor: jumps to a row' }),
      limit: queryNumber(1, 500).optional().meta({ description: '60 where absent' }),
      facets: querySwitch.optional(),
      fields: queryWords.optional().meta({ description: 'Which members of a row; all where absent' }),
    }),
    answer: deliveriesPage,
    errors: ['not-ready'],
  }),
  search: defineRoute({
    name: 'search',
    method: 'GET',
    path: '/search',
    summary: 'Deliveries and objects by a part of their name, for a command palette',
    access: 'read',
    query: z.object({
      q: z.string().max(200),
      limit: queryNumber(1, 100).optional().meta({ description: '20 where absent' }),
    }),
    answer: named('SearchResult', 'Best first', z.object({ hits: z.array(searchHit), more: z.boolean() })),
    errors: ['not-ready'],
  }),
} as const;
