import { z } from 'zod';
import { deliveryId, healthStatus, syncStatus } from './deliveries.ts';
import { deliveryParams, deliveryPath, objectQuery, treeNode } from './delivery.ts';
import { objectKey, problem } from './errors.ts';
import { count, named, querySwitch, queryNumber, shortText, time } from './schema.ts';
import { defineRoute } from './route.ts';

const originPlace = named(
  'OriginPlace',
  'Where something was written',
  z.object({
    file: z.string(),
    line: count,
    column: count,
    transformer: z
      .string()
      .optional()
      .meta({ description: 'What changed it last, where that was not the file itself' }),
    url: z.string().optional().meta({ description: 'The line at the Git host: always http or https' }),
  }),
);

/** A place, as code handles it. */
export type OriginPlace = z.infer<typeof originPlace>;

const desiredManifest = named(
  'DesiredManifest',
  'What Git says of an object, and where each line of it came from',
  z.object({
    yaml: z.string(),
    commit: z.string().optional(),
    repo: z.string().optional(),
    places: z.array(originPlace),
    lines: z
      .array(z.int())
      .meta({ description: 'For each line of the YAML the index of its place; -1 where it has none' }),
  }),
);

const maskNote = 'Values of Secrets are masked: equal values of one answer have equal masks';

/** One object, whole. */
export const objectDetail = named(
  'ObjectDetail',
  `One object of a delivery. ${maskNote}.`,
  z.object({
    object: objectKey,
    apiVersion: z.string(),
    delivery: deliveryId,
    managed: z.boolean(),
    sync: syncStatus.optional(),
    health: z.object({ status: healthStatus, why: z.string().optional() }).optional(),
    node: treeNode.optional(),
    summary: z.array(z.object({ name: z.string(), value: z.string() })),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    createdAt: time.optional(),
    live: z
      .object({ yaml: z.string(), resourceVersion: z.string(), fields: z.record(z.string(), z.string()).optional() })
      .optional()
      .meta({ description: 'Absent: it is not there, or not readable' }),
    desired: desiredManifest.optional().meta({ description: 'Absent: Git does not say anything of it' }),
    problems: z.array(problem).meta({ description: 'Why a part is missing' }),
  }),
);

/** One object, as code handles it. */
export type ObjectDetail = z.infer<typeof objectDetail>;

const fieldChange = named(
  'FieldChange',
  'One field that differs',
  z.object({
    path: z.string().meta({ description: 'Such as spec.replicas or containers[name=app].image' }),
    change: z.enum(['add', 'remove', 'change']).meta({ description: 'What a sync would do' }),
    live: z.string().optional().meta({ description: 'As YAML' }),
    desired: z.string().optional().meta({ description: 'As YAML' }),
    origin: originPlace.optional(),
    ignored: z.boolean().optional().meta({ description: 'By ignoreDifferences: it does not count' }),
  }),
);

/** One differing field, as code handles it. */
export type FieldChange = z.infer<typeof fieldChange>;

const noise = named(
  'NoiseRange',
  'Lines, from 1, that say nothing of the difference: to be folded',
  z.object({ from: count, to: count, why: z.enum(['managedFields', 'status', 'default', 'server']) }),
);

/** Lines to fold, as code handles them. */
export type NoiseRange = z.infer<typeof noise>;

const difference = named(
  'Difference',
  `How what runs differs from what would run after a sync. ${maskNote}.`,
  z.object({
    object: objectKey,
    change: z.enum(['none', 'create', 'update', 'replace', 'delete']),
    live: z.object({ yaml: z.string(), noise: z.array(noise) }).optional(),
    predicted: z
      .object({ yaml: z.string(), noise: z.array(noise) })
      .optional()
      .meta({ description: 'What a sync would make of it' }),
    fields: z.array(fieldChange),
    truncated: count,
  }),
);

/** A difference, as code handles it. */
export type DifferenceView = z.infer<typeof difference>;

const differences = named(
  'Differences',
  'The objects of a delivery that differ',
  z.object({
    revision: z.string().optional(),
    objects: z.array(difference.omit({ live: true, predicted: true })),
    same: count.meta({ description: 'How many objects do not differ' }),
    problems: z.array(problem),
    truncated: count,
  }),
);

/** All differences of a delivery, as code handles them. */
export type DifferencesView = z.infer<typeof differences>;

const event = named(
  'KubeEvent',
  'A Kubernetes Event on a delivery or one of its objects',
  z.object({
    object: objectKey,
    type: z.string().meta({ description: 'Normal or Warning' }),
    reason: z.string(),
    message: z.string(),
    from: z.string().optional(),
    count,
    firstAt: time.optional(),
    lastAt: time.optional(),
  }),
);

/** An event, as code handles it. */
export type KubeEventView = z.infer<typeof event>;

const events = named('KubeEvents', 'Newest first', z.object({ items: z.array(event), truncated: count }));

const logLine = named(
  'LogLine',
  'One line of a log; the last message of a stream has `end` instead of a text',
  z.object({
    container: z.string().optional(),
    time: time.optional(),
    text: z.string().optional(),
    end: z.string().optional().meta({ description: 'Why the stream ended' }),
  }),
);

/** A line of a log, as code handles it. */
export type LogLine = z.infer<typeof logLine>;

/** The objects of a delivery. */
export const objectRoutes = {
  object: defineRoute({
    name: 'object',
    method: 'GET',
    path: `${deliveryPath}/object`,
    summary: 'One object of a delivery: summary, live and desired manifest with the origin of each line',
    access: 'read',
    params: deliveryParams,
    query: objectQuery,
    answer: objectDetail,
    errors: ['not-found', 'not-ready', 'cluster-unreachable'],
  }),
  difference: defineRoute({
    name: 'difference',
    method: 'GET',
    path: `${deliveryPath}/difference`,
    summary: 'How one object differs from what Git says',
    access: 'read',
    params: deliveryParams,
    query: objectQuery,
    answer: difference,
    errors: ['not-found', 'not-ready', 'cluster-unreachable', 'refused'],
  }),
  differences: defineRoute({
    name: 'differences',
    method: 'GET',
    path: `${deliveryPath}/differences`,
    summary: 'The objects of a delivery that differ, with the fields in which they do',
    access: 'read',
    params: deliveryParams,
    query: z.object({
      revision: shortText.optional().meta({ description: 'Compared with this revision; absent: the desired one' }),
    }),
    answer: differences,
    errors: ['not-found', 'not-ready', 'cluster-unreachable', 'refused'],
  }),
  events: defineRoute({
    name: 'events',
    method: 'GET',
    path: `${deliveryPath}/events`,
    summary: 'Kubernetes Events on a delivery and its objects, or on one of them',
    access: 'read',
    params: deliveryParams,
    query: objectQuery.partial(),
    answer: events,
    errors: ['not-found', 'not-ready', 'cluster-unreachable'],
  }),
  logs: defineRoute({
    name: 'logs',
    method: 'GET',
    path: `${deliveryPath}/logs`,
    summary: 'The log of a Pod of the tree, line by line',
    access: 'read',
    params: deliveryParams,
    query: z.object({
      namespace: shortText.min(1),
      pod: shortText.min(1),
      container: shortText.optional(),
      follow: querySwitch.optional(),
      tail: queryNumber(0, 100_000).optional().meta({ description: 'How many lines of the past; 1000 where absent' }),
      sinceSeconds: queryNumber(1, 100_000_000).optional(),
      previous: querySwitch.optional(),
    }),
    stream: { type: 'application/x-ndjson', message: logLine },
    errors: ['not-found', 'not-ready', 'cluster-unreachable', 'refused'],
  }),
} as const;
