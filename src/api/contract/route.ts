import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** What a route reads or does: the authorisation port is asked with it. */
export type RouteAccess = 'public' | 'signed-in' | 'read' | 'act';

type Shape = z.ZodType;

/**
 * The contract of one route. Validation of requests, the OpenAPI document and the page's types all come from it.
 *
 *     defineRoute({ name: 'signOut', method: 'DELETE', path: '/session', access: 'signed-in', summary: '…', errors: [] })
 */
export interface RouteContract {
  /** What the OpenAPI document calls the operation. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/slipway/v1`; parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: Shape;
  /** The JSON of a success; absent: 204, or a stream. */
  readonly answer?: Shape;
  /** The lines (NDJSON) or events (SSE) of an answer that does not end by itself. */
  readonly stream?: { readonly type: 'text/event-stream' | 'application/x-ndjson'; readonly message: Shape };
  /** The status of a success: 200, 202, or 204 where there is no answer. */
  readonly status?: 200 | 202 | 204;
  /** What else it can say; `invalid-request`, `internal` and those of its access come by themselves. */
  readonly errors: readonly ErrorCode[];
}

/** Keeps the exact types of a contract. */
export function defineRoute<const R extends RouteContract>(route: R): R {
  return route;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What the handler of a route gets. */
export interface RouteInput<R extends RouteContract> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
}

/** What the handler of a route gives. */
export type RouteAnswer<R extends RouteContract> = R['answer'] extends z.ZodType ? z.input<R['answer']> : undefined;
