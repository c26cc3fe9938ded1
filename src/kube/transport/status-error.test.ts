import { describe, expect, it } from 'vitest';
import type { KubeErrorCode } from '../error.ts';
import { errorOfResponse, errorOfStatus, parseRetryAfter } from './status-error.ts';

const now = Date.UTC(2026, 0, 1);

describe('errorOfStatus', () => {
  it.each<readonly [number, string, KubeErrorCode]>([
    [400, 'BadRequest', 'bad-request'],
    [401, 'Unauthorized', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'NotFound', 'not-found'],
    [405, 'MethodNotAllowed', 'unsupported'],
    [406, 'NotAcceptable', 'unsupported'],
    [409, 'AlreadyExists', 'already-exists'],
    [409, 'Conflict', 'conflict'],
    [410, 'Gone', 'gone'],
    [410, 'Expired', 'gone'],
    [413, 'RequestEntityTooLarge', 'bad-request'],
    [415, 'UnsupportedMediaType', 'unsupported'],
    [422, 'Invalid', 'invalid'],
    [429, 'TooManyRequests', 'too-many-requests'],
    [500, 'InternalError', 'server-error'],
    [500, 'ServerTimeout', 'timeout'],
    [503, 'ServiceUnavailable', 'unavailable'],
    [504, 'Timeout', 'timeout'],
    [404, '', 'not-found'],
    [409, '', 'conflict'],
    [418, '', 'bad-request'],
    [422, 'SomethingNew', 'invalid'],
    [500, '', 'server-error'],
    [502, '', 'unavailable'],
    [507, '', 'server-error'],
  ])('%s %s is %s', (httpStatus, reason, code) => {
    const status = { kind: 'Status', code: httpStatus, reason, message: 'why' };
    expect(errorOfStatus(status, { object: 'pods a/b' })).toMatchObject({
      code,
      httpStatus,
      message: 'why',
      object: 'pods a/b',
      status,
    });
  });

  it('says something even where the server does not', () => {
    expect(errorOfStatus({ reason: 'Conflict' }, { object: 'x' }).message).toBe('Conflict');
    expect(errorOfStatus({}, { httpStatus: 500, object: 'x' }).message).toBe(
      'the API server answered with HTTP status 500',
    );
    expect(errorOfStatus({ message: 7, reason: {}, code: 'x' }, { object: 'x' })).toMatchObject({
      code: 'server-error',
      httpStatus: 0,
    });
  });

  it('takes the wait from the details where no header says it', () => {
    const status = { code: 500, reason: 'ServerTimeout', details: { retryAfterSeconds: 3 } };
    expect(errorOfStatus(status, { object: 'x' }).retryAfterMs).toBe(3000);
    expect(errorOfStatus(status, { object: 'x', retryAfterMs: 1000 }).retryAfterMs).toBe(1000);
    expect(errorOfStatus({ details: { retryAfterSeconds: 0 } }, { object: 'x' }).retryAfterMs).toBeUndefined();
  });
});

describe('errorOfResponse', () => {
  const body = (text: string): Buffer => Buffer.from(text);

  it.each<readonly [string, string, string]>([
    ['a page', '<html>\n<body><b>Down</b> for  repair</body></html>', ': Down for repair'],
    ['JSON that is no Status', '{"error":"x"}', ': {"error":"x"}'],
    ['JSON that breaks off', '{"kind":"Status"', ': {"kind":"Status"'],
    ['nothing', '', ''],
    ['a long text', 'x'.repeat(1000), `: ${'x'.repeat(200)}`],
  ])('quotes %s in short', (_, text, quoted) => {
    const error = errorOfResponse({ status: 502, headers: {}, body: body(text) }, 'x', now);
    expect(error).toMatchObject({ code: 'unavailable', httpStatus: 502, status: undefined });
    expect(error.message).toBe(`the API server answered with HTTP status 502${quoted}`);
  });

  it('believes the HTTP status more than the one in the body', () => {
    const text = JSON.stringify({ kind: 'Status', code: 200, message: 'm' });
    expect(errorOfResponse({ status: 403, headers: { 'retry-after': '1' }, body: body(text) }, 'x', now)).toMatchObject(
      {
        code: 'forbidden',
        httpStatus: 403,
        retryAfterMs: 1000,
      },
    );
  });
});

describe('parseRetryAfter', () => {
  it.each<readonly [string | string[] | undefined, number | undefined]>([
    ['5', 5000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2015 00:00:30 GMT', 0],
    [['7', '9'], 7000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
