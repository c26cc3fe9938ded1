import { type JsonObject, SlipwayError } from '../base/index.ts';

/** The classes of refusal and failure that a Kubernetes API server, or the way to it, can answer with. */
export type KubeErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'already-exists'
  | 'conflict'
  | 'gone'
  | 'invalid'
  | 'unsupported'
  | 'too-many-requests'
  | 'timeout'
  | 'unavailable'
  | 'server-error'
  | 'config';

/**
 * What the API server answered instead of a result. `message` is the server's own text; `status` its Status object where it sent
 * one. `object` is `resource namespace/name`.
 */
export class KubeError extends SlipwayError<KubeErrorCode> {
  /** The HTTP status, or 0 where no answer came. */
  readonly httpStatus: number;
  readonly status: JsonObject | undefined;
  /** How long the server asks to stay away (Retry-After), in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: KubeErrorCode,
    message: string,
    options: {
      httpStatus?: number;
      status?: JsonObject | undefined;
      retryAfterMs?: number | undefined;
      object?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(code, message, options);
    this.httpStatus = options.httpStatus ?? 0;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
