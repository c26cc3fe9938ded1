import { z } from 'zod';
import { actionName } from './delivery.ts';
import { count, named } from './schema.ts';
import { defineRoute } from './route.ts';

const about = named(
  'About',
  'What this server is, and what it delivers',
  z.object({
    version: z.string(),
    kinds: z.array(
      z.object({
        kind: z.string(),
        group: z.string(),
        dialect: z.string(),
        title: z.string().meta({ description: 'Such as Argo CD Application' }),
        served: z.boolean().meta({ description: 'Whether the cluster knows the kind' }),
        projects: z.boolean(),
        actions: z.array(actionName),
        count,
      }),
    ),
    observing: z
      .array(z.object({ dialect: z.string(), why: z.string() }))
      .meta({ description: 'Dialects that another controller acts for: Slipway only shows' }),
    ready: z.boolean(),
  }),
);

/** What the server is, as code handles it. */
export type About = z.infer<typeof about>;

/** What the server is. */
export const aboutRoutes = {
  about: defineRoute({
    name: 'about',
    method: 'GET',
    path: '/about',
    summary: 'The version, and the kinds of deliveries',
    access: 'read',
    answer: about,
    errors: [],
  }),
} as const;
