import { z } from 'zod';
import { count, named } from './schema.ts';

/** Names one object of a delivery's cluster. */
export const objectKey = named(
  'ObjectKey',
  'Names one object of a cluster. The group of the core API and the namespace of cluster-scoped objects are empty.',
  z.object({ group: z.string(), kind: z.string(), namespace: z.string(), name: z.string() }),
);

/** Something wrong with what a user wrote, or that stopped a run. */
export const problem = named(
  'Problem',
  'Something wrong with what a user wrote, or that stopped a run: what, where, and what to do about it',
  z.object({
    code: z.string().meta({ description: 'A stable word for the class of problem' }),
    message: z.string().meta({ description: 'One sentence for people' }),
    object: z.string().optional().meta({ description: 'Kind/namespace/name' }),
    file: z.string().optional(),
    line: count.optional().meta({ description: 'From 1' }),
    column: count.optional().meta({ description: 'From 1' }),
    remedy: z.string().optional().meta({ description: 'What to do about it' }),
    raw: z.string().optional().meta({ description: 'The text as the tool or server gave it, where it says more' }),
  }),
);

/** Every code that an answer of this API can carry. */
export const errorCode = named(
  'ErrorCode',
  'Why a request was not answered as asked',
  z.enum([
    'invalid-request',
    'not-signed-in',
    'wrong-credentials',
    'too-many-attempts',
    'forbidden',
    'foreign-origin',
    'not-found',
    'conflict',
    'refused',
    'too-large',
    'unsupported-media-type',
    'not-ready',
    'cluster-unreachable',
    'internal',
  ]),
);

/** The body of every answer that is an error. */
export const apiError = named(
  'ApiError',
  'The body of every answer that is an error',
  z.object({
    error: z.object({
      code: errorCode,
      message: z.string(),
      object: z.string().optional(),
      file: z.string().optional(),
      line: count.optional(),
      column: count.optional(),
      remedy: z.string().optional(),
      raw: z.string().optional(),
      retryAfterSeconds: count.optional().meta({ description: 'With too-many-attempts and not-ready' }),
      fields: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .meta({ description: 'With invalid-request: which part of the request, and what is wrong with it' }),
    }),
  }),
);

/** The body of an error, as code handles it. */
export type ApiErrorBody = z.infer<typeof apiError>;
/** A code of an error. */
export type ErrorCode = z.infer<typeof errorCode>;
/** A problem, as the page gets it. */
export type ProblemView = z.infer<typeof problem>;

/** The HTTP status of each code. */
export const statusOfCode = {
  'invalid-request': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  forbidden: 403,
  'foreign-origin': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  refused: 422,
  'too-many-attempts': 429,
  internal: 500,
  'cluster-unreachable': 502,
  'not-ready': 503,
} as const satisfies Record<ErrorCode, number>;
