import { isJsonObject, type Json, jsonAt, type JsonObject } from '../../base/index.ts';
import { KubeError, type KubeErrorCode } from '../error.ts';

/** Reasons of metav1.Status that say more than the HTTP status that they come with. */
const byReason: Readonly<Record<string, KubeErrorCode>> = {
  BadRequest: 'bad-request',
  Unauthorized: 'unauthorized',
  Forbidden: 'forbidden',
  NotFound: 'not-found',
  AlreadyExists: 'already-exists',
  Conflict: 'conflict',
  Gone: 'gone',
  Expired: 'gone',
  Invalid: 'invalid',
  MethodNotAllowed: 'unsupported',
  NotAcceptable: 'unsupported',
  UnsupportedMediaType: 'unsupported',
  RequestEntityTooLarge: 'bad-request',
  TooManyRequests: 'too-many-requests',
  Timeout: 'timeout',
  ServerTimeout: 'timeout',
  ServiceUnavailable: 'unavailable',
  InternalError: 'server-error',
};

const byHttpStatus: Readonly<Record<number, KubeErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'unsupported',
  406: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  410: 'gone',
  415: 'unsupported',
  422: 'invalid',
  429: 'too-many-requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

/** The code of an answer, by the reason of its Status where it has one, else by its HTTP status. */
function codeOf(httpStatus: number, reason: string): KubeErrorCode {
  const known = byReason[reason] ?? byHttpStatus[httpStatus];
  if (known !== undefined) return known;
  return httpStatus >= 400 && httpStatus < 500 ? 'bad-request' : 'server-error';
}

/** The error that a Status object says, as an answer or as the ERROR event of a watch. */
export function errorOfStatus(
  status: JsonObject,
  context: { readonly httpStatus?: number; readonly retryAfterMs?: number | undefined; readonly object: string },
): KubeError {
  const inBody = typeof status['code'] === 'number' ? status['code'] : 0;
  const httpStatus = context.httpStatus ?? inBody;
  const reason = typeof status['reason'] === 'string' ? status['reason'] : '';
  const message = typeof status['message'] === 'string' && status['message'] !== '' ? status['message'] : reason;
  const seconds = jsonAt(status, 'details', 'retryAfterSeconds');
  const inDetails = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
  return new KubeError(codeOf(httpStatus, reason), message === '' ? describeHttp(httpStatus) : message, {
    httpStatus,
    status,
    retryAfterMs: context.retryAfterMs ?? inDetails,
    object: context.object,
  });
}

/**
 * The error that an answer of 400 or above says. A body that is no Status, as proxies and load balancers write, is quoted in short.
 * `now` (ms since the epoch) is what a Retry-After that names a date is counted from.
 */
export function errorOfResponse(
  response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body: Buffer;
  },
  object: string,
  now: number,
): KubeError {
  const { status: httpStatus, body } = response;
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'], now);
  const parsed = parseStatus(body);
  if (parsed !== undefined) return errorOfStatus(parsed, { httpStatus, retryAfterMs, object });
  const text = body
    .toString('utf8')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  const message = `${describeHttp(httpStatus)}${text === '' ? '' : `: ${text}`}`;
  return new KubeError(codeOf(httpStatus, ''), message, { httpStatus, retryAfterMs, object });
}

function parseStatus(body: Buffer): JsonObject | undefined {
  if (body[0] !== 0x7b) return undefined;
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return isJsonObject(value) && value['kind'] === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds of a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3); undefined where it holds neither. */
export function parseRetryAfter(header: string | readonly string[] | undefined, now: number): number | undefined {
  const value = typeof header === 'string' ? header : header?.[0];
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function describeHttp(status: number): string {
  return `the API server answered with HTTP status ${status}`;
}
