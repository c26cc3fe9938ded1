import { type Context, Hono } from 'hono';
import { type Logger, messageOf } from '../../../base/index.ts';
import type { Subject } from '../../auth/index.ts';
import { basePath, type RouteAnswer, type RouteContract, type RouteInput } from '../../contract/index.ts';
import { type Access, refuseForeignOrigin } from './access.ts';
import { answerHeaders, jsonAnswer } from './answer.ts';
import { ApiError, apiErrorOf } from './api-error.ts';
import { readJsonBody } from './json-body.ts';

/** What a handler knows of its request beyond what the contract says. */
export interface HandlerContext<Who> {
  readonly subject: Who;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  readonly http: Context;
}

type Who<R extends RouteContract> = R['access'] extends 'public' ? undefined : Subject;

/** Answers a route: its value, or a whole Response where the contract has a stream or cookies are set. Throws ApiError and KubeError. */
export type Handler<R extends RouteContract> = (
  input: RouteInput<R>,
  context: HandlerContext<Who<R>>,
) => Promise<RouteAnswer<R> | Response> | RouteAnswer<R> | Response;

/** Routes by their contracts: who asks, whence, and what, is checked before a handler sees it. */
export class ContractRouter {
  readonly app = new Hono();
  readonly #access: Access;
  readonly #logger: Logger;

  constructor(access: Access, logger: Logger) {
    this.#access = access;
    this.#logger = logger;
    this.app.notFound((context) => this.#fail(context, new ApiError('not-found', 'there is no such route')));
    this.app.onError((error, context) => this.#fail(context, error));
  }

  /** Serves a route. */
  add<R extends RouteContract>(route: R, handler: Handler<R>): void {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    this.app.on(route.method, path, async (context) => {
      if (route.method !== 'GET') refuseForeignOrigin(context);
      const subject = route.access === 'public' ? undefined : await this.#access.subjectOf(context);
      const input = {
        params: parsed(route.params, context.req.param(), 'path'),
        query: parsed(route.query, queryOf(context), 'query'),
        body: route.body === undefined ? undefined : parsed(route.body, await readJsonBody(context.req.raw), 'body'),
      } as RouteInput<R>;
      const answer = await handler(input, {
        subject: subject as Who<R>,
        signal: context.req.raw.signal,
        http: context,
      });
      if (answer instanceof Response) return answer;
      if (answer === undefined) return new Response(null, { status: 204, headers: answerHeaders });
      return jsonAnswer(context, answer, route.status ?? 200);
    });
  }

  #fail(context: Context, error: unknown): Promise<Response> {
    const known = apiErrorOf(error) ?? this.#unexpected(context, error);
    const wait = known.details.retryAfterSeconds;
    return jsonAnswer(context, known.body, known.status, wait === undefined ? {} : { 'Retry-After': String(wait) });
  }

  #unexpected(context: Context, error: unknown): ApiError {
    if (!context.req.raw.signal.aborted) {
      this.#logger.error('request failed', { path: context.req.path, error: messageOf(error) });
    }
    return new ApiError('internal', 'something went wrong inside Slipway: its log says more');
  }
}

/** Each parameter once: of one that is repeated the first counts, so that a check and a use never see different ones. */
function queryOf(context: Context): Record<string, string> {
  return context.req.query();
}

function parsed(schema: RouteContract['body'], value: unknown, part: 'path' | 'query' | 'body'): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A path that names nothing that can exist is like one that names nothing that does.
  if (part === 'path') throw new ApiError('not-found', 'there is no such delivery');
  const fields = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    path: [part, ...path.map(String)].join('.').slice(0, 200),
    message: message.slice(0, 300),
  }));
  throw new ApiError(
    'invalid-request',
    `the ${part} is not as it should be: ${fields[0]?.path}: ${fields[0]?.message}`,
    { fields },
  );
}

/** Mounts a router below the path of this API. */
export function mountRouter(app: Hono, router: ContractRouter): void {
  app.route(basePath, router.app);
  app.all(`${basePath}/*`, (context) =>
    jsonAnswer(context, new ApiError('not-found', 'there is no such route').body, 404),
  );
}
