import { z } from 'zod';
import { commit } from './deliveries.ts';
import { deliveryParams, deliveryPath } from './delivery.ts';
import { problem } from './errors.ts';
import { count, named, time } from './schema.ts';
import { defineRoute } from './route.ts';

const historyEntry = named(
  'HistoryEntry',
  'One revision that was deployed',
  z.object({
    id: z.string().meta({ description: 'What a rollback names' }),
    commit,
    repo: z.string().optional(),
    path: z.string().optional(),
    target: z.string().optional(),
    startedAt: time.optional(),
    deployedAt: time,
    by: z.string().optional().meta({ description: 'A name, or automated; absent: not recorded' }),
    result: z.enum(['Succeeded', 'Failed']),
    message: z.string().optional(),
    reconciled: count.optional().meta({ description: 'How often it was reconciled, where that is counted' }),
    current: z.boolean(),
    rollback: z.boolean().meta({ description: 'Whether a rollback to it makes sense' }),
  }),
);

/** An entry of the history, as code handles it. */
export type HistoryEntryView = z.infer<typeof historyEntry>;

const chartValue = named(
  'ChartValue',
  'One value that a chart is rendered with, and who set it',
  z.object({
    path: z.string().meta({ description: 'As --set writes it' }),
    value: z.string().meta({ description: 'As JSON; values out of Secrets are masked' }),
    from: z.string().meta({ description: 'spec.values, ConfigMap/name key, Secret/name key, or chart: its default' }),
  }),
);

/** A value of a chart, as code handles it. */
export type ChartValueView = z.infer<typeof chartValue>;

const sourceView = named(
  'SourceView',
  'One source of a delivery, and what its render was made of',
  z.object({
    kind: z.enum(['git', 'helm', 'oci', 'bucket', 'none']),
    object: z
      .string()
      .optional()
      .meta({ description: 'The Flux source object it is read through, Kind/namespace/name' }),
    repo: z.string(),
    url: z.string().optional().meta({ description: 'Its page: always http or https' }),
    path: z.string().optional(),
    target: z.string().optional(),
    commit: commit.optional(),
    renderer: z.string().optional().meta({ description: 'Kustomize, Directory, Helm' }),
    parameters: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .meta({ description: 'What the owner says over the source' }),
    values: z
      .array(chartValue)
      .optional()
      .meta({ description: 'Of a chart: what it is rendered with. What is set comes first, then its defaults' }),
    files: z
      .array(z.object({ path: z.string(), kind: z.enum(['file', 'folder', 'link', 'missing', 'remote']) }))
      .meta({ description: 'What the render read' }),
    truncated: count,
    objects: count.optional(),
    warnings: z.array(problem),
    problems: z.array(problem),
  }),
);

/** A source, as code handles it. */
export type SourceViewAnswer = z.infer<typeof sourceView>;

/** What is recorded of a delivery. */
export const recordRoutes = {
  history: defineRoute({
    name: 'history',
    method: 'GET',
    path: `${deliveryPath}/history`,
    summary: 'The revisions that were deployed, newest first',
    access: 'read',
    params: deliveryParams,
    answer: named('History', 'Newest first', z.object({ items: z.array(historyEntry) })),
    errors: ['not-found', 'not-ready'],
  }),
  source: defineRoute({
    name: 'source',
    method: 'GET',
    path: `${deliveryPath}/source`,
    summary: 'The sources of a delivery, and what their render read',
    access: 'read',
    params: deliveryParams,
    answer: named('Sources', 'The sources of a delivery', z.object({ sources: z.array(sourceView) })),
    errors: ['not-found', 'not-ready'],
  }),
} as const;
